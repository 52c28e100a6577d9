import { describe, expect, it } from "vitest";
import { reducedOrder, timeClaims } from "./methods.js";
import { orderOf, ordersOf } from "./order.js";
import { timeConvergence } from "./time.js";

/** What terms of higher order still add to the order measured at the last halving of the step. */
const ORDER_TOLERANCE = 0.1;

describe("the error in time, against uniformisation on the same grid,", () => {
  for (const { problem, name, method, order, sizes, largestError } of timeClaims)
    it(`shrinks with order ${order}, and to nothing: ${name}, ${problem.name}`, () => {
      const convergence = timeConvergence(problem, method, sizes);
      expect(Math.abs(orderOf(convergence) - order)).toBeLessThanOrEqual(ORDER_TOLERANCE);
      expect(convergence.errors.at(-1)).toBeLessThanOrEqual(largestError);
    });

  it("of the extrapolated splitting shrinks with an order above 2.8 where drift crosses an absorbing wall", () => {
    const { problem, method, sizes, largestError } = reducedOrder;
    const convergence = timeConvergence(problem, method, sizes);
    expect(Math.min(...ordersOf(convergence))).toBeGreaterThanOrEqual(2.8);
    expect(convergence.errors.at(-1)).toBeLessThanOrEqual(largestError);
  });
});
