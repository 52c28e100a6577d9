import { axisFromFaces } from "../grid/axis.js";
import { linesAlong, makeGrid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { refuseEmpty, type Region } from "../problem/region-cells.js";
import { discretize, type Discretization } from "./discretize.js";
import { axisWays, coveredEnds, movingCells, obliqueWays, type Way } from "./region-ways.js";
import { wayRates, type WayRates } from "./way-rates.js";

/** A process that ends where it meets a region, as two rates a face. */
export interface StoppedProcess {
  /**
   * The generator with the rates of the ways in place of those of the faces that the edges cut. Cells inside a region
   * keep what comes in: nothing leaves them, so that a stepper gathers there what has arrived.
   */
  readonly discretization: Discretization;
  /** 1 for cells in which the process moves, 0 for those inside a region. */
  readonly moves: Uint8Array;
  readonly ways: readonly (Way & WayRates)[];
}

/**
 * Stops a process at the edges of regions.
 * @throws InputError as `discretize`, and for regions that the grid cannot show.
 */
export function stoppedProcess(problem: Problem, regions: readonly Region[]): StoppedProcess {
  const { grid } = problem;
  const straight = axisWays(grid, regions);
  const own = discretize(problem.diffusion.cross ? problem : withOpenEnds(problem, coveredEnds(straight)));
  const ways = [...straight, ...(own.oblique ? obliqueWays(grid, regions, own.oblique) : [])];
  regions.forEach((region, r) =>
    refuseEmpty(
      region,
      ways.some((way) => way.region === r),
    ),
  );
  const rates = wayRates(problem, own, ways);
  const moves = movingCells(grid, regions);
  const known = ways.map((way, k) => ({ ...way, ...rates[k] }));
  closeEnds(problem, own);
  stopInside(own, moves);
  for (const way of known) setRate(own, way, moves);
  // these rates stand: what would make them anew does not know the regions
  return { discretization: { ...own, rebuild: () => {} }, moves, ways: known };
}

/** The problem with an absorbing end wherever a region covers a wall. */
function withOpenEnds(problem: Problem, ends: ReturnType<typeof coveredEnds>): Problem {
  if (ends.length === 0) return problem;
  const opened = (axis: number, upper: 0 | 1): boolean => ends.some((end) => end[0] === axis && end[1] === upper);
  const axes = problem.grid.axes.map((axis, a) => {
    const lower = opened(a, 0) ? "absorbing" : axis.boundary.lower;
    const upper = opened(a, 1) ? "absorbing" : axis.boundary.upper;
    return axisFromFaces(axis.name, axis.faces, { lower, upper });
  });
  return { ...problem, grid: makeGrid(axes) };
}

/** Nothing leaves through the ends that the problem has closed. */
function closeEnds({ grid }: Problem, { axes }: Discretization): void {
  grid.axes.forEach(({ boundary }, axis) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, axis);
    for (let line = 0; line < lines; line++) {
      const first = lineStart(line);
      if (boundary.lower === "reflecting") axes[axis].backward[first] = 0;
      if (boundary.upper === "reflecting") axes[axis].forward[first + (count - 1) * stride] = 0;
    }
  });
}

function stopInside({ axes, oblique }: Discretization, moves: Uint8Array): void {
  for (const { forward, backward } of axes)
    for (let c = 0; c < moves.length; c++) if (!moves[c]) forward[c] = backward[c] = 0;
  if (!oblique) return;
  const { lower, upper, forward, backward, cut } = oblique;
  for (let k = 0; k < lower.length; k++) {
    if (!moves[lower[k]]) forward[k] = 0;
    if (!moves[upper[k]]) backward[k] = 0;
  }
  for (let k = 0; k < cut.cell.length; k++) if (!moves[cut.cell[k]]) cut.rate[k] = 0;
}

/** The rate of a way in place of that of its face; none where the cell beyond is outside too, and is not reached by it. */
function setRate({ axes, oblique }: Discretization, way: Way & WayRates, moves: Uint8Array): void {
  const { cell, axis, face, step, beyond } = way;
  const rate = beyond >= 0 && moves[beyond] ? 0 : way.rate;
  if (axis !== null) (step[axis] > 0 ? axes[axis].forward : axes[axis].backward)[cell] = rate;
  else if (beyond < 0) oblique!.cut.rate[face] = rate;
  else (oblique!.lower[face] === cell ? oblique!.forward : oblique!.backward)[face] = rate;
}
