import type { Kernels } from "../kernels/kernels.js";

/** A vector that keeps less of itself when orthogonalised lay in the span of the others. */
const SPENT = 1e-11;
/** Below this share of a square norm what is left of it has lost too many digits in a Gram matrix. */
const DOUBTFUL = 1e-10;
/** Up to this condition number of the factor one pass leaves columns orthonormal to its square in roundings. */
const GENTLE = 50;

/**
 * Makes four vectors x[cell·4 + column] orthonormal in Σ weight·f·g; one that depends on those before becomes zero.
 *
 * From their Gram matrix, twice where once is not enough (Fukaya et al. 2014), or by Gram and Schmidt where that is too near to singular.
 * @param x is written over
 * @param gone square norms of what has been taken out of the columns since they were made: what has shrunk to 1e-11 is rounding
 * @param into where the orthonormal columns go
 * @returns R [4·4], upper triangular, with x before = x after · R
 */
export function orthonormaliseFour(
  kernels: Kernels,
  x: Float64Array,
  weight: Float64Array,
  small: Float64Array,
  gone: ArrayLike<number>,
  into: Float64Array,
): Float64Array {
  const { length } = weight;
  let factor: Float64Array = UNIT;
  for (let pass = 0; ; pass++) {
    small.fill(0);
    kernels.gramFours(x.byteOffset, x.byteOffset, weight.byteOffset, small.byteOffset, length);
    // after the first pass all columns have norm 1
    const before = [0, 1, 2, 3].map((c) => (pass === 0 ? Math.sqrt(gone[c] + small[5 * c]) : 1));
    const upper = cholesky(small, before);
    if (!upper) {
      const rest = gramSchmidt(x, weight, before);
      into.set(x);
      return product(rest, factor);
    }
    const inverse = invertedUpper(upper);
    small.set(inverse);
    factor = product(upper, factor);
    const last = pass > 0 || Math.hypot(...upper) * Math.hypot(...inverse) <= GENTLE;
    kernels.mixFours((last ? into : x).byteOffset, 0, x.byteOffset, small.byteOffset, length);
    if (last) return factor;
  }
}

const UNIT = Float64Array.from({ length: 16 }, (_, e) => (e % 5 === 0 ? 1 : 0));

/** R with Rᵀ R = gram; null when a column is spent, or nearly depends on others. */
function cholesky(gram: Float64Array, norms: ArrayLike<number>): Float64Array | null {
  const upper = new Float64Array(16);
  for (let i = 0; i < 4; i++)
    for (let j = i; j < 4; j++) {
      let value = gram[i * 4 + j];
      for (let k = 0; k < i; k++) value -= upper[k * 4 + i] * upper[k * 4 + j];
      if (i < j) upper[i * 4 + j] = value / upper[i * 5];
      else if (value > DOUBTFUL * gram[i * 5] && value > (SPENT * norms[i]) ** 2) upper[i * 5] = Math.sqrt(value);
      else return null;
    }
  return upper;
}

function invertedUpper(upper: Float64Array): Float64Array {
  const inverse = new Float64Array(16);
  for (let j = 0; j < 4; j++) {
    inverse[j * 5] = 1 / upper[j * 5];
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let k = i + 1; k <= j; k++) sum += upper[i * 4 + k] * inverse[k * 4 + j];
      inverse[i * 4 + j] = -sum / upper[i * 5];
    }
  }
  return inverse;
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: 16 }, (_, e) => {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += a[(e & 12) + k] * b[k * 4 + (e & 3)];
    return sum;
  });
}

/** Column after column, twice. */
function gramSchmidt(x: Float64Array, weight: Float64Array, norms: ArrayLike<number>): Float64Array {
  const factor = new Float64Array(16);
  for (let c = 0; c < 4; c++) {
    for (let pass = 0; pass < 2; pass++)
      for (let a = 0; a < c; a++) {
        let share = 0;
        for (let i = 0, e = 0; i < weight.length; i++, e += 4) share += weight[i] * x[e + a] * x[e + c];
        factor[a * 4 + c] += share;
        for (let e = 0; e < x.length; e += 4) x[e + c] -= share * x[e + a];
      }
    let square = 0;
    for (let i = 0, e = c; i < weight.length; i++, e += 4) square += weight[i] * x[e] ** 2;
    const norm = Math.sqrt(square);
    const spent = !(norm > SPENT * norms[c]);
    factor[c * 5] = spent ? 0 : norm;
    for (let e = c; e < x.length; e += 4) x[e] = spent ? 0 : x[e] / norm;
  }
  return factor;
}
