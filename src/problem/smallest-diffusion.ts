import { matrixEntries, type MatrixField } from "./matrix-field.js";

/** Rates from a D below this would leave the range of numbers. */
export const SMALLEST_DIFFUSION = 1e-200;

/**
 * The smallest eigenvalue of S at each point: the smaller entry of a diagonal one, else (m² − r²)/(m + r) from the mean m
 * and half the distance r of the two, which does not cancel for ill-conditioned S. Within rounding of 0 it is 0.
 */
export function smallestEigenvalues(matrix: MatrixField, points: readonly Float64Array[], time: number): Float64Array {
  const lowest = new Float64Array(points[0].length);
  if (matrix.diagonal.length === 1) {
    matrix.diagonal[0].valuesInto(points, time, lowest);
    return lowest;
  }
  const { xx, xy, yy } = matrixEntries(matrix, points, time);
  for (let k = 0; k < lowest.length; k++) lowest[k] = smallerEigenvalue(xx[k], xy[k], yy[k]);
  return lowest;
}

function smallerEigenvalue(a: number, b: number, c: number): number {
  if (b === 0) return Math.min(a, c);
  const mean = 0.5 * (a + c);
  const half = 0.5 * (a - c);
  const radius = Math.sqrt(half * half + b * b);
  if (!(mean > 0)) return mean - radius;
  const determinant = a * c - b * b;
  const rounding = 4 * Number.EPSILON * (Math.abs(a * c) + b * b);
  return Math.abs(determinant) <= rounding ? 0 : determinant / (mean + radius);
}
