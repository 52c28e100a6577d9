import type { Discretization } from "../generator/discretize.js";
import { addRestarts } from "./restarting.js";
import { linesAlong } from "../grid/grid.js";
import type { Workspace } from "../kernels/workspace.js";

/**
 * A time-stepping method at work on one discretisation.
 *
 *   stepper.state.set(masses);
 *   stepper.attempt(t, dt);   // looks ahead, leaves the state alone, returns the estimated error
 *   stepper.accept();         // takes the step
 */
export interface Stepper {
  readonly name: string;
  /** Order of the error at a given time, in dt. */
  readonly order: number;
  /** The estimate shrinks as dt to this power; 0 for a method that is exact in time. */
  readonly estimateOrder: number;
  /** Cell masses at the current time, in workspace memory; replaced (not overwritten) by `accept`. */
  readonly state: Float64Array;
  /** Cell masses that the last attempt found and `accept` would take. */
  readonly trial: Float64Array;
  /** Mass absorbed by the accepted steps: entry 2·axis + (0 lower, 1 upper). */
  readonly absorbed: Float64Array;
  /** No positive dt above this is allowed. */
  readonly maximumStep: number;
  /** What grows out of rounding in a mean field; part of the error in total. */
  readonly outOfRounding?: OutOfRounding;
  /** Looks a step from `time` over `dt` ahead; never leaves a negative mass in the trial. */
  attempt(time: number, dt: number): Estimate;
  accept(): void;
}

/** What grows out of rounding in a run. */
export interface OutOfRounding {
  /** At its end, in L1. */
  readonly error: number;
  /** Since this time it has grown as e^(rate·t). */
  readonly since: number;
  readonly rate: number;
}

/** Estimated errors in L1; zero where a method has no estimate. */
export interface Estimate {
  /** Made by the step. */
  readonly local: number;
  /** Accumulated at its end, over all accepted steps and this one. */
  readonly total: number;
}

/** One step: attempt and accept. */
export function advance(stepper: Stepper, time: number, dt: number): Estimate {
  const estimate = stepper.attempt(time, dt);
  stepper.accept();
  return estimate;
}

/**
 * Coefficients that jump at the ends of a step are read just inside it.
 * @param jumps where they do, when that is known: at other times rates are read at the very end, where the next step
 *   begins with them
 */
export function insideStep(at: number, time: number, dt: number, jumps?: readonly number[]): number {
  const inside = Math.min(Math.max(at, time + 1e-9 * dt), time + (1 - 1e-9) * dt);
  return inside === at || !jumps || jumps.some((jump) => Math.abs(jump - at) <= 1e-9 * dt) ? inside : at;
}

/** The rate of leaving each cell: what it hands on per time and mass. */
export function leavingRates({ grid, axes, oblique, restart }: Discretization): Float64Array {
  const leaving = new Float64Array(grid.size).fill(restart?.rate ?? 0);
  for (const { forward, backward } of axes) addRates(forward, backward, leaving);
  if (oblique) {
    const { lower, upper, forward, backward } = oblique;
    for (let k = 0; k < lower.length; k++) {
      leaving[lower[k]] += forward[k];
      leaving[upper[k]] += backward[k];
    }
    const { cell, rate } = oblique.cut;
    for (let k = 0; k < cell.length; k++) leaving[cell[k]] += rate[k];
  }
  return leaving;
}

function addRates(forward: Float64Array, backward: Float64Array, sum: Float64Array): void {
  for (let c = 0; c < sum.length; c++) sum[c] += forward[c] + backward[c];
}

/** Highest rate of leaving a cell: no explicit step is positive beyond a multiple of its inverse. */
export const highestRate = (discretization: Discretization): number => highestOf(leavingRates(discretization));

function highestOf(values: Float64Array): number {
  let highest = 0;
  for (let c = 0; c < values.length; c++) if (values[c] > highest) highest = values[c];
  return highest;
}

/**
 * Mass that changes cells per time, hops back and forth and all: of these masses or of a uniform density, whichever is
 * more. Every hop is rounded, so that times the machine precision this is what rounding does per time.
 */
export function grossTraffic(
  { grid, axes, oblique, restart, workspace: { kernels } }: Discretization,
  mass: Float64Array,
): number {
  const { volumes, size } = grid;
  // behind an odd number of rates stands something else, which is not to be summed with them as a pair
  const [even, last] = [size - (size % 2), size - 1];
  const sum = (values: Float64Array): number => kernels.sum(values.byteOffset, even) + (size % 2) * values[last];
  const dot = (one: Float64Array, other: Float64Array): number =>
    kernels.dot(one.byteOffset, other.byteOffset, even) + (size % 2) * one[last] * other[last];
  const volume = grid.axes.reduce((product, { faces }) => product * (faces[faces.length - 1] - faces[0]), 1);
  const equal = grid.axes.every(({ uniform }) => uniform);
  let own = (restart?.rate ?? 0) * sum(mass);
  let spread = (restart?.rate ?? 0) * volume;
  for (const { forward, backward } of axes)
    for (const rate of [forward, backward]) {
      own += dot(rate, mass);
      if (equal) spread += sum(rate) * volumes[0];
      else for (let c = 0; c < size; c++) spread += rate[c] * volumes[c];
    }
  if (oblique) {
    const { lower, upper, forward, backward } = oblique;
    // oblique faces stand on cells of equal volume
    let hops = 0;
    for (let k = 0; k < lower.length; k++) {
      own += forward[k] * mass[lower[k]] + backward[k] * mass[upper[k]];
      hops += forward[k] + backward[k];
    }
    const { cell, rate } = oblique.cut;
    for (let k = 0; k < cell.length; k++) {
      own += rate[k] * mass[cell[k]];
      hops += rate[k];
    }
    spread += hops * volumes[0];
  }
  return Math.max(own, spread / volume);
}

