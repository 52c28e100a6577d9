import { InputError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import { requireRun } from "../problem/require-run.js";

/**
 * Refuses problems in which a particle has no path of its own that ends at the same time whatever the step.
 * @throws InputError
 */
export function refuseWhatHasNoPath(problem: Problem): void {
  requireProblem(problem);
  requireRun(problem);
  const { drift, resets, restart, grid } = problem;
  const cannot = (path: string, found: string, reason: string): never => {
    throw new InputError({
      code: "no-discretization-study",
      path,
      expected: "single particles that follow one path each, whatever the step",
      found,
      remedy: reason,
    });
  };
  if (drift.interaction)
    cannot(
      "drift.interaction",
      "a mean field",
      "What moves a particle there is all the others, not its own path alone.",
    );
  if (resets.length > 0) cannot("resets", "resets", "Leave them out: between resets the orders are the same.");
  if (restart) cannot("resets", "a restart", "Jumps have noise besides the Brownian path; leave the restart out.");
  for (const [a, { boundary }] of grid.axes.entries())
    for (const side of ["lower", "upper"] as const)
      if (boundary[side] === "absorbing")
        cannot(
          `axes[${a}].boundary`,
          `an absorbing ${side} end`,
          "Whoever has left at one step and not at another cannot be compared; vary dt in a simulation instead.",
        );
}

/** @throws InputError, code `out-of-range`, unless it holds. */
export function refuse(holds: boolean, path: string, expected: string, found: number, remedy?: string): void {
  if (!holds) throw new InputError({ code: "out-of-range", path, expected, found: String(found), remedy });
}
