import { discretize, type Discretization } from "../../src/generator/discretize.js";
import { initialMasses } from "../../src/problem/initial.js";
import { advance, type Stepper } from "../../src/steppers/stepper.js";
import { ssprk43 } from "../../src/steppers/ssprk43.js";
import { uniformization } from "../../src/steppers/uniformization.js";
import type { Convergence } from "./order.js";
import type { TimeProblem } from "./time-problems.js";

/** Cell masses at the end, and behind them what each end has absorbed. */
function after({ problem, end }: TimeProblem, method: (own: Discretization) => Stepper, steps: number): Float64Array {
  const stepper = method(discretize(problem));
  stepper.state.set(initialMasses(problem).mass);
  const dt = end / steps;
  for (let k = 0; k < steps; k++) advance(stepper, k * dt, dt);
  return Float64Array.of(...stepper.state, ...stepper.absorbed);
}

const references = new Map<TimeProblem, Float64Array>();

/** By uniformisation, exact in time; where coefficients change in time by steps of SSPRK(4,3) that leave some 1e-11. */
function reference(problem: TimeProblem): Float64Array {
  const known = references.get(problem);
  if (known) return known;
  const moving = discretize(problem.problem).timeDependent;
  const found = moving ? after(problem, ssprk43, 1024) : after(problem, uniformization, 1);
  references.set(problem, found);
  return found;
}

/** Errors in L1 after so many equal steps, absorbed masses included, on the grid of the problem. */
export function timeConvergence(
  problem: TimeProblem,
  method: (own: Discretization) => Stepper,
  sizes: readonly number[],
): Convergence {
  const exact = reference(problem);
  const errors = sizes.map((steps) => {
    const found = after(problem, method, steps);
    return found.reduce((sum, value, c) => sum + Math.abs(value - (exact[c] ?? 0)), 0);
  });
  return { sizes, errors };
}
