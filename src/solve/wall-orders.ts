import { singularWalls, type SingularWall } from "../generator/singular-walls.js";
import { linesAlong } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import type { Mode } from "./relaxation.js";
import { collects } from "./wall-warnings.js";

/** Errors of the schemes where drift and D are smooth: a h² + b h⁴. */
const SMOOTH = [2, 4] as const;
/** Exponents are read to about this. */
const FLAT = 1e-3;
/** A mode with less of its mass than this in the cells at a wall does not feel it. */
const FELT = 1e-10;

/**
 * The powers of the cell width h that errors of an eigenvalue go with, the lowest first; `null` where walls have no part in them.
 *
 * At a wall with ρ ~ sᵃ the mass of its cell and the rate out of it are off by a part of themselves, which shifts λ by order q = 1 + a,
 * and, as each shift changes the mode, by 2q, 3q, … too. Beside them stand h² and h⁴ of the inside. Where D vanishes and a = 0,
 * nothing of order 1 is left but h² ln h, which goes as h² is taken away twice.
 */
export function wallOrders(problem: Problem): (mode: Mode) => readonly number[] | null {
  const walls = singularWalls(problem, 0).filter((wall) => wall.reached && !collects(wall));
  return ({ right }) => {
    const orders = walls
      .filter((wall) => feels(wall, problem, right.re) || (right.im !== null && feels(wall, problem, right.im)))
      .map(({ exponent }) => (Math.abs(exponent) <= FLAT ? 2 : 1 + exponent))
      .filter((order) => order < SMOOTH[1]);
    if (orders.length === 0) return null;
    const lowest = Math.min(...orders);
    const all = [...orders, 2 * lowest, 3 * lowest, ...SMOOTH].sort((one, other) => one - other);
    // walls that are alike count once; but for the h² ln h of D = 0 and a = 0
    const distinct = all.filter((order, k) => k === 0 || order - all[k - 1] > FLAT);
    return lowest === 2 ? [2, ...distinct] : distinct;
  };
}

function feels({ axis, end }: SingularWall, { grid }: Problem, masses: Float64Array): boolean {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const first = end === "lower" ? 0 : (count - 1) * stride;
  let there = 0;
  for (let line = 0; line < lines; line++) there += Math.abs(masses[lineStart(line) + first]);
  return there > FELT * masses.reduce((sum, mass) => sum + Math.abs(mass), 0);
}
