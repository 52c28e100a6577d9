import { linesAlong, type Grid } from "../grid/grid.js";
import type { Kernels } from "../kernels/kernels.js";
import type { Batch, Crowd } from "./crowd.js";
import { keptOf, smoothings } from "./smoothed-counts.js";
import { cellFinder } from "./tally.js";

/** What resampling makes wrong, to be known to whoever compares the particles with a density. */
export interface Resampling {
  readonly time: number;
  /** Σ δ²/p of the estimated density, for one particle: what the last smoothing still changes in the weights. */
  readonly smoothed: number;
  /** Share of the particles that ρ − αΔρ makes negative, where no one is put instead. */
  readonly negative: number;
  /** Mean square of the weights, whose mean is 1: variances of means over particles are up to so many times larger. */
  readonly unequal: number;
  readonly alpha: number;
}

/** Bandwidth² over α: what the weights make of the noise of counts is at most half of that noise. */
const WIDE = 4;

/**
 * Resamples particles with weights max(0, 1 − αΔρ/ρ): no motion of single particles makes the literal reset ρ − αΔρ, as it
 * takes the density of all of them.
 *
 * ρ is their own count in the cells, smoothed along each axis over √(4α): in raw counts −αΔ would make the noise of waves
 * of number k as large as 1 + αk², up to 4α/h² for cells of width h. Smoothing is repeated on what it has left out, four
 * times in all ({@link smoothings}), so that waves keep all but (1 − exp(−2αk²))⁴ of their height. Systematic resampling
 * (Kitagawa 1996): one uniform number decides for all.
 */
export function sharpen(
  crowd: Crowd,
  batches: readonly Batch[],
  grid: Grid,
  alpha: number,
  uniform: number,
  time: number,
  kernels: Kernels,
): Resampling {
  const cellOf = cellFinder(grid);
  const cells: number[][] = batches.map(({ start, n }) =>
    Array.from({ length: n }, (_, k) => cellOf(crowd.positions.map((position) => position[start + k]))),
  );
  const counts = new Float64Array(grid.size);
  for (const list of cells) for (const cell of list) counts[cell]++;
  const survivors = counts.reduce((sum, n) => sum + n, 0);
  const [weaker, density] = smoothings(counts, grid, Math.sqrt(WIDE * alpha), kernels);
  const raw = weightsOf(density, grid, alpha);
  const rougher = weightsOf(weaker, grid, alpha).map((weight) => Math.max(weight, 0));
  const weights = raw.map((weight) => Math.max(weight, 0));
  const total = mean(counts, weights) * survivors;
  if (!(total > 0)) return { time, smoothed: Infinity, negative: 1, unequal: Infinity, alpha };

  const old = crowd.positions.map((position) => position.slice());
  const share = total / survivors;
  let reached = 0;
  let next = uniform * share;
  // heirs are filled in the order of the particles, each with the parent whose weight its mark falls into
  const heirs = batches.flatMap(({ start, n }) => Array.from({ length: n }, (_, k) => start + k));
  let heir = 0;
  batches.forEach(({ start }, b) => {
    cells[b].forEach((cell, k) => {
      reached += weights[cell];
      for (; next < reached && heir < heirs.length; heir++, next += share)
        crowd.positions.forEach((position, a) => (position[heirs[heir]] = old[a][start + k]));
    });
  });
  return {
    time,
    smoothed: mean(
      counts,
      weights.map((weight, c) => (weight - rougher[c]) ** 2),
    ),
    negative: mean(
      counts,
      raw.map((weight) => Math.max(-weight, 0)),
    ),
    unequal:
      mean(
        counts,
        weights.map((weight) => weight ** 2),
      ) /
      share ** 2,
    alpha,
  };
}

/** How many times as large the reset makes the noise of counts in a wave of number k. */
export const amplification = (alpha: number, k: number): number =>
  1 + alpha * k ** 2 * keptOf(k, Math.sqrt(WIDE * alpha));

/** Of several groups that were resampled each by itself. */
export function worstOf(groups: readonly Resampling[]): Resampling {
  const most = (of: (group: Resampling) => number): number => Math.max(...groups.map(of));
  return {
    time: groups[0].time,
    smoothed: most((group) => group.smoothed),
    negative: most((group) => group.negative),
    unequal: most((group) => group.unequal),
    alpha: groups[0].alpha,
  };
}

const mean = (counts: Float64Array, values: Float64Array): number => {
  let [sum, n] = [0, 0];
  for (let c = 0; c < counts.length; c++) {
    sum += counts[c] * values[c];
    n += counts[c];
  }
  return n > 0 ? sum / n : 0;
};

/** 1 − αΔρ/ρ; 1 where the estimate of ρ is not positive. */
const weightsOf = (density: Float64Array, grid: Grid, alpha: number): Float64Array =>
  density.map((own, cell) => (own > 0 ? 1 - (alpha * laplacian(density, grid, cell)) / own : 1));

/** Δρ of a cell, walls reflecting. */
function laplacian(density: Float64Array, grid: Grid, cell: number): number {
  let sum = 0;
  grid.axes.forEach((axis, a) => {
    const { count, stride } = linesAlong(grid, a);
    const index = Math.floor(cell / stride) % count;
    const ring = axis.boundary.lower === "periodic";
    for (const side of [-1, 1]) {
      const other = index + side;
      if (!ring && (other < 0 || other >= count)) continue;
      const wrapped = (other + count) % count;
      const distance =
        other === wrapped
          ? Math.abs(axis.centers[wrapped] - axis.centers[index])
          : 0.5 * (axis.widths[wrapped] + axis.widths[index]);
      sum += (density[cell + stride * (wrapped - index)] - density[cell]) / (distance * axis.widths[index]);
    }
  });
  return sum;
}
