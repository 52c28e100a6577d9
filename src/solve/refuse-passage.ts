import { InputError } from "../errors.js";
import { variesInTime } from "../generator/discretize.js";
import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";

/**
 * Refuses what has no generator that stays the same, and so no adjoint problem in space alone.
 * @throws InputError `not-a-problem` for what `defineProblem` or `parseProblem` has not made, `time-dependent`, `mean-field`,
 *   `resets`.
 */
export function refuseMoving(problem: Problem): void {
  requireProblem(problem);
  const { drift, diffusion, resets, target, regions } = problem;
  const refuse = (code: string, path: string, found: string): never => {
    throw new InputError({
      code,
      path,
      expected: "a drift and a D that stay as they are, for passage times by position",
      found,
      remedy:
        target || regions
          ? "Where the edge is straight along an axis, end the axis there with `boundary: absorbing` and use solve, whose flux through that end is the density of passage times from the initial density, or simulate, which records when each particle is absorbed. Or hold what changes at one of its values."
          : "Use solve: the flux through absorbing ends is the density of passage times from the initial density. " +
            "Or simulate, which records when each particle is absorbed.",
    });
  };
  if (drift.interaction)
    refuse("mean-field", "drift.interaction", "a mean field, in which the drift moves with the density");
  if (variesInTime(problem)) {
    const still = { ...diffusion, scalar: null, diagonal: [], cross: null };
    const byDrift = variesInTime({ ...problem, diffusion: still });
    refuse(
      "time-dependent",
      byDrift ? "drift" : "diffusion",
      `a ${byDrift ? "drift" : "diffusion"} that changes in time`,
    );
  }
  if (resets.length > 0) refuse("resets", "resets", "resets at times or by detectors");
}
