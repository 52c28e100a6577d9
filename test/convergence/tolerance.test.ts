import { describe, expect, it } from "vitest";
import { galleryNames, toleranceRows } from "./tolerance.js";

/** Of the tolerance: below this, steps were wasted. */
const WASTEFUL = 1e-2;
/**
 * Errors stay within the tolerance all along, but are measured at the end: a run of so few steps has made its error at
 * the sharp start, and by the end most of it has died out.
 */
const FEW_STEPS = 10;
const WASTEFUL_IN_FEW_STEPS = 2e-3;

describe("solver.tolerance bounds the error in time at the end, and is not a hundred times too strict:", () => {
  for (const name of galleryNames)
    it(`${name}, at 1e-3 to 1e-6`, () => {
      for (const { tolerance, ratio, steps } of toleranceRows(name)) {
        expect(ratio, `error over tolerance at ${tolerance}`).toBeLessThanOrEqual(1);
        const lowest = steps < FEW_STEPS ? WASTEFUL_IN_FEW_STEPS : WASTEFUL;
        expect(ratio, `error over tolerance at ${tolerance}, in ${steps} steps`).toBeGreaterThanOrEqual(lowest);
      }
    });
});
