/** The residual is as small as rounding lets it be. */
const ACCURACY = 1e-15;

/**
 * Solves A·x = b for a symmetric positive definite operator by conjugate gradients with a diagonal preconditioner
 * (Hestenes and Stiefel 1952). Stops at a residual of 1e-15 of the start's, or when it falls no further.
 * @param apply out ← A·f
 * @param diagonal of A
 * @param guess where to start from
 */
export function conjugateGradients(
  apply: (field: Float64Array, out: Float64Array) => void,
  diagonal: Float64Array,
  b: Float64Array,
  guess: Float64Array,
): Float64Array {
  const n = b.length;
  const x = guess.slice();
  const residual = new Float64Array(n);
  const direction = new Float64Array(n);
  const image = new Float64Array(n);
  apply(x, image);
  let size = 0;
  for (let c = 0; c < n; c++) {
    residual[c] = b[c] - image[c];
    direction[c] = residual[c] / diagonal[c];
    size += residual[c] * direction[c];
  }
  const enough = ACCURACY ** 2 * b.reduce((sum, value, c) => sum + (value * value) / diagonal[c], 0);
  for (let step = 0; step < 2 * n + 100 && size > enough; step++) {
    apply(direction, image);
    let steepness = 0;
    for (let c = 0; c < n; c++) steepness += direction[c] * image[c];
    const length = size / steepness;
    let next = 0;
    for (let c = 0; c < n; c++) {
      x[c] += length * direction[c];
      residual[c] -= length * image[c];
      next += (residual[c] * residual[c]) / diagonal[c];
    }
    const keep = next / size;
    size = next;
    for (let c = 0; c < n; c++) direction[c] = residual[c] / diagonal[c] + keep * direction[c];
  }
  return x;
}
