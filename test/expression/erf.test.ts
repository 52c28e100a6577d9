import { describe, expect, it } from "vitest";
import { erf } from "../../src/problem/expression/erf.js";

/** Computed with mpmath to 60 digits, rounded to double. */
const table: readonly (readonly [number, number])[] = [
  [1e-300, 1.1283791670955126e-300],
  [1e-8, 1.1283791670955126e-8],
  [0.1, 0.1124629160182849],
  [0.25, 0.27632639016823696],
  [0.46875, 0.49261347321793797],
  [0.46876, 0.4926225311068465],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [1.0, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2.0, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [3.0, 0.9999779095030014],
  [3.999, 0.9999999844552505],
  [4.0, 0.9999999845827421],
  [4.001, 0.9999999847092178],
  [5.0, 0.9999999999984626],
  [5.5, 0.9999999999999927],
  [5.9, 0.9999999999999999],
];

describe("erf", () => {
  it.each(table)("is right to four units in the last place at %d", (x, value) => {
    // 4 units of 2.2e-16 / 2: two roundings each in numerator, denominator and quotient.
    expect(Math.abs(erf(x) / value - 1)).toBeLessThanOrEqual(4.5e-16);
    expect(erf(-x)).toBe(-erf(x));
  });

  it("keeps zeros, limits and NaN", () => {
    expect(Object.is(erf(0), 0)).toBe(true);
    expect(Object.is(erf(-0), -0)).toBe(true);
    expect([erf(6.1), erf(40), erf(Infinity), erf(-Infinity)]).toEqual([1, 1, 1, -1]);
    expect(erf(NaN)).toBeNaN();
  });

  it("rises everywhere, the seams between its formulas included", () => {
    for (const seam of [0.46875, 4, 6])
      for (let k = -50; k < 50; k++)
        // Steps of 1e-9 raise erf by more than rounding only below the last seam.
        expect(erf(seam + (k + 1) * 1e-9)).toBeGreaterThanOrEqual(erf(seam + k * 1e-9) - 1.2e-16);
  });
});
