import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import { requireRun } from "../problem/require-run.js";
import type { Progress, RunOptions } from "./progress.js";
import type { Solution } from "./solution.js";
import { spaceError } from "./space-error.js";
import { wholeRun } from "./whole-run.js";

/**
 * Evolves the density of a problem to its end: ∂ρ/∂t = −∇·(μρ − D∇ρ).
 *
 * Mass is conserved to rounding and ρ ≥ 0 at every step. Order 2 in space (see `discretize`). Steps in time are chosen so
 * that their estimated errors, which the flow does not amplify in L1, stay within `problem.solver.tolerance` at every
 * frame, or are all `problem.solver.dt` long. They land on every frame and on every jump of the coefficients.
 *
 * Resets cut a run into phases, each with a D and with steps of its own. A frame at the time of a reset is saved before
 * it; detectors are asked at frames, the last one excepted.
 * @returns density of shape [frames, nx(, ny)], for every frame moments, observables, ledger and flux, and the resets
 * @throws InputError when the problem has no initial density or time, cannot be discretised as stated, would take
 *   more memory or time than is sensible, or a strict reset asks for too much; NumericalError when the density is no longer
 *   finite or its error no longer bounded.
 */
export function evolve(problem: Problem, options: RunOptions = {}): Solution {
  const run = evolution(problem, options);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/**
 * As {@link evolve}, one step at a time: yields where the run stands after every step and returns the solution, so that
 * a program can show progress, stop early (`options.signal`) or let others work in between.
 * @throws InputError for what is no problem at once; all other InputError and NumericalError of {@link evolve} at the first
 *   call of `next`.
 */
export function evolution(problem: Problem, options: RunOptions = {}): IterableIterator<Progress, Solution, undefined> {
  requireProblem(problem);
  return stepByStep(problem, options);
}

function* stepByStep(problem: Problem, options: RunOptions): IterableIterator<Progress, Solution, undefined> {
  const began = performance.now();
  requireRun(problem);
  const solution = yield* wholeRun(problem, options);
  const space =
    options.estimateError && solution.status === "ok" ? yield* spaceError(solution, options, evolution) : null;
  return { ...solution, error: { ...solution.error, space }, seconds: (performance.now() - began) / 1000 };
}
