import { InputError } from "../errors.js";
import { singularWalls } from "../generator/singular-walls.js";
import type { Axis } from "../grid/axis.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { halvedProblem } from "./halved-problem.js";
import type { Progress, RunOptions } from "./progress.js";
import type { Solution } from "./solution.js";

/**
 * Estimates the L1 error in space of a solution at its last frame by solving once more with every other face.
 *
 * The schemes are of order 2, so that the difference at common points is three times the error of the finer solution
 * (once where they are of order 1: see `orderInSpace`). The fine density is read at the coarse centres by cubic interpolation;
 * where what cells hold differs more, as at absorbing ends, that counts.
 *
 * Where the density goes as sᵃ at the distance s from a wall, with a < 1 and not 0, errors in the masses of cells shrink
 * as h^(1+a): the difference, taken of the masses, is 2^(1+a) − 1 times the error.
 * @returns null where the grid cannot be halved, a strict reset is not admissible on half of it, and where sᵃ has no integral.
 */
export function* spaceError(
  solution: Pick<Solution, "problem" | "density" | "frames" | "resets" | "orderInSpace">,
  options: RunOptions,
  evolution: (problem: Problem, options: RunOptions) => IterableIterator<Progress, Solution, undefined>,
): IterableIterator<Progress, number | null, undefined> {
  const { problem } = solution;
  const wide = halvedProblem(solution);
  if (!wide) return null;
  const { grid } = wide;
  const time = problem.time!;
  const last = time.frames[time.frames.length - 1];
  const half: Problem = { ...wide, observables: [], time: { ...time, frames: [last] } };
  let coarse: Solution;
  try {
    coarse = yield* evolution(half, { ...options, estimateError: false, ledger: false });
  } catch (fault) {
    // a strict reset that is admissible here need not be so on wider cells
    if (fault instanceof InputError && fault.code === "alpha-too-large") return null;
    throw fault;
  }
  if (coarse.status !== "ok") return null;
  const { size } = problem.grid;
  const fine = solution.density.data.subarray((solution.frames.length - 1) * size);
  const power = weakestWall(problem, fine, last);
  if (power !== null && power <= -1 + 1e-3) return null;
  if (power !== null) return massDistance(fine, problem.grid, coarse.density.data, grid) / (2 ** (1 + power) - 1);
  const read = interpolated(fine, problem.grid, grid);
  let error = 0;
  for (let c = 0; c < grid.size; c++) error += Math.abs(read[c] - coarse.density.data[c]) * grid.volumes[c];
  // at absorbing ends what cells hold in all may be further off than the values at their centres
  const difference = Math.max(error, massDistance(fine, problem.grid, coarse.density.data, grid));
  return solution.orderInSpace === 1 ? difference : difference / 3;
}

/** A wall where the density is below this share of its peak makes no error. */
const NOTICEABLE_WALL = 1e-3;

/** The exponent of the wall that costs the most order, among those where there is mass; null where there is none. */
function weakestWall(problem: Problem, density: Float64Array, time: number): number | null {
  const { grid } = problem;
  const peak = density.reduce((most, value) => Math.max(most, value), 0);
  const powers = singularWalls(problem, time)
    .filter(({ axis, end, exponent, reached }) => {
      const { count, stride, lines, lineStart } = linesAlong(grid, axis);
      let highest = 0;
      for (let line = 0; line < lines; line++)
        highest = Math.max(highest, density[lineStart(line) + (end === "lower" ? 0 : count - 1) * stride]);
      return reached && exponent < 1 && Math.abs(exponent) > 1e-3 && highest > NOTICEABLE_WALL * peak;
    })
    .map(({ exponent }) => exponent);
  return powers.length > 0 ? Math.min(...powers) : null;
}

/** Σ |mass of a coarse cell − masses of the fine cells in it|, for a coarse grid of every other face. */
function massDistance(fine: Float64Array, from: Grid, coarse: ArrayLike<number>, to: Grid): number {
  const [ny, my] = [from.shape[1] ?? 1, to.shape[1] ?? 1];
  const excess = Float64Array.from(to.volumes, (volume, c) => -volume * coarse[c]);
  for (let c = 0; c < from.size; c++)
    excess[(Math.floor(c / ny) >> 1) * my + ((c % ny) >> 1)] += fine[c] * from.volumes[c];
  return excess.reduce((sum, value) => sum + Math.abs(value), 0);
}

/** Values on one grid at the centres of another, by cubic interpolation axis after axis. */
function interpolated(values: Float64Array, from: Grid, to: Grid): Float64Array {
  const [nx, ny] = [from.shape[0], from.shape[1] ?? 1];
  const x = stencils(from.axes[0], to.axes[0]);
  const y = from.axes[1] ? stencils(from.axes[1], to.axes[1]) : [{ cells: [0], weights: [1] }];
  const half = new Float64Array(x.length * ny);
  x.forEach(({ cells, weights }, i) =>
    cells.forEach((cell, k) => {
      for (let j = 0; j < ny; j++) half[i * ny + j] += weights[k] * values[(cell % nx) * ny + j];
    }),
  );
  const out = new Float64Array(x.length * y.length);
  for (let i = 0; i < x.length; i++)
    y.forEach(({ cells, weights }, j) =>
      cells.forEach((cell, k) => (out[i * y.length + j] += weights[k] * half[i * ny + (cell % ny)])),
    );
  return out;
}

/** For each centre of `to` the four nearest centres of `from` and their Lagrange weights. */
function stencils(from: Axis, to: Axis): { cells: number[]; weights: number[] }[] {
  const { centers } = from;
  let cell = 0;
  return Array.from(to.centers, (z) => {
    while (cell < centers.length - 4 && centers[cell + 2] <= z) cell++;
    const first = Math.min(Math.max(cell === 0 ? 0 : cell, 0), centers.length - 4);
    const cells = [first, first + 1, first + 2, first + 3];
    const weights = cells.map((own) =>
      cells.reduce(
        (product, other) =>
          other === own ? product : (product * (z - centers[other])) / (centers[own] - centers[other]),
        1,
      ),
    );
    return { cells, weights };
  });
}
