import { NumericalError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import { followExponential } from "../linear/rational-exponential.js";
import type { Problem } from "../problem/problem.js";
import { explicitKernel } from "../steppers/stepper.js";
import { chooseStepper, foreseeDuration } from "./choose.js";
import type { Ending } from "./ending.js";
import { stepControl } from "./step-control.js";

/** The density of first-passage times at the frames of a problem, per time. */
export interface PassageDensity {
  readonly time: readonly number[];
  /** Share that has not ended yet. */
  readonly survival: readonly number[];
  /** Of passage through any exit, f = −dS/dt. */
  readonly total: readonly number[];
  /** Through each exit, by name. */
  readonly byExit: Readonly<Record<string, readonly number[]>>;
}

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
  mass: Float64Array,
): { readonly found: PassageDensity; readonly warnings: readonly string[] } {
  const { exits, moves } = ending;
  const time = problem.time!.frames;
  const survival: number[] = [];
  const total: number[] = [];
  const flux = exits.map((): number[] => []);
  const sum = (weight: (c: number) => number, p: Float64Array): number =>
    p.reduce((all, part, c) => all + weight(c) * part, 0);
  const lostInTheEnd = never ? sum((c) => never[c], mass) : 0;
  const save = (p: Float64Array): void => {
    // who moves, and who has got to where no exit can be reached from
    const lost = never ? lostInTheEnd - sum((c) => (moves[c] ? never[c] : 0), p) : 0;
    survival.push(sum((c) => moves[c], p) + lost);
    exits.forEach(({ rate }, k) =>
      flux[k].push(
        Math.max(
          sum((c) => rate[c], p),
          0,
        ),
      ),
    );
    total.push(flux.reduce((all, part) => all + part[part.length - 1], 0));
  };
  const warning = problem.target
    ? alongRationalSteps(problem, discretization, ending, mass, save)
    : alongOwnSteps(problem, discretization, mass, save);
  const byExit = Object.fromEntries(exits.map(({ name }, k) => [name, flux[k]]));
  return { found: { time, survival, total, byExit }, warnings: warning ? [warning] : [] };
}

type Save = (mass: Float64Array) => void;

function alongRationalSteps(
  { time, solver }: Problem,
  discretization: Discretization,
  { moves, shifted }: Ending,
  mass: Float64Array,
  save: Save,
): null {
  const { start, frames } = time!;
  const alive = mass.map((part, c) => (moves[c] ? part : 0));
  const state = discretization.workspace.allocate(mass.length);
  state.set(alive);
  followExponential(
    shifted,
    alive,
    {
      start,
      times: frames,
      tolerance: solver.tolerance,
      fixedStep: solver.dt,
      onset: 1 / speedOf(discretization, state),
    },
    (_, p) => save(p),
  );
  return null;
}

function alongOwnSteps(
  problem: Problem,
  discretization: Discretization,
  mass: Float64Array,
  save: Save,
): string | null {
  const { start, frames } = problem.time!;
  const stepper = chooseStepper(problem, discretization);
  stepper.state.set(mass);
  const warning = foreseeDuration(problem, discretization, stepper);
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
  return warning;
}

/** ‖A p‖₁: mass moved per time. */
function speedOf(discretization: Discretization, p: Float64Array): number {
  const change = discretization.workspace.allocate(p.length);
  explicitKernel(discretization)(p, change, 0, 1);
  return change.reduce((sum, value) => sum + Math.abs(value), 0);
}
