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

/**
 * Errors in L1 of so many equal steps, absorbed masses included, against uniformisation on the same grid; where
 * coefficients change in time, against as many steps of SSPRK(4,3) as leave 1e-11.
 */
export function timeConvergence(
  problem: TimeProblem,
  method: (own: Discretization) => Stepper,
  sizes: readonly number[],
): Convergence {
  const moving = discretize(problem.problem).timeDependent;
  const exact = moving ? after(problem, ssprk43, 8192) : after(problem, uniformization, 1);
  const errors = sizes.map((steps) => {
    const found = after(problem, method, steps);
    return found.reduce((sum, value, c) => sum + Math.abs(value - (exact[c] ?? 0)), 0);
  });
  return { sizes, errors };
}
