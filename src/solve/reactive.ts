import ndarray, { type NdArray } from "ndarray";
import { discretize } from "../generator/discretize.js";
import type { StoppedProcess } from "../generator/stopped.js";
import type { Grid } from "../grid/grid.js";
import { faceRates } from "../ledger/faces.js";
import type { Problem } from "../problem/problem.js";
import type { Region } from "../problem/region-cells.js";
import type { Ending } from "./ending.js";
import { stationaryState } from "./stationary.js";

/** Transitions from A to B in the stationary state: pieces of a path from when it last leaves A to when it reaches B. */
export interface Reactive {
  /** Transitions from A to B per time, and back. */
  readonly rate: number;
  readonly reverseRate: number;
  /** Rate per time spent after A was visited last, and after B was: 1/time. */
  readonly rateConstants: { readonly AB: number; readonly BA: number };
  /** q₋: the probability of having been in A last and not in B. 1 in A, 0 in B; NaN where the stationary density is 0. */
  readonly backwardCommittor: NdArray<Float64Array>;
  /** Density of being on a transition, π q₋ q; its integral is the share of time spent on them. */
  readonly density: NdArray<Float64Array>;
  /** Net current of transitions at cell centres, one array an axis; 0 in the regions. */
  readonly current: readonly NdArray<Float64Array>[];
}

/**
 * The transitions from A to B, from the stationary masses π, the committor q, and w = π q₋, which solves the forward equation
 * with the gross flow out of A as its source: what leaves A along a way is what the way takes in, k π, less the net flux F of
 * the stationary state through its face.
 * @param mass π, the stationary masses
 * @param reaching q, and `toA` the probability of reaching A first
 */
export function reactivePart(
  problem: Problem,
  stopped: StoppedProcess,
  { moves, forward }: Ending,
  [A, B]: readonly [Region, Region],
  mass: Float64Array,
  { toB, toA }: { readonly toB: Float64Array; readonly toA: Float64Array },
): Reactive {
  const { grid } = problem;
  const [fromA, fromB] = [new Float64Array(grid.size), new Float64Array(grid.size)];
  const entering = stopped.ways.map(({ cell, beyond, rate, there, back }) =>
    beyond < 0 ? rate * mass[cell] : Math.max(rate - there, 0) * mass[cell] + back * mass[beyond],
  );
  stopped.ways.forEach(({ cell, region }, k) => ((region === 0 ? fromA : fromB)[cell] += entering[k]));
  const w = forward(fromA);
  const back = forward(fromB);
  const rate = dot(fromA, toB);
  const reverseRate = dot(fromB, toA);
  const lastA = dot(mass, A.inside) + w.reduce((sum, value) => sum + value, 0);
  const lastB = dot(mass, B.inside) + back.reduce((sum, value) => sum + value, 0);
  const shaped = (data: Float64Array): NdArray<Float64Array> => ndarray(data, [...grid.shape]);
  return {
    rate,
    reverseRate,
    rateConstants: { AB: rate / lastA, BA: reverseRate / lastB },
    backwardCommittor: shaped(w.map((value, c) => (A.inside[c] ? 1 : moves[c] ? value / mass[c] : 0))),
    density: shaped(w.map((value, c) => (moves[c] ? (value * toB[c]) / grid.volumes[c] : 0))),
    current: currentOf(grid, stopped, moves, entering, w, toB).map(shaped),
  };
}

/** The stationary masses of the process that goes on for ever. */
export function stationaryMasses(problem: Problem): Float64Array {
  const discretization = discretize(problem);
  try {
    return stationaryState(discretization).mass;
  } finally {
    discretization.workspace.release();
  }
}

const dot = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  let sum = 0;
  for (let c = 0; c < one.length; c++) sum += one[c] * other[c];
  return sum;
};

/** f_ij − f_ji with f_ij = w_i q_ij q_j through every face, and what leaves A and reaches B, as a field at cell centres. */
function currentOf(
  grid: Grid,
  { discretization, ways }: StoppedProcess,
  moves: Uint8Array,
  entering: readonly number[],
  w: Float64Array,
  q: Float64Array,
): Float64Array[] {
  const field = grid.axes.map(() => new Float64Array(grid.size));
  const inner = grid.shape[1] ?? 1;
  /** Half of a flux through a face of a cell: J = Σ e F/(2V), e the way along it. */
  const add = (cell: number, flux: number, step: readonly number[]): void =>
    grid.axes.forEach(({ widths }, a) => {
      const own = widths[a === 0 ? Math.floor(cell / inner) : cell % inner];
      field[a][cell] += (step[a] * own * flux) / (2 * grid.volumes[cell]);
    });
  const { directions, first, lower, upper, forward, backward } = faceRates(discretization);
  for (const [k, step] of directions.entries())
    for (let f = first[k]; f < first[k + 1]; f++) {
      const [from, to] = [lower[f], upper[f]];
      if (!moves[from] || !moves[to]) continue;
      const flux = w[from] * forward[f] * q[to] - w[to] * backward[f] * q[from];
      add(from, flux, step);
      add(to, flux, step);
    }
  ways.forEach(({ cell, region, rate, step, axis }, k) => {
    if (!moves[cell]) return;
    const flux = region === 0 ? -entering[k] * q[cell] : w[cell] * rate;
    add(cell, flux, axis === null ? step : step.map(Math.sign));
  });
  return field;
}
