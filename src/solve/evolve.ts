import ndarray from "ndarray";
import { InputError, NumericalError } from "../errors.js";
import { discretize, type Discretization } from "../generator/discretize.js";
import { lossWarnings } from "../generator/loss-warnings.js";
import { singularWalls } from "../generator/singular-walls.js";
import { currentField } from "../ledger/current.js";
import { addStep, finishTotals, startTotals } from "../ledger/totals.js";
import { initialMasses } from "../problem/initial.js";
import type { Problem } from "../problem/problem.js";
import { roundingOf } from "../steppers/step-size.js";
import type { Stepper } from "../steppers/stepper.js";
import { roundingNoise, stepControl } from "./step-control.js";
import { chooseStepper, foreseeDuration } from "./choose.js";
import { forecast } from "./forecast.js";
import { frameRecorder } from "./frames.js";
import type { Progress, RunOptions } from "./progress.js";
import { resolutionWarnings } from "./resolution.js";
import type { Solution } from "./solution.js";
import { spaceError } from "./space-error.js";
import { currentStationary } from "./reference-state.js";

/**
 * Evolves the density of a problem to its end: ∂ρ/∂t = −∇·(μρ − D∇ρ).
 *
 * Mass is conserved to rounding and ρ ≥ 0 at every step. Order 2 in space (see `discretize`). Steps in time are chosen so
 * that their estimated errors, which the flow does not amplify in L1, stay within `problem.solver.tolerance` at every
 * frame, or are all `problem.solver.dt` long. They land on every frame and on every jump of the coefficients.
 * @returns density of shape [frames, nx(, ny)], and for every frame moments, observables, ledger and flux
 * @throws InputError when the problem has no initial density or time, cannot be discretised as stated, or would take
 *   more memory or time than is sensible; NumericalError when the density is no longer finite or its error no longer bounded.
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
 * @throws InputError and NumericalError as {@link evolve}, at the first call of `next`.
 */
export function* evolution(
  problem: Problem,
  options: RunOptions = {},
): IterableIterator<Progress, Solution, undefined> {
  const began = performance.now();
  const discretization = discretize(problem, requireRun(problem).start);
  let solution: Solution;
  try {
    solution = yield* run(problem, discretization, options);
  } finally {
    discretization.workspace.release();
  }
  const space =
    options.estimateError && solution.status === "ok" ? yield* spaceError(solution, options, evolution) : null;
  return { ...solution, error: { ...solution.error, space }, seconds: (performance.now() - began) / 1000 };
}

function* run(
  problem: Problem,
  discretization: Discretization,
  options: RunOptions,
): IterableIterator<Progress, Solution, undefined> {
  const { frames: frameTimes, jumps, start } = problem.time!;
  const end = frameTimes[frameTimes.length - 1];
  const withLedger = options.ledger ?? true;
  const initial = initialMasses(problem);
  const stepper = chooseStepper(problem, discretization);
  stepper.state.set(initial.mass);
  const warnings = [...problem.warnings, ...initial.warnings, ...lossWarnings(problem, start)];
  const duration = foreseeDuration(problem, discretization, stepper);
  if (duration) warnings.push(duration);
  const singular = problem.initial!.kind === "point";
  const stationary = currentStationary(discretization, withLedger);
  if (stationary.warning) warnings.push(stationary.warning);
  const record = frameRecorder(problem, discretization, stationary, withLedger);
  const totals = withLedger
    ? startTotals(stepper.state, discretization, stationary.at(start), start, singular, stationary.forces(start))
    : null;
  const watch = extremes(discretization, stepper);
  const targets = [...new Set([...frameTimes, ...jumps.filter((time) => time > start && time < end)])].sort(
    (a, b) => a - b,
  );

  const control = stepControl(problem, discretization, stepper);
  const adaptive = problem.solver.dt === null;
  const ahead = adaptive && !duration ? forecast(start, end, discretization.timeDependent) : null;
  let seconds = 0;
  let time = start;
  let steps = 0;
  let rejected = 0;
  let errorTotal = 0;
  let status: Solution["status"] = "ok";
  const progress = (): Progress => ({ time, start, end, steps, frames: record.count, warnings });
  watch.look();
  if (duration) yield progress();
  frames: for (const target of targets) {
    while (time < target) {
      if (options.signal?.aborted) {
        status = "interrupted";
        break frames;
      }
      const began = performance.now();
      const dt = control.propose(time, target);
      const error = stepper.attempt(time, dt);
      if (!Number.isFinite(error.total))
        throw new NumericalError(
          "not-finite",
          `The density is no longer finite at t = ${time}; please report this problem.`,
        );
      if (!control.accepts(time, dt, error.local, errorTotal)) {
        rejected++;
        continue;
      }
      stepper.accept();
      steps++;
      errorTotal = error.total;
      if (adaptive && errorTotal >= Math.max(MEANINGLESS, 2 * problem.solver.tolerance))
        throw meaningless(time, discretization.timeDependent);
      time = time + dt >= target - 1e-9 * dt ? target : time + dt;
      watch.look();
      if (totals) {
        // where coefficients jump the books are read on both sides
        const sides = discretization.timeDependent ? (jumps.includes(time) ? [-1e-9, 1e-9] : [0]) : [0];
        for (const side of sides) {
          if (discretization.timeDependent) discretization.rebuild(time + side * dt);
          const at = time + side * dt;
          addStep(totals, stepper.state, discretization, stationary.at(at), time, stationary.forces(at));
        }
      }
      seconds += (performance.now() - began) / 1000;
      const longer = ahead?.look(time, steps, seconds);
      if (longer) warnings.push(longer);
      yield progress();
    }
    if (frameTimes.includes(target)) {
      if (discretization.timeDependent) discretization.rebuild(time);
      record.add(time, stepper.state, stepper.absorbed, singular && time === start);
    }
  }
  if (record.count === 0) record.add(time, stepper.state, stepper.absorbed, singular && time === start);
  if (adaptive && errorTotal > problem.solver.tolerance)
    warnings.push(
      `The estimated time error ${errorTotal.toPrecision(2)} is above the tolerance: ${missedBecause(errorTotal, roundingOf(roundingNoise(discretization, stepper), time - start, steps), discretization.timeDependent)}`,
    );
  if (!adaptive && errorTotal >= MEANINGLESS)
    warnings.push(
      `The estimated time error has added up to ${errorTotal.toPrecision(2)}, while no two densities are further apart than 2: take a smaller solver.dt, or a solver.tolerance in its place.`,
    );
  warnings.push(
    ...resolutionWarnings(
      discretization,
      stepper.state,
      singularWalls(problem, time).filter(({ reached }) => reached),
    ),
  );
  return {
    problem,
    status,
    frames: record.frames,
    density: record.density(),
    current: currentField(stepper.state, discretization).map((field) => ndarray(field, [...problem.grid.shape])),
    totals: totals ? finishTotals(totals) : NO_TOTALS,
    steps,
    rejected,
    seconds: 0,
    massError: watch.massError,
    minDensity: watch.minDensity,
    error: { time: stepper.order < Infinity ? errorTotal : 1e-12, space: null },
    warnings,
  };
}

