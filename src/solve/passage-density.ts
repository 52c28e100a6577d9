import { InputError, NumericalError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import { followExponential } from "../linear/rational-exponential.js";
import type { Problem } from "../problem/problem.js";
import { explicitKernel } from "../steppers/stepper.js";
import { ABSURD, chooseStepper, foreseeDuration, readable, WORTH_A_WARNING } from "./choose.js";
import type { Ending } from "./ending.js";
import { stepControl } from "./step-control.js";

/** The density of first-passage times at the frames of a problem, per time. */
export interface PassageDensity {
  readonly time: readonly number[];
  /** Share that has not ended yet. */
  readonly survival: readonly number[];
  /** Of passage through any exit, f = −dS/dt; NaN at the start where that touches an exit, since f is infinite there. */
  readonly total: readonly number[];
  /** Through each exit, by name, likewise. */
  readonly byExit: Readonly<Record<string, readonly number[]>>;
  /** Estimate of how far steps in time may have moved the survival at any frame. */
  readonly error: number;
}

/** How a start lies to the exits. */
export interface Start {
  readonly mass: Float64Array;
  /** Share that is inside the target. */
  readonly inside: number;
}

/** At the start, a share of the mass in cells from which it ends that is taken to touch the exit. */
const TOUCHES = 1e-6;
/** An error of the survival by a `solver.dt` that is worth a word. */
const NOTICEABLE = 1e-3;

/**
 * Follows the forward problem ∂p/∂t = Qᵀp of a stopped process through the frames of a problem, to its tolerance.
 *
 * Where only ends absorb, with the problem's own stepper, as in `evolve`. Edges inside the grid are met by no split steps: they
 * would have to be as short as an explicit method's, so that rational steps of the whole generator take their place.
 * @param never probability of never ending, by cell; null is 0
 * @throws InputError `too-long`; NumericalError when the density is no longer finite.
 */
export function passageDensity(
  problem: Problem,
  discretization: Discretization,
  ending: Ending,
  never: Float64Array | null,
  start: Start,
): { readonly found: PassageDensity; readonly warnings: readonly string[] } {
  const { exits } = ending;
  const time = problem.time!.frames;
  const survival: number[] = [];
  const flux = exits.map((): number[] => []);
  const left = survivalIn(ending, never, start.mass);
  const save = (p: Float64Array): void => {
    const first = survival.length === 0 && time[0] === problem.time!.start;
    survival.push(first ? 1 - start.inside : Math.min(left(p), survival[survival.length - 1] ?? 1));
    exits.forEach(({ rate, near }, k) => flux[k].push(first && dot(near, start.mass) > TOUCHES ? NaN : dot(rate, p)));
  };
  const { error, warnings } = problem.target
    ? alongRationalSteps(problem, discretization, ending, start.mass, left, save)
    : alongOwnSteps(problem, discretization, start.mass, save);
  const total = time.map((_, n) => flux.reduce((all, part) => all + part[n], 0));
  const byExit = Object.fromEntries(exits.map(({ name }, k) => [name, flux[k]]));
  return { found: { time, survival, total, byExit, error }, warnings };
}

/** Σ a p over what is positive: what rounding and the error in time leave below 0 is nothing. */
function dot(a: ArrayLike<number>, p: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < p.length; c++) if (p[c] > 0) sum += a[c] * p[c];
  return sum;
}

/** The share that has not ended: who moves, and who has got to where no exit can be reached from. */
function survivalIn({ moves }: Ending, never: Float64Array | null, mass: Float64Array): (p: Float64Array) => number {
  const lostInTheEnd = never ? dot(never, mass) : 0;
  const mayGo = never && never.map((lost, c) => (moves[c] ? lost : 0));
  return (p) => dot(moves, p) + (mayGo ? lostInTheEnd - dot(mayGo, p) : 0);
}

type Save = (mass: Float64Array) => void;
interface Followed {
  readonly error: number;
  readonly warnings: readonly string[];
}

