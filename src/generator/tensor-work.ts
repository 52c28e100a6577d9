import type { Workspace } from "../kernels/workspace.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";
import { matrixEntries } from "../problem/matrix-field.js";
import type { Problem } from "../problem/problem.js";
import type { Grid } from "../grid/grid.js";
import { middleOf, type AffineComponent, type AffineForce } from "./affine-force.js";
import { driftMean, refuseBadWork } from "./drift-mean.js";
import { faceBlocks, type FaceBlock } from "./face-blocks.js";
import { fickDriftAt } from "./fick-drift.js";
import type { LatticeFaces } from "./lattice-faces.js";

/** Writes Pe of all faces for a d. */
export type FaceWork = (d: number, peclet: Float64Array) => void;

/** When the work is asked for: at one d alone, or for many. */
export interface WorkTimes {
  readonly time: number;
  /** The only d, or null. */
  readonly fixed: number | null;
  /** All of it has to be done again at the next time. */
  readonly moving: boolean;
  /** Along a face. */
  readonly nodes: number;
  /** The drift at that time, when it is affine. */
  readonly affine: AffineForce | null;
}

/** At one node of some faces: μ·e and adj(S)μ·e, with e the step of the face, and tr S and det S. */
interface NodeWork {
  readonly straight: Float64Array;
  readonly turned: Float64Array;
  readonly trace: Float64Array;
  readonly determinant: Float64Array;
}

/**
 * Pe = ∫ D⁻¹μ·dl along every face by Gauss quadrature, as a function of d that costs no evaluation of the problem:
 *
 *   D⁻¹μ·e = (d μ·e + adj(S)μ·e) / (d² + d tr S + det S),   D = dI + S
 */
export function faceWork(problem: Problem, faces: LatticeFaces, times: WorkTimes, workspace: Workspace): FaceWork {
  const { diagonal, cross } = problem.diffusion;
  const { time, fixed, affine } = times;
  if (![...diagonal, cross].some((field) => field?.varies.inSpace))
    return constantWork(problem, faces, time, times.nodes, affine);
  const { nodes, weights } = gaussLegendre(times.nodes);
  const count = faces.lower.length;
  if (fixed !== null) {
    const known = new Float64Array(count);
    faceBlocks(problem.grid, faces, (block) => {
      const sum = known.subarray(block.from, block.from + block.n);
      for (const [g, s] of nodes.entries()) addWork(nodeWork(problem, block, s, time), fixed, weights[g], sum);
    });
    return (_d, peclet) => peclet.set(known);
  }
  const kept = nodes.map(() => [0, 1, 2, 3].map(() => workspace.allocate(count)));
  faceBlocks(problem.grid, faces, (block) => {
    for (const [g, s] of nodes.entries()) {
      const { straight, turned, trace, determinant } = nodeWork(problem, block, s, time);
      [straight, turned, trace, determinant].forEach((values, part) => kept[g][part].set(values, block.from));
    }
  });
  return (d, peclet) => {
    peclet.fill(0);
    for (const [g, arrays] of kept.entries()) {
      const [straight, turned, trace, determinant] = arrays.map((array) => array.byteOffset);
      workspace.kernels.addWork(straight, turned, trace, determinant, d, weights[g], peclet.byteOffset, count);
    }
  };
}

