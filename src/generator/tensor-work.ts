import type { Workspace } from "../kernels/workspace.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";
import { matrixEntries } from "../problem/matrix-field.js";
import type { Problem } from "../problem/problem.js";
import type { AffineForce } from "./affine-force.js";
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

/** The work where S is the same everywhere: only the mean of μ along each face is needed. */
function constantWork(
  problem: Problem,
  faces: LatticeFaces,
  time: number,
  most: number,
  affine: AffineForce | null,
): FaceWork {
  const { grid, diffusion } = problem;
  const count = faces.lower.length;
  const [straight, turned] = [new Float64Array(count), new Float64Array(count)];
  const point = grid.axes.map(() => new Float64Array(1));
  const entries = matrixEntries(diffusion, point, time);
  const [xx, xy, yy] = [entries.xx[0], entries.xy[0], entries.yy[0]];
  const [trace, determinant] = [xx + yy, xx * yy - xy * xy];
  const meanOf = driftMean(problem, faces, time, most, affine);
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
