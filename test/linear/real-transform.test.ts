import { describe, expect, it } from "vitest";
import { cosineTransform, hartleyTransform } from "../../src/linear/real-transform.js";
import { numbersFrom } from "../structure/random.js";

const LENGTHS = [1, 2, 3, 7, 8, 64, 100, 120, 333];

const transforms = {
  Hartley: {
    make: hartleyTransform,
    wave: (j: number, k: number, n: number) => {
      const angle = (2 * Math.PI * ((j * k) % n)) / n;
      return Math.cos(angle) + Math.sin(angle);
    },
  },
  cosine: {
    make: cosineTransform,
    wave: (j: number, k: number, n: number) => Math.cos((Math.PI * ((k * (2 * j + 1)) % (4 * n))) / (2 * n)),
  },
};

const lineOf = (pair: Float64Array, which: 0 | 1): Float64Array => pair.filter((_, i) => i % 2 === which);
const worst = (one: Float64Array, other: Float64Array): number =>
  one.reduce((top, value, i) => Math.max(top, Math.abs(value - other[i])), 0);

for (const [name, { make, wave }] of Object.entries(transforms))
  describe(`the ${name} transform of two lines at once`, () => {
    it.each(LENGTHS)("is the direct sum of each line to 2e-14 per entry (n = %i)", (n) => {
      const next = numbersFrom(n + 1);
      const pair = Float64Array.from({ length: 2 * n }, () => 2 * next() - 1);
      const start = pair.slice();
      const { forward, inverse } = make(n);
      forward(pair);
      for (const which of [0, 1] as const) {
        const line = lineOf(start, which);
        const exact = line.map((_, k) => line.reduce((sum, value, j) => sum + value * wave(j, k, n), 0));
        // the direct sum itself rounds by up to n·1e-16
        expect(worst(lineOf(pair, which), exact)).toBeLessThan(2e-14 * Math.sqrt(n));
      }
      inverse(pair);
      expect(worst(pair, start)).toBeLessThan(5e-15);
    });
  });
