import { axisFromFaces } from "../grid/axis.js";
import { makeGrid, type Grid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import type { Reset } from "../problem/reset.js";
import type { Solution } from "./solution.js";

/**
 * The problem of a solution on every other face, with its resets at the times at which they happened: detectors would see
 * other numbers on another grid.
 * @returns null when an axis is too short
 */
export function halvedProblem({ problem, resets }: Pick<Solution, "problem" | "resets">): Problem | null {
  const grid = halved(problem.grid);
  return grid && { ...problem, grid, resets: happened(problem, resets) };
}

/** The resets of a run at the times at which they happened. */
export const happened = (problem: Problem, resets: Solution["resets"]): Reset[] =>
  problem.resets.flatMap((reset): Reset[] => {
    const times = resets.filter(({ entry }) => entry === reset.entry).map(({ time }) => time);
    return times.length > 0 ? [{ ...reset, trigger: { kind: "at", times } }] : [];
  });

function halved(grid: Grid): Grid | null {
  if (grid.shape.some((cells) => cells < 8)) return null;
  return makeGrid(
    grid.axes.map((axis) => {
      const faces = axis.faces.filter((_, i) => i % 2 === 0 || i === axis.faces.length - 1);
      return axisFromFaces(axis.name, faces, axis.boundary);
    }),
  );
}
