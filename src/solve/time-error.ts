import { NumericalError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import { roundingOf } from "../steppers/step-size.js";
import type { Engine } from "./engine.js";
import type { RunState } from "./run-state.js";
import { roundingNoise } from "./step-control.js";

/** Two densities are never further apart than 2 in L1: an error of this size leaves nothing of an answer. */
const MEANINGLESS = 0.5;

/** @throws NumericalError when a run that chooses its steps by their errors has lost its way. */
export function refuseMeaningless({ error, time }: RunState, { problem, discretization }: Engine): void {
  const { dt, tolerance } = problem.solver;
  if (dt !== null || !(error >= Math.max(MEANINGLESS, 2 * tolerance))) return;
  throw new NumericalError(
    "error-too-large",
    `The estimated time error has added up to ${MEANINGLESS} at t = ${Number(time.toPrecision(6))}: the density found there means nothing. ${
      discretization.timeDependent
        ? "The drift or D becomes infinite or changes abruptly near that time: end the run before, state the change as a comparison such as (t > 0.5), or list it in `jumps` of a program."
        : "The steps cannot be made short enough: please report this problem."
    }`,
  );
}

/** What a user should know of the error in time at the end; null is nothing. */
export function timeErrorWarning(run: RunState, problem: Problem, engine: Engine): string | null {
  const { dt, tolerance } = problem.solver;
  const { error } = run;
  if (dt === null && error > tolerance)
    return `The estimated time error ${error.toPrecision(2)} is above the tolerance: ${missedBecause(run, engine)}`;
  if (dt !== null && error >= MEANINGLESS)
    return `The estimated time error has added up to ${error.toPrecision(2)}, while no two densities are further apart than 2: take a smaller solver.dt, or a solver.tolerance in its place.`;
  return null;
}

/** Why the tolerance was missed, and what to do. */
function missedBecause({ error, time, start, steps }: RunState, { discretization, stepper }: Engine): string {
  const rounding = roundingOf(roundingNoise(discretization, stepper), time - start, steps);
  if (rounding > 0.1 * error)
    return `rounding alone makes ${rounding.toPrecision(2)} in so long a run with cells that exchange so much. Wider cells where they are narrowest, a shorter run or a larger tolerance help.`;
  return discretization.timeDependent
    ? "the drift or D changes abruptly at a time that is not known as a jump. State the change as a comparison such as (t > 0.5), or list the time in `jumps` of a program."
    : "steps could not be made short enough for so sharp a start. Resolve the initial density better, or start from a wider one.";
}
