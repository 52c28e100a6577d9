import { describe, expect, it } from "vitest";
import { fourierTransform } from "../../src/linear/fft.js";
import { numbersFrom } from "../structure/random.js";

/** The definition, its angles reduced to one turn so that they are good to the last bit. */
function directSum(data: Float64Array): Float64Array {
  const n = data.length / 2;
  const out = new Float64Array(2 * n);
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n;
      out[2 * k] += data[2 * j] * Math.cos(angle) - data[2 * j + 1] * Math.sin(angle);
      out[2 * k + 1] += data[2 * j] * Math.sin(angle) + data[2 * j + 1] * Math.cos(angle);
    }
  return out;
}

const randomData = (n: number): Float64Array => {
  const next = numbersFrom(n);
  return Float64Array.from({ length: 2 * n }, () => 2 * next() - 1);
};

const largest = (values: Float64Array): number => values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
const distance = (one: Float64Array, other: Float64Array): number => largest(one.map((value, i) => value - other[i]));

const LENGTHS = [1, 2, 3, 4, 7, 8, 64, 100, 120, 256, 333, 500];

describe("the Fourier transform", () => {
  // Rounding of a fast transform grows as √log n relative to the norm; that of the direct sum, the oracle, is larger.
  it.each(LENGTHS)("is the direct sum to 2e-14 of its largest value (n = %i)", (n) => {
    const data = randomData(n);
    const out = new Float64Array(2 * n);
    fourierTransform(n).forward(data, out);
    const exact = directSum(data);
    expect(distance(out, exact)).toBeLessThan(2e-14 * largest(exact));
  });

  it.each(LENGTHS)("is undone by its inverse, also when the plan is used again (n = %i)", (n) => {
    const { forward, inverse } = fourierTransform(n);
    const data = randomData(n);
    const [waves, back] = [new Float64Array(2 * n), new Float64Array(2 * n)];
    for (let round = 0; round < 2; round++) {
      forward(data, waves);
      inverse(waves, back);
      // two transforms of the size above, and values up to 1
      expect(distance(back, data)).toBeLessThan(5e-15);
    }
  });

  it("keeps its digits at a large odd length, where j² has more than 30 bits", () => {
    const n = 100_003;
    const wave = 12_345;
    const data = new Float64Array(2 * n);
    for (let j = 0; j < n; j++) {
      const angle = (2 * Math.PI * ((j * wave) % n)) / n;
      data[2 * j] = Math.cos(angle);
      data[2 * j + 1] = Math.sin(angle);
    }
    const out = new Float64Array(2 * n);
    fourierTransform(n).forward(data, out);
    const exact = new Float64Array(2 * n);
    exact[2 * wave] = n;
    expect(distance(out, exact)).toBeLessThan(2e-14 * n);
  });
});
