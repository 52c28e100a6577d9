/** No estimate is believed before so many steps. */
const FEWEST = 5;
/** A new direction that is this much shorter than the image it was taken from closes the space. */
const CLOSED = 1e-7;
/** Squarings of the small matrix: its power 2²⁴ leaves nothing of what is not its radius. */
const SQUARINGS = 24;

/**
 * The largest |eigenvalue| of a linear operator, from below, by Arnoldi's method with orthogonalisation done twice (Arnoldi
 * 1951); of the small matrix by ‖H^m‖^(1/m) with m doubled again and again (Gelfand 1941).
 * @param apply the image of a vector, as a new array; may be as inexact as a difference quotient
 * @param start any vector with a part along the eigenvector
 * @param options.settled stop when an estimate differs from the last two by no more than this, relatively
 * @param options.most largest dimension of the Krylov space
 */
export function spectralRadius(
  apply: (vector: Float64Array) => Float64Array,
  start: Float64Array,
  { settled, most }: { readonly settled: number; readonly most: number },
): number {
  const basis: Float64Array[] = [];
  const columns: number[][] = [];
  const found: number[] = [];
  let next: Float64Array = start;
  let norm = size(next);
  let longest = norm;
  for (let k = 0; k < Math.min(most, start.length) && norm > CLOSED * longest; k++) {
    const scale = 1 / norm;
    if (k > 0) columns[k - 1].push(norm);
    basis.push(next.map((value) => scale * value));
    next = apply(basis[k]);
    longest = size(next);
    columns.push(orthogonalise(next, basis));
    norm = size(next);
    found.push(radiusOfSmall(columns));
    const [now, last, before] = [found[k], found[k - 1], found[k - 2]];
    if (k + 1 >= FEWEST && Math.abs(now - last) <= settled * now && Math.abs(now - before) <= settled * now) break;
  }
  return found[found.length - 1] ?? 0;
}

/** Takes the parts along the basis out of a vector; gives those parts. */
function orthogonalise(vector: Float64Array, basis: readonly Float64Array[]): number[] {
  const parts = basis.map(() => 0);
  for (let pass = 0; pass < 2; pass++)
    basis.forEach((known, k) => {
      const part = dot(vector, known);
      parts[k] += part;
      for (let c = 0; c < vector.length; c++) vector[c] -= part * known[c];
    });
  return parts;
}

/** The largest |eigenvalue| of a square matrix whose columns may end early, in zeros. */
function radiusOfSmall(columns: readonly (readonly number[])[]): number {
  const n = columns.length;
  let power: Float64Array = Float64Array.from({ length: n * n }, (_, at) => columns[at % n][Math.floor(at / n)] ?? 0);
  let logarithm = 0;
  for (let k = 0; k < SQUARINGS; k++) {
    const largest = size(power);
    if (!(largest > 0)) return 0;
    logarithm += Math.log(largest) / 2 ** k;
    power = squared(
      power.map((value) => value / largest),
      n,
    );
  }
  return Math.exp(logarithm);
}

function squared(matrix: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const left = matrix[i * n + k];
      if (left !== 0) for (let j = 0; j < n; j++) out[i * n + j] += left * matrix[k * n + j];
    }
  return out;
}

const size = (vector: Float64Array): number => Math.sqrt(dot(vector, vector));

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < one.length; c++) sum += one[c] * other[c];
  return sum;
}
