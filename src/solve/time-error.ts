import { NumericalError } from "../errors.js";
import { variesInTime } from "../generator/discretize.js";
import type { Problem } from "../problem/problem.js";
import { ROUNDING } from "../steppers/error-growth.js";
import type { OutOfRounding } from "../steppers/stepper.js";
import { roundingOf } from "../steppers/step-size.js";
import type { Engine } from "./engine.js";
import { outOfRounding, type Phase } from "./phase.js";
import type { RunState } from "./run-state.js";
import { roundingNoise } from "./step-control.js";

/** Two densities are never further apart than 2 in L1: an error of this size leaves nothing of an answer. */
const MEANINGLESS = 0.5;

/** What grows out of rounding is worth a word above this, in L1. */
const SEEN = 1e-4;

/** @throws NumericalError when a run that chooses its steps by their errors has lost its way. */
export function refuseMeaningless({ error, time }: RunState, phase: Phase): void {
  const { problem } = phase.engine;
  const { dt, tolerance } = problem.solver;
  // what grows out of rounding is found in a side that the density may take, and said
  const made = error - (outOfRounding(phase)?.error ?? 0);
  if (dt !== null || !(made >= Math.max(MEANINGLESS, 2 * tolerance))) return;
  throw new NumericalError(
    "error-too-large",
    `The estimated time error has added up to ${MEANINGLESS} at t = ${Number(time.toPrecision(6))}: the density found there means nothing. ${
      variesInTime(problem)
        ? "The drift or D becomes infinite or changes abruptly near that time: end the run before, state the change as a comparison such as (t > 0.5), or list it in `jumps` of a program."
        : "The steps cannot be made short enough: please report this problem."
    }`,
  );
}

/** What a user should know of the error in time at the end; null is nothing. */
export function timeErrorWarning(
  run: RunState,
  problem: Problem,
  phase: Pick<Phase, "engine" | "roundingBefore">,
): string | null {
  const { dt, tolerance } = problem.solver;
  const { error } = run;
  const rounding = outOfRounding(phase);
  const grown = rounding?.error ?? 0;
  if (grown > SEEN || (dt === null && grown > 0 && error > tolerance && error - grown <= tolerance))
    return growthWarning(rounding!);
  if (dt === null && error > tolerance)
    return `The estimated time error ${error.toPrecision(2)} is above the tolerance: ${missedBecause(run, phase.engine)}`;
  if (dt !== null && error >= MEANINGLESS)
    return `The estimated time error has added up to ${error.toPrecision(2)}, while no two densities are further apart than 2: take a smaller solver.dt, or a solver.tolerance in its place.`;
  return null;
}

/** A density next to a state that it leaves only as rounding, or a departure not much larger, has grown. */
function growthWarning({ error, since, rate }: OutOfRounding): string {
  const seen = since + Math.log(SEEN / ROUNDING) / rate;
  return `At t = ${short(since)} the density is next to a state that is not stable: small departures grow as exp(${short(rate)} t), rounding with them. ${
    error >= MEANINGLESS
      ? `From about t = ${short(seen)} on the answer has grown out of rounding: which way it takes and when is by chance. Start from a density that is further from that state.`
      : `What rounding alone makes of the density by the end may be ${error.toPrecision(1)} in L1, whatever the tolerance.`
  }`;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Why the tolerance was missed, and what to do. */
function missedBecause({ error, time, start, steps }: RunState, { discretization, stepper }: Engine): string {
  const rounding = roundingOf(roundingNoise(discretization, stepper), time - start, steps);
  if (rounding > 0.1 * error)
    return `rounding alone makes ${rounding.toPrecision(2)} in so long a run with cells that exchange so much. Wider cells where they are narrowest, a shorter run or a larger tolerance help.`;
  if (discretization.meanField)
    return "departures may grow in this mean field, and errors with them. A shorter run or a start that is further from a state that is not stable helps, and where drift or D changes abruptly a change that is stated as a comparison such as (t > 0.5).";
  return discretization.timeDependent
    ? "the drift or D changes abruptly at a time that is not known as a jump. State the change as a comparison such as (t > 0.5), or list the time in `jumps` of a program."
    : "steps could not be made short enough for so sharp a start. Resolve the initial density better, or start from a wider one.";
}
