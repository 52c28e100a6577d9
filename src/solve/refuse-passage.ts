import { InputError } from "../errors.js";
import { variesInTime } from "../generator/discretize.js";
import type { Problem } from "../problem/problem.js";

/**
 * Refuses what has no generator that stays the same, and so no adjoint problem in space alone.
 * @throws InputError `time-dependent`, `mean-field`, `resets`.
 */
export function refuseMoving(problem: Problem): void {
  const { drift, resets } = problem;
  const refuse = (code: string, path: string, found: string): never => {
    throw new InputError({
      code,
      path,
      expected: "a drift and a D that stay as they are, for passage times by position",
      found,
      remedy:
        "Use solve: the flux through absorbing ends is the density of passage times from the initial density. " +
        "Or simulate, which records when each particle is absorbed.",
    });
  };
  if (drift.interaction)
    refuse("mean-field", "drift.interaction", "a mean field, in which the drift moves with the density");
  if (variesInTime(problem)) refuse("time-dependent", "drift", "a problem that changes in time");
  if (resets.length > 0) refuse("resets", "resets", "resets at times or by detectors");
}
