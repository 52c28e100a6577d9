import { describe, expect, it } from "vitest";
import { nameOf } from "./answers.js";
import { knownProblems, knownRows } from "./known.js";

describe("known answers are met, and met in the limit of small cells", () => {
  for (const problem of knownProblems)
    it(`${problem.id}, ${nameOf(problem.id)}: to ${problem.tolerance}, extrapolated to ${problem.limit}`, () => {
      for (const { quantity, exact, computed, error, tolerance, extrapolatedError } of knownRows(problem)) {
        const claim = `${quantity} = ${exact}, found ${computed}; ${problem.reason}`;
        expect(error, claim).toBeLessThanOrEqual(tolerance);
        expect(extrapolatedError, `${claim}; extrapolated`).toBeLessThanOrEqual(problem.limit);
      }
    });
});
