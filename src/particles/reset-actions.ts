import type { Kernels, Workspace } from "../kernels/workspace.js";
import type { Grid } from "../grid/grid.js";
import { linesAlong } from "../grid/grid.js";
import type { Redistribution } from "../problem/reset.js";
import type { Batch, Crowd, WorkingBlock } from "./crowd.js";
import type { Noise } from "./noise.js";
import type { Due } from "./schedule.js";
import { cellFinder } from "./tally.js";

/** Lanes of what resets draw. */
const LANE = { length: 46, spread: 48 } as const;

/** What resets up to a time add to D: Σ amount, times exp(−(t − t_reset)/decay) where it decays. */
export function boostFrom({ exp }: Kernels, due: readonly Due[], now: number): (time: number) => number {
  const boosts = due.filter(({ time, reset }) => time <= now && reset.boost !== null);
  return (time) =>
    boosts.reduce((sum, { time: since, reset }) => {
      const { amount, decay } = reset.boost!;
      return sum + (decay === null ? amount : amount * exp(-Math.max(time - since, 0) / decay));
    }, 0);
}

/** Literal redistribution sharpens, which no motion of single particles does: it takes the density of all of them. */
export const needsEverybody = (due: readonly Due[]): boolean =>
  due.some(({ reset }) => reset.redistribute?.sign === "literal");

/**
 * Spreads a block: each particle moves by N(0, 2α), and by N(0, 2αE) with E exponential for mode `resolvent`; walls fold.
 * Modes that step explicitly have the same first two moments.
 * @param step names the noise: another one for each reset
 * @param scratch an array of the workspace as long as the block
 */
export function spread(
  block: WorkingBlock,
  grid: Grid,
  { alpha, mode }: Redistribution,
  { kernels }: Workspace,
  noise: Noise,
  step: number,
  scratch: Float64Array,
): void {
  const size = new Float64Array(block.n).fill(Math.sqrt(2 * alpha));
  if (mode === "resolvent") {
    noise.uniformsInto(scratch, block.particles, step, LANE.length, block.n);
    kernels.waits(scratch.byteOffset, block.n);
    for (let k = 0; k < block.n; k++) size[k] *= Math.sqrt(scratch[k]);
  }
  grid.axes.forEach(({ faces, boundary }, a) => {
    const x = block.positions[a];
    const [lower, upper] = [faces[0], faces[faces.length - 1]];
    noise.normalsInto(scratch, block.particles, step, LANE.spread + a, block.n);
    for (let k = 0; k < block.n; k++) x[k] += size[k] * scratch[k];
    if (boundary.lower === "periodic") kernels.wrap(x.byteOffset, lower, upper - lower, block.n);
    else kernels.fold(x.byteOffset, lower, upper, block.n);
  });
}

/**
 * Resamples all particles with weights max(0, 1 − α Δρ/ρ), ρ their own counts in the cells: the nearest there is to the
 * literal reset ρ − αΔρ. Systematic resampling (Kitagawa 1996): one uniform number decides for all.
 */
export function sharpen(crowd: Crowd, batches: readonly Batch[], grid: Grid, alpha: number, uniform: number): void {
  const cellOf = cellFinder(grid);
  const cells: number[][] = batches.map(({ start, n }) =>
    Array.from({ length: n }, (_, k) => cellOf(crowd.positions.map((position) => position[start + k]))),
  );
  const density = new Float64Array(grid.size);
  for (const list of cells) for (const cell of list) density[cell] += 1 / grid.volumes[cell];
  const weights = density.map((own, cell) =>
    own > 0 ? Math.max(0, 1 - (alpha * laplacian(density, grid, cell)) / own) : 0,
  );
  const total = cells.reduce((sum, list) => sum + list.reduce((part, cell) => part + weights[cell], 0), 0);
  const survivors = cells.reduce((sum, list) => sum + list.length, 0);
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
}

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