/** Two densities are never further apart than 2 in L1: an error of this size leaves nothing of an answer. */
const MEANINGLESS = 0.5;

const meaningless = (time: number, timeDependent: boolean): NumericalError =>
  new NumericalError(
    "error-too-large",
    `The estimated time error has added up to ${MEANINGLESS} at t = ${Number(time.toPrecision(6))}: the density found there means nothing. ${
      timeDependent
        ? "The drift or D becomes infinite or changes abruptly near that time: end the run before, state the change as a comparison such as (t > 0.5), or list it in `jumps` of a program."
        : "The steps cannot be made short enough: please report this problem."
    }`,
  );

/** Why the tolerance was missed, and what to do. */
function missedBecause(error: number, rounding: number, timeDependent: boolean): string {
  if (rounding > 0.1 * error)
    return `rounding alone makes ${rounding.toPrecision(2)} in so long a run with cells that exchange so much. Wider cells where they are narrowest, a shorter run or a larger tolerance help.`;
  return timeDependent
    ? "the drift or D changes abruptly at a time that is not known as a jump. State the change as a comparison such as (t > 0.5), or list the time in `jumps` of a program."
    : "steps could not be made short enough for so sharp a start. Resolve the initial density better, or start from a wider one.";
}

const NO_TOTALS = { entropyProduction: null, housekeeping: null, excess: null, entropyRate: null };

function requireRun(problem: Problem): NonNullable<Problem["time"]> {
  const missing = problem.initial === null ? "initial" : problem.time === null ? "time" : null;
  if (missing)
    throw new InputError({
      code: "missing",
      path: missing,
      expected: missing === "initial" ? "an initial density to evolve" : "an end time",
      found: "none",
      remedy: missing === "initial" ? "Add `initial: { uniform: true }`, say." : "Add `time: { end: 1 }`, say.",
    });
  return problem.time!;
}

/** The worst of mass and positivity over a run. */
function extremes({ grid, workspace: { kernels } }: Discretization, stepper: Stepper) {
  const equal = grid.axes.every((axis) => axis.uniform);
  return {
    massError: 0,
    minDensity: Infinity,
    look() {
      const { state, absorbed } = stepper;
      const mass = kernels.sum(state.byteOffset, grid.size);
      const gone = absorbed.reduce((sum, part) => sum + part, 0);
      this.massError = Math.max(this.massError, Math.abs(mass + gone - 1));
      let lowest = kernels.minimum(state.byteOffset, grid.size) / grid.volumes[0];
      if (!equal)
        for (let c = 0; c < grid.size; c++) lowest = Math.min(c ? lowest : Infinity, state[c] / grid.volumes[c]);
      this.minDensity = Math.min(this.minDensity, lowest);
    },
  };
}
