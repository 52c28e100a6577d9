/** A vector space with an inner product, and a linear operator that is symmetric in it. */
export interface SymmetricOperator {
  readonly size: number;
  inner(one: Float64Array, other: Float64Array): number;
  /** The image of a vector, as a new array. */
  apply(vector: Float64Array): Float64Array;
}

/** Largest dimension of the Krylov space, and the change of the eigenvalue that ends the search. */
const STEPS = 60;
const SETTLED = 1e-10;

/**
 * The largest eigenvalue (not the largest in size) of a symmetric operator by Lanczos's method with full
 * orthogonalisation (Lanczos 1950): exact to rounding once the Krylov space closes, otherwise from below.
 * @param start any vector with a part along the eigenvector
 */
export function largestEigenvalue({ size, inner, apply }: SymmetricOperator, start: Float64Array): number {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let found = -Infinity;
  let next: Float64Array = start.slice();
  let scale = 0;
  for (let k = 0; k < Math.min(STEPS, size); k++) {
    const norm = Math.sqrt(inner(next, next));
    if (!(norm > 1e-12 * scale)) break;
    const vector = next.map((value) => value / norm);
    if (k > 0) beside.push(norm);
    basis.push(vector);
    next = apply(vector);
    scale = Math.max(scale, Math.sqrt(inner(next, next)));
    diagonal.push(inner(next, vector));
    // twice, or rounding lets the vectors found first come back
    for (let pass = 0; pass < 2; pass++)
      for (const known of basis) {
        const share = inner(next, known);
        for (let c = 0; c < size; c++) next[c] -= share * known[c];
      }
    const value = largestOfTridiagonal(diagonal, beside);
    const settled = k > 8 && Math.abs(value - found) <= SETTLED * Math.max(1, Math.abs(value));
    found = value;
    if (settled) break;
  }
  return found;
}

/** The largest eigenvalue of a symmetric tridiagonal matrix, by bisection on the number of those above. */
function largestOfTridiagonal(diagonal: readonly number[], beside: readonly number[]): number {
  const radius = diagonal.map((_, k) => Math.abs(beside[k - 1] ?? 0) + Math.abs(beside[k] ?? 0));
  let low = Math.min(...diagonal.map((value, k) => value - radius[k]));
  let high = Math.max(...diagonal.map((value, k) => value + radius[k]));
  for (;;) {
    const middle = low + 0.5 * (high - low);
    if (!(middle > low && middle < high)) return high;
    if (anyAbove(middle)) low = middle;
    else high = middle;
  }

  /** Whether T − λ has a positive pivot. */
  function anyAbove(lambda: number): boolean {
    let pivot = 1;
    for (let k = 0; k < diagonal.length; k++) {
      const coupling = k > 0 ? beside[k - 1] ** 2 : 0;
      pivot = diagonal[k] - lambda - (k > 0 ? coupling / (pivot === 0 ? Number.MIN_VALUE : pivot) : 0);
      if (pivot > 0) return true;
    }
    return false;
  }
}
