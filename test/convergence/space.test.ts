import { describe, expect, it } from "vitest";
import { spaceClaims } from "./methods.js";
import { orderOf } from "./order.js";
import { spaceConvergence } from "./space.js";

/** What terms of higher order still add to the order measured between the two finest grids. */
const ORDER_TOLERANCE = 0.1;

describe("the error in space, against exact densities,", () => {
  for (const { problem, scheme, order, sizes, largestError } of spaceClaims)
    it(`shrinks with order ${order}, and to nothing: ${scheme}, ${problem.name}`, () => {
      const convergence = spaceConvergence(problem, scheme, sizes);
      expect(Math.abs(orderOf(convergence) - order)).toBeLessThanOrEqual(ORDER_TOLERANCE);
      expect(convergence.errors.at(-1)).toBeLessThanOrEqual(largestError);
    });
});
