import type { Discretization } from "../generator/discretize.js";
import { InputError } from "../errors.js";
import { lineSolver } from "./lines.js";
import { insideStep, keepPositive, type Stepper } from "./stepper.js";

/** Substeps in a step, and the weights of their results in the value that is kept and in the estimate of its error. */
const LEVELS = [1, 2, 3] as const;
const KEPT = [0, -4 / 5, 9 / 5] as const;
const ERROR = [1 / 24, -4 / 15, 9 / 40] as const; // order 6 minus order 4

/**
 * Strang splitting of line solves on two axes, extrapolated.
 *
 *   S(h) = X(h/2) Y(h/2) · Y(h/2) X(h/2),   X, Y: Crank-Nicolson along the lines of one axis (Strang 1968)
 *
 * S is symmetric, so its error has even powers of h only. A step of dt runs 1, 2 and 3 substeps from the same start;
 * (9·S(dt/3)³ − 4·S(dt/2)²)/5 is of order 4 and is kept, the order-6 combination of all three estimates its error
 * (Hairer, Nørsett and Wanner 1993, II.9). With both halves of a sweep of equal length the combination stays bounded
 * for stiff modes. Rates that change in time are read at the middle of each substep. Mass telescopes; negative values
 * are blended away with backward Euler sweeps. With `extrapolate: false` one S(dt) is taken: order 2, no estimate.
 * @throws InputError on a grid with one axis.
 */
export function strang(discretization: Discretization, { extrapolate = true } = {}): Stepper {
  const { grid, workspace, timeDependent } = discretization;
  if (grid.axes.length !== 2)
    throw new InputError({
      code: "stepper-does-not-fit",
      path: "solver.stepper",
      expected: "two axes for strang",
      found: "one axis, which needs no splitting",
      remedy: "Use tr-bdf2, or leave the choice to `auto`.",
    });
  const { kernels, allocate } = workspace;
  const { size } = grid;
  const [nx, ny] = [grid.shape[0]!, grid.shape[1]!];
  const levels = extrapolate ? LEVELS : ([1] as const);
  const solvers = [lineSolver(discretization, 0, levels.length), lineSolver(discretization, 1, levels.length)] as const;
  const results = levels.map(() => allocate(size));
  const turned = allocate(size);
  let state = allocate(size);
  let spare = allocate(size);
  const absorbed = new Float64Array(4);
  const leaving = levels.map(() => new Float64Array(4));
  /** (level, middle of the substep) in order of time, so that rates are rebuilt five times a step and not six. */
  const schedule = levels
    .flatMap((n, level) => Array.from({ length: n }, (_, k) => ({ level, n, at: (k + 0.5) / n })))
    .sort((one, other) => one.at - other.at);

  return {
    name: "strang",
    order: extrapolate ? 4 : 2,
    estimateOrder: 5,
    maximumStep: Infinity,
    absorbed,
    get state() {
      return state;
    },
    attempt(time, dt) {
      for (const part of leaving) part.fill(0);
      for (const result of results) result.set(state);
      let now = NaN;
      for (const { level, n, at } of schedule) {
        if (timeDependent && at !== now) {
          discretization.rebuild(insideStep(time + at * dt, time, dt));
          for (const solver of solvers) solver.refresh();
          now = at;
        }
        for (const solver of solvers) solver.factor(level, dt / n / 4);
        substep(results[level]!, level);
      }
      const [c1, c2, c3] = results.map((result) => result.byteOffset) as [number, number, number];
      let error = 0;
      if (extrapolate) {
        error = kernels.combinedSize(c1, ERROR[0], c2, ERROR[1], c3, ERROR[2], size);
        kernels.combine(c1, KEPT[0], c2, KEPT[1], c3, KEPT[2], spare.byteOffset, size);
      } else spare.set(results[0]!);
      keepPositive(workspace, spare, error, () => backwardEuler(dt));
      return error;
    },
    accept() {
      [state, spare] = [spare, state];
      leaving.forEach((part, level) => {
        const weight = extrapolate ? KEPT[level]! : 1;
        for (let end = 0; end < 4; end++) absorbed[end]! += weight * part[end]!;
      });
    },
  };

  function substep(field: Float64Array, level: number): void {
    sweepX(field, level, 2, 1);
    turn(field, () => solvers[1].sweep(turned, level, 2, 2));
    sweepX(field, level, 2, 1);
    for (const [axis, { left }] of solvers.entries()) {
      leaving[level]![2 * axis]! += left[0]!;
      leaving[level]![2 * axis + 1]! += left[1]!;
      left.fill(0);
    }
  }

  function sweepX(field: Float64Array, level: number, weight: 1 | 2, repeats: number): void {
    solvers[0].sweep(field, level, weight, repeats);
  }

  function turn(field: Float64Array, work: () => void): void {
    kernels.transpose(field.byteOffset, turned.byteOffset, nx, ny);
    work();
    kernels.transpose(turned.byteOffset, field.byteOffset, ny, nx);
  }

  /** Eight backward Euler sweeps over dt/4 with the factors of the whole step; mass as the trial's. */
  function backwardEuler(dt: number): Float64Array {
    const field = results[0]!;
    field.set(state);
    for (const solver of solvers) solver.factor(0, dt / 4);
    for (let pass = 0; pass < 2; pass++) {
      sweepX(field, 0, 1, 1);
      turn(field, () => solvers[1].sweep(turned, 0, 1, 2));
      sweepX(field, 0, 1, 1);
    }
    for (const { left } of solvers) left.fill(0);
    kernels.clip(field.byteOffset, kernels.sum(spare.byteOffset, size) / kernels.sum(field.byteOffset, size), size);
    return field;
  }
}
