import { cellCenters, type Grid } from "../grid/grid.js";
import type { Gaussian, Initial } from "../problem/problem.js";
import type { WorkingBlock } from "./crowd.js";
import type { Noise } from "./noise.js";

/** Draws of the start are those of step 0; every try takes lanes of its own. */
const STEP = 0;
const TRIES = 8;

/** Sub-cells along an axis into which a cell is cut for a density given by an expression. */
const FINER = 4;

/**
 * Writes starting positions of a block, drawn from the initial density: exactly for Gaussians (what falls off the grid is
 * drawn again, on a ring it wraps), points and the uniform density; for an expression from its values in the middle of
 * a quarter of each cell along each axis, uniformly within.
 */
export type Starter = (block: WorkingBlock) => void;

export function makeStarter(initial: Initial, grid: Grid, start: number, noise: Noise): Starter {
  switch (initial.kind) {
    case "point":
      return (block) => block.positions.forEach((position, a) => position.fill(initial.at[a]));
    case "uniform":
      return (block) =>
        block.positions.forEach((position, a) => {
          const { faces } = grid.axes[a];
          const [lower, upper] = [faces[0], faces[faces.length - 1]];
          noise.uniformsInto(position, block.particles, STEP, a, block.n);
          for (let k = 0; k < block.n; k++) position[k] = lower + position[k] * (upper - lower);
        });
    case "mixture":
      return mixtureStarter(initial.parts, grid, noise);
    case "density":
      return densityStarter(initial, grid, start, noise);
  }
}

function mixtureStarter(
  parts: readonly { readonly weight: number; readonly gaussian: Gaussian }[],
  grid: Grid,
  noise: Noise,
): Starter {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const roots = parts.map(({ gaussian }) => choleskyOf(gaussian.covariance));
  return (block) => {
    const { positions, particles, n } = block;
    const d = positions.length;
    const choice = new Float64Array(n);
    // positions serve for the draws, which are made in the workspace
    const open = new Uint8Array(n).fill(1);
    let left = n;
    const found = positions.map(() => new Float64Array(n));
    for (let attempt = 0; left > 0; attempt++) {
      const lane = (attempt % TRIES) * (d + 1);
      // later tries have the names of steps no run ever takes
      const name = attempt < TRIES ? STEP : 2 ** 52 + Math.floor(attempt / TRIES);
      noise.uniformsInto(positions[0], particles, name, lane, n);
      choice.set(positions[0].subarray(0, n));
      for (let a = 0; a < d; a++) noise.normalsInto(positions[a], particles, name, lane + 1 + a, n);
      for (let k = 0; k < n; k++) {
        if (open[k] === 0) continue;
        const part = partOf(parts, choice[k] * total);
        const { mean } = parts[part].gaussian;
        const root = roots[part];
        let inside = true;
        for (let a = 0; a < d; a++) {
          let value = mean[a];
          for (let b = 0; b <= a; b++) value += root[a][b] * positions[b][k];
          const { faces, boundary } = grid.axes[a];
          const [lower, upper] = [faces[0], faces[faces.length - 1]];
          if (boundary.lower === "periodic") value -= Math.floor((value - lower) / (upper - lower)) * (upper - lower);
          inside &&= value >= lower && value <= upper;
          found[a][k] = value;
        }
        if (!inside) continue;
        open[k] = 0;
        left--;
      }
    }
    positions.forEach((position, a) => position.set(found[a]));
  };
}

function partOf(parts: readonly { readonly weight: number }[], at: number): number {
  let sum = 0;
  for (let k = 0; k < parts.length; k++) if (at < (sum += parts[k].weight)) return k;
  return parts.length - 1;
}

/** L with LLᵀ = C. */
function choleskyOf(C: readonly (readonly number[])[]): number[][] {
  const L = C.map((row) => row.map(() => 0));
  for (let i = 0; i < C.length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = C[i][j];
      for (let k = 0; k < j; k++) sum -= L[i][k] * L[j][k];
      L[i][j] = i === j ? Math.sqrt(sum) : sum / L[j][j];
    }
  return L;
}

function densityStarter(
  { density }: Extract<Initial, { kind: "density" }>,
  grid: Grid,
  start: number,
  noise: Noise,
): Starter {
  const centers = cellCenters(grid);
  const d = grid.axes.length;
  const pieces = FINER ** d;
  const widths = widthsOf(grid);
  const sums = new Float64Array(grid.size * pieces);
  const values = new Float64Array(grid.size);
  for (let piece = 0; piece < pieces; piece++) {
    const points = centers.map((center, a) => center.map((z, c) => z + shiftOf(piece, a) * widths[a][c]));
    density.valuesInto(points, start, values);
    values.forEach((value, c) => (sums[c * pieces + piece] = Math.max(value, 0) * grid.volumes[c]));
  }
  for (let k = 1; k < sums.length; k++) sums[k] += sums[k - 1];
  const total = sums[sums.length - 1];
  return (block) => {
    const { positions, particles, n } = block;
    noise.uniformsInto(positions[0], particles, STEP, 0, n);
    const chosen = Float64Array.from(positions[0].subarray(0, n), (u) => indexAbove(sums, u * total));
    for (let a = 0; a < d; a++) {
      noise.uniformsInto(positions[a], particles, STEP, 1 + a, n);
      for (let k = 0; k < n; k++) {
        const cell = Math.floor(chosen[k] / pieces);
        const within = shiftOf(chosen[k] % pieces, a) + (positions[a][k] - 0.5) / FINER;
        positions[a][k] = centers[a][cell] + within * widths[a][cell];
      }
    }
  };
}

/** The middle of a piece along an axis, in cell widths from the centre. */
const shiftOf = (piece: number, axis: number): number =>
  ((Math.floor(piece / FINER ** axis) % FINER) + 0.5) / FINER - 0.5;

/** Widths of all cells along each axis, in cell order. */
function widthsOf(grid: Grid): Float64Array[] {
  const inner = grid.shape[1] ?? 1;
  return grid.axes.map((axis, a) =>
    Float64Array.from({ length: grid.size }, (_, c) => axis.widths[a === 0 ? Math.floor(c / inner) : c % inner]),
  );
}

/** The first index whose sum is above a value. */
function indexAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
