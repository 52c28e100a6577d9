import type { Grid } from "../grid/grid.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";
import { valueAt, type Field } from "../problem/field.js";
import { noiseInducedDrift } from "../problem/noise-induced-drift.js";
import type { Problem } from "../problem/problem.js";
import type { LatticeFaces } from "./lattice-faces.js";
import { driftNotFinite } from "./validate.js";

/** What ∫ D⁻¹μ·dl over a face is made of at one Gauss node, for D = dI + S: one entry a face each. */
interface NodeWork {
  readonly share: number;
  /** μ·e and adj(S)μ·e, with e the step of the face. */
  readonly straight: Float64Array;
  readonly turned: Float64Array;
  readonly trace: Float64Array;
  readonly determinant: Float64Array;
}

/** Nodes along a face: exact to rounding for smooth fields, or order 6 where it has to be done at every step. */
const NODES = { fixed: 5, moving: 3 } as const;

/**
 * Pe = ∫ D⁻¹μ·dl along every face by Gauss quadrature, as a function of d that costs no evaluation of the problem:
 *
 *   D⁻¹μ·e = (d μ·e + adj(S)μ·e) / (d² + d tr S + det S),   D = dI + S
 *
 * @param time when loss, force and S are read
 */
export function faceWork(
  problem: Problem,
  faces: LatticeFaces,
  time: number,
  moving: boolean,
): (d: number, peclet: Float64Array) => void {
  const { nodes, weights } = gaussLegendre(moving ? NODES.moving : NODES.fixed);
  const parts = nodes.map((s, g) => nodeWork(problem, faces, s, weights[g], time));
  return (d, peclet) => {
    peclet.fill(0);
    for (const { share, straight, turned, trace, determinant } of parts)
      for (let k = 0; k < peclet.length; k++)
        peclet[k] += (share * (d * straight[k] + turned[k])) / (d * d + d * trace[k] + determinant[k]);
  };
}

function nodeWork(problem: Problem, faces: LatticeFaces, s: number, share: number, time: number): NodeWork {
  const { grid, diffusion } = problem;
  const points = pointsAlong(grid, faces, s);
  const [pullX, pullY] = fickDriftAt(problem, points, time);
  const sample = (field: Field): Float64Array => {
    const out = new Float64Array(points[0].length);
    field.valuesInto(points, time, out);
    return out;
  };
  const [xx, yy, xy] = [sample(diffusion.diagonal[0]), sample(diffusion.diagonal[1]), sample(diffusion.cross!)];
  const straight = pullX;
  const turned = pullY;
  faces.directions.forEach(([a, b], n) => {
    const [ex, ey] = [a * grid.axes[0].widths[0], b * grid.axes[1].widths[0]];
    for (let k = faces.first[n]; k < faces.first[n + 1]; k++) {
      const [mx, my] = [pullX[k], pullY[k]];
      straight[k] = mx * ex + my * ey;
      turned[k] = (yy[k] * mx - xy[k] * my) * ex + (xx[k] * my - xy[k] * mx) * ey;
    }
  });
  for (let k = 0; k < xx.length; k++) {
    const [trace, determinant] = [xx[k] + yy[k], xx[k] * yy[k] - xy[k] * xy[k]];
    xx[k] = trace;
    yy[k] = determinant;
  }
  const bad = straight.findIndex((value, k) => !Number.isFinite(value + turned[k] + xx[k] + yy[k]));
  if (bad >= 0)
    throw driftNotFinite(
      `D⁻¹μ is not finite at ${grid.axes.map(({ name }, a) => `${name} = ${Number(points[a][bad].toPrecision(6))}`).join(", ")}`,
    );
  return { share, straight, turned, trace: xx, determinant: yy };
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
    if (loss) {
      loss.derivative(axis).valuesInto(points, time, part);
      for (let k = 0; k < out.length; k++) out[k] = -eta * part[k];
    }
    const push = force[axis];
    if (push) {
      push.valuesInto(points, time, part);
      for (let k = 0; k < out.length; k++) out[k] += part[k];
    }
    if (induced) for (let k = 0; k < out.length; k++) out[k] -= induced[axis][k];
    return out;
  };
  return [along(0), along(1)];
}

/** The points at the fraction s of every face; through a wrap at the place where it continues. */
function pointsAlong(grid: Grid, { directions, first, lower }: LatticeFaces, s: number): Float64Array[] {
  return grid.axes.map(({ centers, widths, faces, boundary }, axis) => {
    const out = new Float64Array(lower.length);
    const [bottom, top] = [faces[0], faces[faces.length - 1]];
    const wraps = boundary.upper === "periodic";
    const inner = grid.shape[1];
    directions.forEach((step, n) => {
      const rise = s * step[axis] * widths[0];
      for (let k = first[n]; k < first[n + 1]; k++) {
        const i = axis === 0 ? Math.floor(lower[k] / inner) : lower[k] % inner;
        const z = centers[i] + rise;
        out[k] = !wraps ? z : z > top ? z - (top - bottom) : z < bottom ? z + (top - bottom) : z;
      }
    });
    return out;
  });
}
