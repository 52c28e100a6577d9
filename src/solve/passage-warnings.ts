import type { Discretization } from "../generator/discretize.js";
import { singularWalls } from "../generator/singular-walls.js";
import { linesAlong } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { resolutionWarnings } from "./resolution.js";
import { inFiniteTime } from "./wall-warnings.js";

/**
 * What a user should know of the grid of a passage problem: as `solve` says of a density, of the time spent in each cell.
 * @param spent by cell, in all until it ends; null where there is no start, and the cells count by their volume
 * @param moves 1 for cells in which the process moves
 */
export function passageWarnings(
  problem: Problem,
  discretization: Discretization,
  spent: Float64Array | null,
  moves: Uint8Array,
): string[] {
  const walls = inFiniteTime(singularWalls(problem, problem.time?.start ?? 0));
  const volumes = problem.grid.volumes.map((volume, c) => volume * moves[c]);
  return [
    ...resolutionWarnings(discretization, spent ?? volumes, walls, spent ? "the mass" : "the grid"),
    ...restartWarning(discretization),
  ];
}

/** Cells wider than this share of √(D/r): with restarts at the rate r all falls off by e over such a length, in cells by a few per cent less. */
const COARSE = 0.5;

function restartWarning({ grid, axes, restart }: Discretization): string[] {
  if (!restart) return [];
  const { rate, cells } = restart;
  let worst = { ratio: 0, length: 0, name: "" };
  for (const [a, { name, widths }] of grid.axes.entries()) {
    const { count, stride } = linesAlong(grid, a);
    for (const { cell } of cells) {
      const below = cell - stride * Math.min(Math.floor(cell / stride) % count, 1);
      const length = Math.sqrt(Math.max(axes[a].diffusion[cell], axes[a].diffusion[below]) / rate);
      const ratio = widths[Math.floor(cell / stride) % count] / length;
      if (ratio > worst.ratio) worst = { ratio, length, name };
    }
  }
  if (worst.ratio <= COARSE || !Number.isFinite(worst.ratio)) return [];
  return [
    `Restarts make layers as thin as sqrt(D/rate) = ${worst.length.toPrecision(2)}, which are ${(1 / worst.ratio).toPrecision(2)} cells along ${worst.name} and not resolved: about ${Math.ceil(4 * worst.ratio)} times as many cells would resolve them.`,
  ];
}
