import type { Problem } from "../problem/problem.js";

/** A loss and its derivatives at some points, one entry a point. */
export interface LossValues {
  readonly loss: Float64Array;
  /** One array an axis. */
  readonly gradient: readonly Float64Array[];
  /** ∂²L along each axis, and their sum. */
  readonly curvature: readonly Float64Array[];
  readonly laplacian: Float64Array;
  /** Spectral norm of the Hessian. */
  readonly hessianNorm: Float64Array;
}

/** L, ∇L, ΔL and ‖∇∇L‖ at some points, at time 0; the problem has to have a loss. */
export function lossValues({ drift, grid }: Problem, points: readonly Float64Array[]): LossValues {
  const field = drift.loss!;
  const n = points[0].length;
  const valuesOf = (of: typeof field): Float64Array => {
    const values = new Float64Array(n);
    of.valuesInto(points, 0, values);
    return values;
  };
  const slopes = grid.axes.map((_, axis) => field.derivative(axis));
  const curvatures = slopes.map((slope, axis) => valuesOf(slope.derivative(axis)));
  const mixed = slopes.length === 2 ? valuesOf(slopes[0].derivative(1)) : null;
  const [xx, yy] = curvatures;
  return {
    loss: valuesOf(field),
    gradient: slopes.map(valuesOf),
    curvature: curvatures,
    laplacian: yy ? xx.map((value, k) => value + yy[k]) : xx,
    hessianNorm: yy
      ? xx.map((a, k) => Math.abs(0.5 * (a + yy[k])) + Math.hypot(0.5 * (a - yy[k]), mixed![k]))
      : xx.map(Math.abs),
  };
}
