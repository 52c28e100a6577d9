import type { Discretization } from "../generator/discretize.js";
import { InputError } from "../errors.js";
import { lineSolver } from "./lines.js";
import { plainSolve, restartingSolve } from "./restarting.js";
import { addOutflow, explicitKernel, insideStep, keepPositive, type LowOrder, type Stepper } from "./stepper.js";

const gamma = 2 - Math.SQRT2;
const alpha = 1 / (gamma * (2 - gamma));
const beta = alpha - 1; // equals (1 - γ)²/(γ(2 - γ)); written so that mass is kept to the last bit
const errorConstant = (-3 * gamma ** 2 + 4 * gamma - 2) / (12 * (2 - gamma));

/**
 * TR-BDF2 on one axis: a trapezoidal step over γ·dt, then the second backward difference formula, γ = 2 − √2.
 *
 *   (I − γdt/2 A) p_γ = (I + γdt/2 A) p,   (I − γdt/2 A) p' = α p_γ − β p
 *
 * Order 2, L-stable, positive for dt·max|a_ii| ≤ 1 + √2 and by the blend beyond; mass telescopes. Local error estimate
 * of order 3, filtered (Bank et al. 1985; Hosea and Shampine 1996).
 * @throws InputError on a grid with two axes.
 */
export function trBdf2(discretization: Discretization): Stepper {
  const { grid, workspace, timeDependent } = discretization;
  if (grid.axes.length !== 1)
    throw new InputError({
      code: "stepper-does-not-fit",
      path: "solver.stepper",
      expected: "one axis for tr-bdf2",
      found: `${grid.axes.length} axes`,
      remedy: "Use strang, or leave the choice to `auto`.",
    });
  const { kernels, allocate } = workspace;
  const { size } = grid;
  const solver = lineSolver(discretization, 2);
  const apply = explicitKernel(discretization);
  const [start, middle, right, estimate] = [allocate(size), allocate(size), allocate(size), allocate(size)];
  let [state, trial] = [allocate(size), allocate(size)];
  const absorbed = new Float64Array(2);
  let [local, total] = [0, 0];
  const leaving = new Float64Array(2);
  let ready = false;

  const rates = (at: number, time: number, dt: number): void => {
    if (!timeDependent && ready) return;
    discretization.rebuild(insideStep(at, time, dt, discretization.jumps));
    solver.refresh();
    ready = true;
  };
  const combine = (
    x: Float64Array,
    a: number,
    y: Float64Array,
    b: number,
    z: Float64Array,
    c: number,
    out: Float64Array,
  ): void => kernels.combine(x.byteOffset, a, y.byteOffset, b, z.byteOffset, c, out.byteOffset, size);
  const { restart } = discretization;
  const absorbing = Object.values(grid.axes[0].boundary).includes("absorbing");
  const solve = restart ? restartingSolve(solver, kernels, restart, absorbing, allocate(size)) : plainSolve(solver);

  return {
    name: "tr-bdf2",
    order: 2,
    estimateOrder: 3,
    maximumStep: Infinity,
    absorbed,
    get state() {
      return state;
    },
    get trial() {
      return trial;
    },
    attempt(time, dt) {
      const a = (gamma * dt) / 2;
      leaving.fill(0);
      rates(time, time, dt);
      apply(state, start, 0, 1);
      addOutflow(discretization, state, a * alpha, leaving);
      combine(state, 1, start, a, start, 0, right);
      middle.set(right);
      rates(time + gamma * dt, time, dt);
      solve(middle, 0, a);
      for (let end = 0; end < 2; end++) leaving[end] += alpha * solver.left[end];
      // dt·2k·(f/γ − f_γ/(γ(1 − γ)) + f'/(1 − γ)), with a·f_γ = p_γ − right side, and likewise f'
      const scale = 2 * errorConstant * dt;
      const weight = -scale / (gamma * (1 - gamma) * a);
      combine(start, scale / gamma, middle, weight, right, -weight, estimate);
      combine(middle, alpha, state, -beta, state, 0, right);
      trial.set(right);
      rates(time + dt, time, dt);
      solve(trial, 0, a);
      for (let end = 0; end < 2; end++) leaving[end] += solver.left[end];
      const last = scale / ((1 - gamma) * a);
      combine(estimate, 1, trial, last, right, -last, estimate);
      solve(estimate, 0, a, true);
      const error = kernels.absoluteSum(estimate.byteOffset, size);
      local = error + keepPositive(workspace, trial, leaving, error, () => backwardEuler(dt));
      return { local, total: total + local };
    },
    accept() {
      total += local;
      [state, trial] = [trial, state];
      absorbed[0] += leaving[0];
      absorbed[1] += leaving[1];
    },
  };

  /** The positive first-order step over dt. */
  function backwardEuler(dt: number): LowOrder {
    middle.set(state);
    solve(middle, 1, dt);
    return { mass: middle, leaving: solver.left };
  }
}