function alongRationalSteps(
  { time, solver, grid }: Problem,
  discretization: Discretization,
  { moves, shifted }: Ending,
  mass: Float64Array,
  left: (p: Float64Array) => number,
  save: Save,
): Followed {
  const { start, frames } = time!;
  const alive = mass.map((part, c) => (moves[c] ? part : 0));
  const state = discretization.workspace.allocate(mass.length);
  state.set(alive);
  const follow = (fixedStep: number | null, visit: (p: Float64Array, error: number) => void): void =>
    followExponential(
      shifted,
      alive,
      {
        start,
        times: frames,
        tolerance: solver.tolerance,
        fixedStep,
        onset: 1 / speedOf(discretization, state),
      },
      (_, p, error) => visit(p, error),
    );
  if (solver.dt === null) {
    let made = 0;
    follow(null, (p, error) => {
      save(p);
      made = error;
    });
    return {
      error: made,
      warnings:
        made > solver.tolerance
          ? [
              `The estimated time error ${made.toPrecision(2)} is above the tolerance: it is of the size of rounding, below which steps are not made shorter.`,
            ]
          : [],
    };
  }
  const duration = foreseenDuration(solver.dt, frames[frames.length - 1] - start, grid.size);
  const survived: number[] = [];
  follow(solver.dt, (p) => {
    save(p);
    survived.push(left(p));
  });
  // steps twice as long show how much their length matters
  let error = 0;
  let n = 0;
  follow(2 * solver.dt, (p) => (error = Math.max(error, Math.abs(left(p) - survived[n++]))));
  return { error, warnings: [...duration, ...coarseSteps(error)] };
}

const coarseSteps = (error: number): string[] =>
  error > NOTICEABLE
    ? [
        `The estimated time error of the survival is ${error.toPrecision(2)}: take a smaller solver.dt, or a solver.tolerance in its place.`,
      ]
    : [];

/** Cells that the five solves of a step pass in a second, a cautious figure. */
const CELLS_PER_SECOND = 1e6;

/** @throws InputError `too-long` beyond a month */
function foreseenDuration(dt: number, span: number, cells: number): string[] {
  const seconds = ((1.5 * span) / dt) * (cells / CELLS_PER_SECOND);
  if (seconds < WORTH_A_WARNING) return [];
  const advice = "A larger solver.dt, or a solver.tolerance in its place, is faster.";
  if (seconds > ABSURD)
    throw new InputError({
      code: "too-long",
      path: "solver.dt",
      expected: "a run of less than a month",
      found: `about ${readable(seconds)}`,
      remedy: advice,
    });
  return [`The densities of passage times take about ${readable(seconds)}. ${advice}`];
}

function alongOwnSteps(problem: Problem, discretization: Discretization, mass: Float64Array, save: Save): Followed {
  const { start, frames } = problem.time!;
  const { tolerance, dt: fixed } = problem.solver;
  const stepper = chooseStepper(problem, discretization);
  stepper.state.set(mass);
  const duration = foreseeDuration(problem, discretization, stepper);
  const control = stepControl(problem, discretization, stepper, speedOf(discretization, stepper.state));
  let time = start;
  let error = 0;
  for (const target of frames) {
    while (time < target) {
      const dt = control.propose(time, target);
      const estimate = stepper.attempt(time, dt);
      if (!Number.isFinite(estimate.total))
        throw new NumericalError("not-finite", `The density is no longer finite at t = ${time}.`);
      if (!control.accepts(time, dt, estimate.local, error)) continue;
      stepper.accept();
      error = estimate.total;
      time = time + dt >= target - 1e-9 * dt ? target : time + dt;
    }
    save(stepper.state);
  }
  const missed =
    fixed !== null
      ? coarseSteps(error)
      : error > tolerance
        ? [
            `The estimated time error ${error.toPrecision(2)} is above the tolerance: rounding, or a start too sharp for the grid, does not let it be met.`,
          ]
        : [];
  return { error, warnings: [...(duration ? [duration] : []), ...missed] };
}

/** ‖A p‖₁: mass moved per time. */
function speedOf(discretization: Discretization, p: Float64Array): number {
  const change = discretization.workspace.allocate(p.length);
  explicitKernel(discretization)(p, change, 0, 1);
  return change.reduce((sum, value) => sum + Math.abs(value), 0);
}
