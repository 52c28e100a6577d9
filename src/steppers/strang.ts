import { InputError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import { restartFor } from "./restarting.js";
import { obliqueSolvers } from "./oblique.js";
import { reducedOrderError } from "./order-reduction.js";
import { panelLayout, panelSolver } from "./panels.js";
import { insideStep, keepPositive, type LowOrder, type Stepper } from "./stepper.js";

/** Substeps in a step, and the weights of their results in the value that is kept and in its error. */
const LEVELS = [1, 2, 3] as const;
const KEPT = [0, -4 / 5, 9 / 5] as const;
const ERROR = [-1 / 24, 4 / 15, -9 / 40] as const; // order 4 minus order 6

/**
 * Of ‖T₂ − T₃‖, where faces come and go in time: rates have kinks at the times at which the decomposition of D switches,
 * at other times in other cells, so that only order 2 is left. Measured on turning tensors: 0.003 to 0.05.
 */
const KINKS = 0.1;

/**
 * Strang splitting of line solves on two axes, extrapolated.
 *
 *   S(h) = X(h/2) Y(h/2) · Y(h/2) X(h/2),   X, Y: Crank-Nicolson along the lines of one axis (Strang 1968)
 *
 * Restarts stand outermost, half before and half after, exactly. With a full tensor D, sweeps along its oblique lattice directions stand outside of those along the axes.
 *
 * S is symmetric, so its error has even powers of h only. A step of dt runs 1, 2 and 3 substeps from the same start;
 * (9·S(dt/3)³ − 4·S(dt/2)²)/5 is of order 4 and is kept, its difference from the order-6 combination of all three is
 * the error made (Hairer, Nørsett and Wanner 1993, II.9), or more where the three show that the order is reduced. Errors are carried along by S(dt) and add up, so that
 * `total` estimates the error at the end of the step and not a bound on it. With both halves of a sweep of equal
 * length the combination stays bounded for stiff modes. Rates that change in time are read at the middle of each
 * substep. Mass telescopes; negative values are cut or blended away. With `extrapolate: false` one S(dt) is taken:
 * order 2, no estimate.
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
  const layout = panelLayout(workspace, [grid.shape[0], grid.shape[1]]);
  const { size } = layout;
  const levels = extrapolate ? LEVELS : ([1] as const);
  const solvers = [
    panelSolver(discretization, layout, 0, levels.length),
    panelSolver(discretization, layout, 1, levels.length),
  ] as const;
  const oblique = obliqueSolvers(discretization, layout.placeOf, levels.length);
  const results = levels.map(() => allocate(size, false));
  const [start, turned, kept] = [allocate(size), allocate(size, false), allocate(size, false)];
  let [error, nextError] = [allocate(size), allocate(size, false)];
  let [state, trial] = [allocate(grid.size), allocate(grid.size)];
  const sums = allocate(3);
  const absorbed = new Float64Array(4);
  const leavingBy = levels.map(() => new Float64Array(4));
  const leaving = new Float64Array(4);
  /** L1 of what was done to keep the accepted steps, and this one, positive. */
  let [repairs, repair] = [0, 0];
  /** Sizes of the errors of the accepted steps, and of this one. */
  let [sizes, ownSize] = [0, 0];
  /** Whether an accepted step has left an error to carry along. */
  let carries = false;
  const schedule = timeDependent ? inOrderOfTime(levels) : levels.map((n, level) => ({ level, n, at: 0.5, count: n }));

  return {
    name: "strang",
    order: extrapolate ? 4 : 2,
    estimateOrder: discretization.facesChange ? 3 : 5,
    maximumStep: Infinity,
    absorbed,
    get state() {
      return state;
    },
    get trial() {
      return trial;
    },
    attempt(time, dt) {
      for (const part of leavingBy) part.fill(0);
      layout.pack(state, start);
      for (const result of results) result.set(start);
      nextError.set(error);
      let now = NaN;
      for (const { level, n, at, count } of schedule) {
        if (timeDependent && at !== now) {
          discretization.rebuild(insideStep(time + at * dt, time, dt));
          for (const solver of [...solvers, ...oblique()]) solver.refresh();
          now = at;
        }
        for (const solver of [...solvers, ...oblique()]) solver.factor(level, dt / n / 4);
        substeps(results[level], level, dt / n, count);
        addLeft(leavingBy[level]);
        if (n === 1 && carries) substeps(nextError, level, dt, 1);
      }
      const { local, total } = extrapolate ? combineLevels() : { local: 0, total: 0 };
      ownSize = local;
      if (!extrapolate) kept.set(results[0]);
      const weights = extrapolate ? KEPT : [1];
      for (let end = 0; end < 4; end++)
        leaving[end] = leavingBy.reduce((sum, part, level) => sum + weights[level] * part[end], 0);
      repair = keepPositive(workspace, kept, leaving, local, () => backwardEuler(dt));
      layout.unpack(kept, trial);
      return { local: local + repair, total: total + repairs + repair };
    },
    accept() {
      [state, trial] = [trial, state];
      [error, nextError] = [nextError, error];
      carries = extrapolate;
      repairs += repair;
      sizes += ownSize;
      for (let end = 0; end < 4; end++) absorbed[end] += leaving[end];
    },
  };

  /** The order-4 value into `kept`, its error on top of what was carried along. */
  function combineLevels(): { local: number; total: number } {
    const [c1, c2, c3] = results.map((result) => result.byteOffset) as [number, number, number];
    kernels.extrapolate(c1, c2, c3, ...KEPT, ...ERROR, kept.byteOffset, sums.byteOffset, size);
    const [first, second, seen] = sums;
    const unseen = Math.max(reducedOrderError(first, second), discretization.facesChange ? KINKS * second : 0);
    const scale = unseen > seen && seen > 0 ? unseen / seen : 1;
    kernels.combine(nextError.byteOffset, 1, c1, scale, c1, 0, nextError.byteOffset, size);
    const local = scale * seen;
    // what kinks do has no sign that the levels would know: there it adds up
    const total = discretization.facesChange ? sizes + local : kernels.absoluteSum(nextError.byteOffset, size);
    return { local, total };
  }

  function substeps(field: Float64Array, level: number, h: number, count: number): void {
    for (const { left } of [...solvers, ...oblique()]) left.fill(0);
    for (let k = 0; k < count; k++) {
      restarts(field, h / 2);
      // where nothing stands between them, the last sweep of a substep and the first of the next are done at once
      const again = discretization.restart === null;
      thereAndBack(field, level, 2, again && k > 0 ? 2 : 1, again && k + 1 < count ? 0 : 1);
      restarts(field, h / 2);
    }
  }

  /** Adds what has left through each end in all sweeps since `left` was set to zero. */
  function addLeft(total: Float64Array): void {
    for (const { left } of [...solvers, ...oblique()]) for (let end = 0; end < 4; end++) total[end] += left[end];
  }

  function restarts(field: Float64Array, tau: number): void {
    if (discretization.restart) restartFor(discretization.restart, kernels, field, tau, layout.placeOf);
  }

  /** All directions from the outermost to the y axis, and back; the outermost so many times at first and in the end. */
  function thereAndBack(field: Float64Array, slot: number, weight: 1 | 2, first = 1, last = 1): void {
    const ways = [...oblique(), solvers[0]];
    for (const [k, solver] of ways.entries()) solver.sweep(field, slot, weight, k === 0 ? first : 1);
    layout.turn(field, turned);
    solvers[1].sweep(turned, slot, weight, 2);
    layout.turnBack(turned, field);
    for (let k = ways.length - 1; k > 0; k--) ways[k].sweep(field, slot, weight, 1);
    if (last > 0) ways[0].sweep(field, slot, weight, last);
  }

  /** Backward Euler sweeps over dt/4, four in each direction, with the factors of the whole step. */
  function backwardEuler(dt: number): LowOrder {
    const field = results[0];
    field.set(start);
    for (const solver of [...solvers, ...oblique()]) {
      solver.factor(0, dt / 4);
      solver.left.fill(0);
    }
    for (let pass = 0; pass < 2; pass++) {
      thereAndBack(field, 0, 1);
      restarts(field, dt / 2);
    }
    const gone = new Float64Array(4);
    addLeft(gone);
    return { mass: field, leaving: gone };
  }
}

/**
 * (level, middle of the substep) one by one in order of time, so that rates are rebuilt five times a step and not six.
 * Where rates stand still all substeps of a level follow each other instead.
 */
const inOrderOfTime = (levels: readonly number[]) =>
  levels
    .flatMap((n, level) => Array.from({ length: n }, (_, k) => ({ level, n, at: (k + 0.5) / n, count: 1 })))
    .sort((one, other) => one.at - other.at);
