import type { MatrixField } from "./matrix-field.js";

/** Rates from a D below this would leave the range of numbers. */
export const SMALLEST_DIFFUSION = 1e-200;

/**
 * The smallest eigenvalue of S at each point: the smaller entry of a diagonal one, else (m² − r²)/(m + r) from the mean m
 * and half the distance r of the two, which does not cancel for ill-conditioned S. Within rounding of 0 it is 0.
 */
export function smallestEigenvalues(
  { diagonal, cross }: MatrixField,
  points: readonly Float64Array[],
  time: number,
): Float64Array {
  const n = points[0].length;
  const [xx, yy] = diagonal.map((field) => {
    const values = new Float64Array(n);
    field.valuesInto(points, time, values);
    return values;
  });
  if (!yy) return xx;
  if (!cross) return xx.map((value, k) => Math.min(value, yy[k]));
  const xy = new Float64Array(n);
  cross.valuesInto(points, time, xy);
  return xx.map((a, k) => {
    const [b, c] = [xy[k], yy[k]];
    const mean = 0.5 * (a + c);
    const radius = Math.hypot(0.5 * (a - c), b);
    if (!(mean > 0)) return mean - radius;
    const determinant = a * c - b * b;
    const rounding = 4 * Number.EPSILON * (Math.abs(a * c) + b * b);
    return Math.abs(determinant) <= rounding ? 0 : determinant / (mean + radius);
  });
}
