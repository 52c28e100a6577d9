import { describe, expect, it } from "vitest";
import { galleryNames, isGuarded, toleranceRows } from "./tolerance.js";

/** Of the tolerance: below this, steps were wasted. */
const WASTEFUL = 1e-2;
/** Fewer are hardly possible: a density that is at rest from the start is right to rounding in them. */
const FEWEST = 4;

describe("solver.tolerance bounds the error in time at the end, and is not a hundred times too strict:", () => {
  for (const name of galleryNames)
    it(`${name}, at 1e-3 to 1e-6`, () => {
      for (const { tolerance, ratio, steps } of toleranceRows(name)) {
        expect(ratio, `error over tolerance at ${tolerance}`).toBeLessThanOrEqual(1);
        if (!isGuarded(name) && steps > FEWEST)
          expect(ratio, `error over tolerance at ${tolerance}, in ${steps} steps`).toBeGreaterThanOrEqual(WASTEFUL);
      }
    });
});
