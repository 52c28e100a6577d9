import { describe, expect, it } from "vitest";
import { spectralRadius } from "../../src/linear/spectral-radius.js";

const search = { settled: 1e-12, most: 40 };
const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

describe("the spectral radius", () => {
  it("is the largest of the values on a diagonal, of either sign", () => {
    for (const sign of [1, -1]) {
      const apply = (v: Float64Array): Float64Array =>
        v.map((value, k) => (k === 7 ? sign * 1.01 : 1 - k / 20) * value);
      // twenty values close a Krylov space of as many: exact but for rounding
      expect(spectralRadius(apply, ones(20), search)).toBeCloseTo(1.01, 9);
    }
  });

  it("is the size of a pair of complex values", () => {
    // ‖H^m‖^(1/m) with m = 2^24 is (log 3)/2^24 off
    const apply = ([a, b, c]: Float64Array): Float64Array =>
      Float64Array.of(0.6 * a - 0.8 * b, 0.8 * a + 0.6 * b, 0.5 * c);
    expect(spectralRadius(apply, ones(3), search)).toBeCloseTo(1, 6);
  });

  it("is 0 of what vanishes when it is done often enough", () => {
    // a triple value moves by the third root of rounding, 1e-5, and more
    expect(spectralRadius(([, b, c]) => Float64Array.of(b, c, 0), ones(3), search)).toBeLessThan(1e-3);
    expect(spectralRadius((v) => v.map(() => 0), ones(3), search)).toBe(0);
  });

  it("does not need a vector that is normal to the others: a defective matrix", () => {
    const apply = ([a, b]: Float64Array): Float64Array => Float64Array.of(0.9 * a + 100 * b, 0.9 * b);
    // a double value moves by the root of rounding, times the 100: 1e-6 and more
    expect(Math.abs(spectralRadius(apply, ones(2), search) - 0.9)).toBeLessThan(1e-3);
  });
});
