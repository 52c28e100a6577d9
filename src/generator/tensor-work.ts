import type { Grid } from "../grid/grid.js";
import type { Workspace } from "../kernels/workspace.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";
import { valueAt } from "../problem/field.js";
import { matrixEntries } from "../problem/matrix-field.js";
import { noiseInducedDrift } from "../problem/noise-induced-drift.js";
import type { Problem } from "../problem/problem.js";
import type { LatticeFaces } from "./lattice-faces.js";
import { driftNotFinite } from "./validate.js";

/** Writes Pe of all faces for a d. */
export type FaceWork = (d: number, peclet: Float64Array) => void;

/** When the work is asked for: at one d alone, or for many. */
export interface WorkTimes {
  readonly time: number;
  /** The only d, or null. */
  readonly fixed: number | null;
  /** All of it has to be done again at the next time. */
  readonly moving: boolean;
}

/** Nodes along a face: exact to rounding for smooth fields, or order 6 where time counts. */
const NODES = { fixed: 5, moving: 3 } as const;

/** At one node of every face: μ·e and adj(S)μ·e, with e the step of the face, and tr S and det S (one number each where S is the same everywhere). */
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
  const varying = [...diagonal, cross].some((field) => field?.varies.inSpace);
  const { nodes, weights } = gaussLegendre(
    times.moving || (varying && times.fixed === null) ? NODES.moving : NODES.fixed,
  );
  const count = faces.lower.length;
  const nodeAt = (s: number): NodeWork => nodeWork(problem, faces, s, times.time, varying);
  if (!varying) {
    // the sums over the nodes are all that is needed
    const [straight, turned] = [new Float64Array(count), new Float64Array(count)];
    let [trace, determinant] = [0, 0];
    for (const [g, s] of nodes.entries()) {
      const node = nodeAt(s);
      addScaled(node.straight, weights[g], straight);
      addScaled(node.turned, weights[g], turned);
      [trace, determinant] = [node.trace[0], node.determinant[0]];
    }
    return (d, peclet) => {
      const per = 1 / (d * d + d * trace + determinant);
      for (let k = 0; k < count; k++) peclet[k] = per * (d * straight[k] + turned[k]);
    };
  }
  if (times.fixed !== null) {
    const known = new Float64Array(count);
    for (const [g, s] of nodes.entries()) addWork(nodeAt(s), times.fixed, weights[g], known);
    return (_d, peclet) => peclet.set(known);
  }
  const kept = nodes.map((s) => {
    const { straight, turned, trace, determinant } = nodeAt(s);
    return [straight, turned, trace, determinant].map((values) => {
      const array = workspace.allocate(count);
      array.set(values);
      return array.byteOffset;
    });
  });
  return (d, peclet) => {
    peclet.fill(0);
    for (const [g, [straight, turned, trace, determinant]] of kept.entries())
      workspace.kernels.addWork(straight, turned, trace, determinant, d, weights[g], peclet.byteOffset, count);
  };
}

function addScaled(values: Float64Array, factor: number, sum: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] += factor * values[k];
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

function nodeWork(problem: Problem, faces: LatticeFaces, s: number, time: number, varying: boolean): NodeWork {
  const { grid, diffusion } = problem;
  const points = pointsAlong(grid, faces, s);
  const where = varying ? points : points.map((coordinate) => coordinate.subarray(0, 1));
  const { xx, xy, yy } = matrixEntries(diffusion, where, time);
  const [straight, turned] = fickDriftAt(problem, points, time);
  const [hx, hy] = grid.axes.map(({ widths }) => widths[0]);
  for (let n = 0; n < faces.directions.length; n++) {
    const [a, b] = faces.directions[n];
    project(straight, turned, xx, xy, yy, a * hx, b * hy, faces.first[n], faces.first[n + 1]);
  }
  const trace = xx.map((value, k) => value + yy[k]);
  const determinant = xx.map((value, k) => value * yy[k] - xy[k] * xy[k]);
  for (let k = 0; k < straight.length; k++) {
    const m = varying ? k : 0;
    if (Number.isFinite(straight[k] + turned[k] + trace[m] + determinant[m])) continue;
    const place = grid.axes.map(({ name }, axis) => `${name} = ${Number(points[axis][k].toPrecision(6))}`);
    throw driftNotFinite(`D⁻¹μ is not finite at ${place.join(", ")}`);
  }
  return { straight, turned, trace, determinant };
}

/** (μ_x, μ_y) becomes (μ·e, adj(S)μ·e) at the faces of one direction; S is one number, or one a face. */
function project(
  first: Float64Array,
  second: Float64Array,
  xx: Float64Array,
  xy: Float64Array,
  yy: Float64Array,
  ex: number,
  ey: number,
  from: number,
  to: number,
): void {
  const each = Number(xx.length > 1);
  for (let k = from; k < to; k++) {
    const mx = first[k];
    const my = second[k];
    const m = each * k;
    first[k] = mx * ex + my * ey;
    second[k] = (yy[m] * mx - xy[m] * my) * ex + (xx[m] * my - xy[m] * mx) * ey;
  }
}

/** μ in Fick form at some points: −η∇L + force, less what the convention of the noise adds. */
export function fickDriftAt(
  problem: Problem,
  points: readonly Float64Array[],
  time: number,
): [Float64Array, Float64Array] {
  const { loss, learningRate, force } = problem.drift;
  const eta = valueAt(learningRate, time);
  const induced = problem.convention === "fick" ? null : noiseInducedDrift(problem, points, time);
  const part = new Float64Array(points[0].length);
  const along = (axis: 0 | 1): Float64Array => {
    const out = new Float64Array(part.length);
    const push = force[axis];
    if (push) push.valuesInto(points, time, out);
    if (loss) {
      loss.derivative(axis).valuesInto(points, time, part);
      addScaled(part, -eta, out);
    }
    if (induced) addScaled(induced[axis], -1, out);
    return out;
  };
  return [along(0), along(1)];
}

/** The points at the fraction s of every face, through a wrap at the place where it continues; where there is no face, its cell. */
function pointsAlong(grid: Grid, { directions, first, lower, upper }: LatticeFaces, s: number): Float64Array[] {
  const ny = grid.shape[1];
  return grid.axes.map(({ centers, widths, faces, boundary }, axis) => {
    const out = new Float64Array(lower.length);
    const bottom = faces[0];
    const top = faces[faces.length - 1];
    const around = boundary.upper === "periodic" ? top - bottom : 0;
    for (let n = 0; n < directions.length; n++) {
      const rise = s * directions[n][axis] * widths[0];
      for (let k = first[n]; k < first[n + 1]; k++) {
        const c = lower[k];
        const i = axis === 0 ? (c / ny) | 0 : c % ny;
        const z = centers[i] + (upper[k] < 0 ? 0 : rise);
        out[k] = around === 0 ? z : z > top ? z - around : z < bottom ? z + around : z;
      }
    }
    return out;
  });
}
