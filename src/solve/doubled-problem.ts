import { axisFromFaces } from "../grid/axis.js";
import { makeGrid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { happened } from "./halved-problem.js";
import type { Solution } from "./solution.js";

/** The problem of a solution with every cell cut in two, with its resets at the times at which they happened. */
export function doubledProblem({ problem, resets }: Pick<Solution, "problem" | "resets">): Problem {
  const axes = problem.grid.axes.map(({ name, faces, boundary }) => axisFromFaces(name, doubled(faces), boundary));
  return { ...problem, grid: makeGrid(axes), resets: happened(problem, resets) };
}

/** Points of the polynomial that tells where a face belongs between two. */
const POINTS = 6;
/** A cell is cut within this part of it about the middle, or else in the middle. */
const INNER = 0.5;

/**
 * Faces with one between each two, where the polynomial through the six nearest, as a function of their number, has it: widths
 * that vary smoothly go on doing so, to order 6.
 */
function doubled(faces: Float64Array): Float64Array {
  const cells = faces.length - 1;
  const out = new Float64Array(2 * cells + 1);
  for (let i = 0; i <= cells; i++) out[2 * i] = faces[i];
  for (let i = 0; i < cells; i++) {
    const [middle, width] = [0.5 * (faces[i] + faces[i + 1]), faces[i + 1] - faces[i]];
    const smooth = between(faces, i);
    out[2 * i + 1] = Math.abs(smooth - middle) <= 0.5 * INNER * width ? smooth : middle;
  }
  return out;
}

/** Lagrange's polynomial through the faces nearest to i + 1/2, there. */
function between(faces: Float64Array, i: number): number {
  const count = Math.min(POINTS, faces.length);
  const first = Math.min(Math.max(i + 1 - Math.floor(count / 2), 0), faces.length - count);
  let value = 0;
  for (let k = 0; k < count; k++) {
    let weight = 1;
    for (let m = 0; m < count; m++) if (m !== k) weight *= (i + 0.5 - first - m) / (k - m);
    value += weight * faces[first + k];
  }
  return value;
}
