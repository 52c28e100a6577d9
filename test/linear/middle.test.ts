import fc from "fast-check";
import { expect, it } from "vitest";
import { middleOf } from "../../src/linear/middle.js";

it("is the value in the middle of the list in order, with equal values and without", () => {
  const values = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 200 }), (list) => {
      const sorted = Float64Array.from(list).sort();
      // +0 and −0 are equal and in any order
      expect(middleOf(Float64Array.from(list)) + 0).toBe(sorted[sorted.length >> 1] + 0);
    }),
    { seed: 1, numRuns: 300 },
  );
});