/** out = keep·p + h·A p, restarts included. */
export function explicitKernel(
  discretization: Discretization,
): (p: Float64Array, out: Float64Array, keep: number, h: number) => void {
  const { grid, axes, workspace } = discretization;
  const planar = grid.axes.length === 2;
  const [nx, ny] = planar ? [grid.shape[0], grid.shape[1]] : [1, grid.shape[0]];
  const flows = workspace.allocate(ny);
  const zeros = workspace.allocate(ny);
  const x = axes[0];
  const y = axes[axes.length - 1];
  const ring = (axis: number): number => Number(grid.axes[axis].boundary.upper === "periodic");
  const hopObliquely = obliqueKernel(discretization);
  return (p, out, keep, h) => {
    workspace.kernels.explicitStep(
      p.byteOffset,
      out.byteOffset,
      x.forward.byteOffset,
      x.backward.byteOffset,
      y.forward.byteOffset,
      y.backward.byteOffset,
      flows.byteOffset,
      zeros.byteOffset,
      keep,
      h,
      nx,
      ny,
      planar ? ring(0) : 0,
      ring(grid.axes.length - 1),
    );
    hopObliquely(p, out, h);
    if (discretization.restart) addRestarts(discretization.restart, workspace.kernels, p, out, h);
  };
}

/** out += h·A p of the oblique faces as they are. */
function obliqueKernel(discretization: Discretization): (p: Float64Array, out: Float64Array, h: number) => void {
  const { kernels } = discretization.workspace;
  return (p, out, h) => {
    const { oblique } = discretization;
    if (!oblique) return;
    const { lower, upper, forward, backward } = oblique;
    const [low, high, up, down] = [lower, upper, forward, backward].map((array) => array.byteOffset);
    kernels.hop(p.byteOffset, out.byteOffset, low, high, up, down, h, lower.length);
    const { cell, rate } = oblique.cut;
    for (let k = 0; k < cell.length; k++) out[cell[k]] -= h * rate[k] * p[cell[k]];
  };
}

/** Adds scale × (mass per time through each absorbing end) to `total`, entry 2·axis + (0 lower, 1 upper). */
export function addOutflow(
  { grid, axes, oblique }: Discretization,
  mass: Float64Array,
  scale: number,
  total: Float64Array,
): void {
  if (oblique) {
    const { cell, end, rate } = oblique.cut;
    for (let k = 0; k < cell.length; k++) total[end[k]] += scale * rate[k] * mass[cell[k]];
  }
  grid.axes.forEach(({ boundary }, axis) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, axis);
    for (let line = 0; line < lines; line++) {
      const first = lineStart(line);
      const last = first + (count - 1) * stride;
      if (boundary.lower === "absorbing") total[2 * axis] += scale * axes[axis].backward[first] * mass[first];
      if (boundary.upper === "absorbing") total[2 * axis + 1] += scale * axes[axis].forward[last] * mass[last];
    }
  });
}

/** A share of negative mass this small is rounding or the far tail of an extrapolation, not a feature. */
const NEGLIGIBLE = 1e-9;

/** A non-negative first-order result of the same step, and what left through each end with it. */
export interface LowOrder {
  readonly mass: Float64Array;
  readonly leaving: Float64Array;
}

/**
 * Makes a trial non-negative; its mass and what has left with it (`leaving`, changed alike) still add up to the start.
 *
 * Negative mass far below the error of the step is cut off and the rest scaled by what it weighed: a change of twice
 * that mass in L1. More than that is blended away: p = θ·trial + (1 − θ)·low with the largest θ that leaves nothing
 * negative.
 * @returns the L1 size of the change
 */
export function keepPositive(
  workspace: Workspace,
  trial: Float64Array,
  leaving: Float64Array,
  error: number,
  low: () => LowOrder,
): number {
  const { kernels } = workspace;
  const size = trial.length;
  let change = 0;
  let negative = kernels.negativeSum(trial.byteOffset, size);
  if (negative === 0) return 0;
  let sum = kernels.sum(trial.byteOffset, size);
  // long steps can absorb more than there was
  if (negative > Math.max(NEGLIGIBLE, 0.1 * error) || !(sum > negative)) {
    const positive = low();
    const [here, there] = [trial.byteOffset, positive.mass.byteOffset];
    let theta = 1;
    for (let c = 0; c < size; c++)
      if (trial[c] < 0) theta = Math.min(theta, positive.mass[c] / (positive.mass[c] - trial[c]));
    change = kernels.combinedSize(here, 1 - theta, there, theta - 1, there, 0, size);
    kernels.combine(here, theta, there, 1 - theta, there, 0, here, size);
    for (let end = 0; end < leaving.length; end++)
      leaving[end] = theta * leaving[end] + (1 - theta) * positive.leaving[end];
    negative = kernels.negativeSum(here, size);
    sum = kernels.sum(here, size);
  }
  kernels.clip(trial.byteOffset, sum > 0 ? sum / (sum + negative) : 1, size);
  return change + 2 * negative;
}
