import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import { ensembleOf, type Ensemble } from "./ensemble.js";
import type { Plan, SimulationOptions } from "./plan.js";
import { planned } from "./planning.js";
import { runPart } from "./run-part.js";

/**
 * Runs a problem as particles that each solve dX = a dt + B dW, with a = μ + ∇·D for a drift in Fick form and B = √(2D): the
 * density of their positions solves ∂ρ/∂t = −∇·(μρ − D∇ρ).
 *
 * The noise of (seed, particle, step) is a pure function: the same seed gives the same bits for any batch and any number
 * of threads. Standard errors fall as 1/√count; the error of the step depends on the scheme (see `Scheme.orders`) and on
 * walls, where it is of order 1.
 * @throws InputError as `planned`
 */
export function simulate(problem: Problem, options: SimulationOptions = {}): Ensemble {
  const run = simulation(problem, options);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/**
 * As {@link simulate}, yielding the share that is done.
 * @throws InputError for what is no problem at once, all others at the first call of `next`
 */
export function simulation(problem: Problem, options: SimulationOptions = {}): Generator<number, Ensemble> {
  requireProblem(problem);
  return unplannedRun(problem, options);
}

function* unplannedRun(problem: Problem, options: SimulationOptions): Generator<number, Ensemble> {
  return yield* plannedRun(planned(problem, options));
}

/** Runs what has been planned, on one thread. */
export function* plannedRun(plan: Plan): Generator<number, Ensemble> {
  return ensembleOf(plan, [yield* runPart(plan, 0, plan.count)]);
}