/** The work where S is the same everywhere: only the mean of μ along each face is needed, if it is affine that of both ends. */
function constantWork(
  problem: Problem,
  faces: LatticeFaces,
  time: number,
  most: number,
  affine: AffineForce | null,
): FaceWork {
  const { grid, diffusion } = problem;
  const point = grid.axes.map(() => new Float64Array(1));
  const entries = matrixEntries(diffusion, point, time);
  const [xx, xy, yy] = [entries.xx[0], entries.xy[0], entries.yy[0]];
  const [trace, determinant] = [xx + yy, xx * yy - xy * xy];
  // cut edges have no cell at their end: both ends are the same list
  if (affine && faces.upper !== faces.lower)
    return (d, peclet) => {
      const per = 1 / (d * d + d * trace + determinant);
      for (const [k, [a, b]] of faces.directions.entries()) {
        const [ex, ey] = [a * grid.axes[0].widths[0], b * grid.axes[1].widths[0]];
        const [u, v] = [per * ((d + yy) * ex - xy * ey), per * ((d + xx) * ey - xy * ex)];
        affineWorkInto(peclet, grid, along(affine, u, v), [ex, ey], faces, faces.first[k], faces.first[k + 1]);
      }
    };
  const count = faces.lower.length;
  const [straight, turned] = [new Float64Array(count), new Float64Array(count)];
  const meanOf = driftMean(problem, time, most);
  faceBlocks(grid, faces, (block) => {
    const { from, n, step } = block;
    const [mx, my] = meanOf(block);
    const [ex, ey] = step;
    const [tx, ty] = [yy * ex - xy * ey, xx * ey - xy * ex];
    let fault = 0;
    for (let k = 0; k < n; k++) {
      straight[from + k] = ex * mx[k] + ey * my[k];
      turned[from + k] = tx * mx[k] + ty * my[k];
      fault += 0 * (straight[from + k] + turned[from + k] + trace + determinant);
    }
    if (Number.isNaN(fault))
      refuseBadWork(grid, block, 0.5, (k) => straight[from + k] + turned[from + k] + trace + determinant);
  });
  return (d, peclet) => {
    const per = 1 / (d * d + d * trace + determinant);
    for (let k = 0; k < count; k++) peclet[k] = per * (d * straight[k] + turned[k]);
  };
}

/** What an affine vector field is along a vector. */
const along = ([x, y]: AffineForce, u: number, v: number): AffineComponent => ({
  value: u * x.value + v * y.value,
  slopes: [u * x.slopes[0] + v * y.slopes[0], u * x.slopes[1] + v * y.slopes[1]],
});

/** An affine function in the middle of each face of a step; at the centre of the cell where there is no face. */
function affineWorkInto(
  out: Float64Array,
  grid: Grid,
  { value, slopes: [alongX, alongY] }: AffineComponent,
  [ex, ey]: readonly [number, number],
  { lower, upper }: LatticeFaces,
  from: number,
  to: number,
): void {
  const [x, y] = grid.axes.map(({ centers }) => centers);
  const [middleX, middleY] = middleOf(grid);
  const atCenter = y.map((place) => alongY * (place - middleY));
  const halfway = 0.5 * (alongX * ex + alongY * ey);
  const atFace = atCenter.map((rise) => rise + halfway);
  for (let row = 0, k = from; row < x.length; row++) {
    const inRow = value + alongX * (x[row] - middleX);
    const first = row * y.length;
    const next = first + y.length;
    for (; k < to && lower[k] < next; k++) {
      const column = lower[k] - first;
      out[k] = inRow + (upper[k] < 0 ? atCenter[column] : atFace[column]);
    }
  }
}

function addWork(
  { straight, turned, trace, determinant }: NodeWork,
  d: number,
  share: number,
  sum: Float64Array,
): void {
  for (let k = 0; k < sum.length; k++)
    sum[k] += (share * (d * straight[k] + turned[k])) / (d * d + d * trace[k] + determinant[k]);
}

/** The work at a node of some faces where S varies. */
function nodeWork(problem: Problem, block: FaceBlock, s: number, time: number): NodeWork {
  const { n, step } = block;
  const points = block.at(s);
  const [ex, ey] = step;
  const { xx, xy, yy } = matrixEntries(problem.diffusion, points, time);
  // (μ_x, μ_y) becomes (μ·e, adj(S)μ·e), and S its trace and determinant
  const [straight, turned] = fickDriftAt(problem, points, time);
  let fault = 0;
  for (let k = 0; k < n; k++) {
    const [mx, my, a, b, c] = [straight[k], turned[k], xx[k], xy[k], yy[k]];
    straight[k] = mx * ex + my * ey;
    turned[k] = (c * mx - b * my) * ex + (a * my - b * mx) * ey;
    xx[k] = a + c;
    yy[k] = a * c - b * b;
    fault += 0 * (straight[k] + turned[k] + xx[k] + yy[k]);
  }
  if (Number.isNaN(fault)) refuseBadWork(problem.grid, block, s, (k) => straight[k] + turned[k] + xx[k] + yy[k]);
  return { straight, turned, trace: xx, determinant: yy };
}
