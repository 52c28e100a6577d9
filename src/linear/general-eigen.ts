import { NumericalError } from "../errors.js";

/** Eigenvalues of a real matrix, and its right eigenvectors of norm 1: entry [k·n + i] is component i of the k-th. */
export interface ComplexEigen {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly vectorsRe: Float64Array;
  readonly vectorsIm: Float64Array;
}

/** A complex matrix, row by row. */
interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A share of the largest eigenvalue at which an imaginary part is rounding. */
const REAL = 1e-12;
/** Eigenvalues nearer to each other than this, relative to the largest, may share a space of vectors. */
const COINCIDING = 1e-8;
/** A share of the largest entry that is rounding in a triangle. */
const UNCOUPLED = 1e-13;
/** Per eigenvalue two or three are common. */
const ITERATIONS = 60;

/**
 * All eigenvalues and eigenvectors of a small real matrix [n·n]: elimination to Hessenberg form by reflections
 * (Householder 1958), QR with shifts in complex arithmetic (Francis 1961), back substitution. Backward stable, O(n³).
 * What is real to rounding comes as real, and with real vectors.
 * @throws NumericalError `not-converged`
 */
export function generalEigen(matrix: Float64Array, n: number): ComplexEigen {
  const h: Complex = { re: matrix.slice(), im: new Float64Array(n * n) };
  const q: Complex = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  for (let i = 0; i < n; i++) q.re[i * n + i] = 1;
  toHessenberg(h.re, q.re, n);
  toTriangle(h, q, n);
  return realWherePossible(fromTriangle(h, q, n), n);
}

/** h becomes Qᵀ h Q with zeros below its subdiagonal, for the q that holds Q in the end. */
function toHessenberg(h: Float64Array, q: Float64Array, n: number): void {
  const v = new Float64Array(n);
  for (let k = 0; k + 2 < n; k++) {
    let square = 0;
    for (let i = k + 1; i < n; i++) square += (v[i] = h[i * n + k]) ** 2;
    const norm = Math.sqrt(square);
    if (square - v[k + 1] ** 2 === 0) continue;
    v[k + 1] += v[k + 1] >= 0 ? norm : -norm;
    let size = 0;
    for (let i = k + 1; i < n; i++) size += v[i] ** 2;
    for (let j = k; j < n; j++) {
      let sum = 0;
      for (let i = k + 1; i < n; i++) sum += v[i] * h[i * n + j];
      for (let i = k + 1; i < n; i++) h[i * n + j] -= ((2 * sum) / size) * v[i];
    }
    for (const m of [h, q])
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = k + 1; j < n; j++) sum += m[i * n + j] * v[j];
        for (let j = k + 1; j < n; j++) m[i * n + j] -= ((2 * sum) / size) * v[j];
      }
    for (let i = k + 2; i < n; i++) h[i * n + k] = 0;
  }
}

/** QR steps on an active block until each subdiagonal entry is nothing beside its neighbours. */
function toTriangle(h: Complex, q: Complex, n: number): void {
  const size = (e: number): number => Math.abs(h.re[e]) + Math.abs(h.im[e]);
  let iterations = 0;
  for (let last = n - 1; last > 0;) {
    let first = last;
    while (first > 0) {
      const beside = size((first - 1) * n + first - 1) + size(first * n + first);
      if (size(first * n + first - 1) <= 2.2e-16 * (beside || 1e-300)) break;
      first--;
    }
    if (first > 0) h.re[first * n + first - 1] = h.im[first * n + first - 1] = 0;
    if (first === last) {
      last--;
      iterations = 0;
      continue;
    }
    if (++iterations > ITERATIONS)
      throw new NumericalError("not-converged", "The eigenvalues of a projected generator were not found.");
    step(h, q, n, first, last, iterations % 20 === 0 ? exceptional(h, n, last) : wilkinson(h, n, last));
  }
}

/** A shift out of line, for the rare case that steps go round in circles. */
const exceptional = ({ re, im }: Complex, n: number, last: number): [number, number] => [
  re[last * n + last] + Math.abs(re[last * n + last - 1]),
  im[last * n + last] + Math.abs(im[last * n + last - 1]),
];

/** The eigenvalue of the last 2 × 2 block that is nearer to its last entry. */
function wilkinson({ re, im }: Complex, n: number, last: number): [number, number] {
  const [d, b] = [last * n + last, (last - 1) * n + last];
  const [a, c] = [(last - 1) * n + last - 1, last * n + last - 1];
  const halfRe = (re[a] - re[d]) / 2;
  const halfIm = (im[a] - im[d]) / 2;
  const bcRe = re[b] * re[c] - im[b] * im[c];
  const bcIm = re[b] * im[c] + im[b] * re[c];
  let [rootRe, rootIm] = squareRoot(halfRe ** 2 - halfIm ** 2 + bcRe, 2 * halfRe * halfIm + bcIm);
  if (halfRe * rootRe + halfIm * rootIm < 0) [rootRe, rootIm] = [-rootRe, -rootIm];
  const [downRe, downIm] = [halfRe + rootRe, halfIm + rootIm];
  const square = downRe ** 2 + downIm ** 2;
  if (square === 0) return [re[d], im[d]];
  return [re[d] - (bcRe * downRe + bcIm * downIm) / square, im[d] - (bcIm * downRe - bcRe * downIm) / square];
}

function squareRoot(re: number, im: number): [number, number] {
  const root = Math.sqrt((Math.hypot(re, im) + Math.abs(re)) / 2);
  if (root === 0) return [0, 0];
  return re >= 0 ? [root, im / (2 * root)] : [Math.abs(im) / (2 * root), im >= 0 ? root : -root];
}

/** One step of QR with a shift on rows and columns first … last, by rotations. */
function step(h: Complex, q: Complex, n: number, first: number, last: number, [mu, nu]: [number, number]): void {
  const c = new Float64Array(n);
  const sRe = new Float64Array(n);
  const sIm = new Float64Array(n);
  for (let k = first; k <= last; k++) {
    h.re[k * n + k] -= mu;
    h.im[k * n + k] -= nu;
  }
  for (let k = first; k < last; k++) {
    const [a, b] = [k * n + k, (k + 1) * n + k];
    const x = Math.hypot(h.re[a], h.im[a]);
    const norm = Math.hypot(x, h.re[b], h.im[b]);
    if (norm === 0) {
      c[k] = 1;
      continue;
    }
    c[k] = x / norm;
    const [uRe, uIm] = x > 0 ? [h.re[a] / x, h.im[a] / x] : [1, 0];
    sRe[k] = (uRe * h.re[b] + uIm * h.im[b]) / norm;
    sIm[k] = (uIm * h.re[b] - uRe * h.im[b]) / norm;
    rotate(h, a, b, 1, n - k, c[k], sRe[k], sIm[k]);
  }
  for (let k = first; k < last; k++) {
    rotate(h, k, k + 1, n, Math.min(k + 1, last) + 1, c[k], sRe[k], -sIm[k]);
    rotate(q, k, k + 1, n, n, c[k], sRe[k], -sIm[k]);
  }
  for (let k = first; k <= last; k++) {
    h.re[k * n + k] += mu;
    h.im[k * n + k] += nu;
  }
}

/** (x, y) becomes (c x + s y, −s̄ x + c y), for `count` pairs of entries `step` apart. */
function rotate(
  { re, im }: Complex,
  x: number,
  y: number,
  step: number,
  count: number,
  c: number,
  sRe: number,
  sIm: number,
): void {
  for (let k = 0; k < count; k++, x += step, y += step) {
    const xr = re[x];
    const xi = im[x];
    const yr = re[y];
    const yi = im[y];
    re[x] = c * xr + sRe * yr - sIm * yi;
    im[x] = c * xi + sRe * yi + sIm * yr;
    re[y] = c * yr - sRe * xr - sIm * xi;
    im[y] = c * yi - sRe * xi + sIm * xr;
  }
}

/** Eigenvectors of the triangle by back substitution, turned back with q. */
function fromTriangle(h: Complex, q: Complex, n: number): ComplexEigen {
  const re = Float64Array.from({ length: n }, (_, k) => h.re[k * n + k]);
  const im = Float64Array.from({ length: n }, (_, k) => h.im[k * n + k]);
  const vectorsRe = new Float64Array(n * n);
  const vectorsIm = new Float64Array(n * n);
  const scale = h.re.reduce((most, value, e) => Math.max(most, Math.abs(value), Math.abs(h.im[e])), 1e-300);
  const yRe = new Float64Array(n);
  const yIm = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    yRe[k] = 1;
    yIm[k] = 0;
    for (let i = k - 1; i >= 0; i--) {
      let sumRe = 0;
      let sumIm = 0;
      for (let j = i + 1; j <= k; j++) {
        const e = i * n + j;
        sumRe += h.re[e] * yRe[j] - h.im[e] * yIm[j];
        sumIm += h.re[e] * yIm[j] + h.im[e] * yRe[j];
      }
      let [dRe, dIm] = [re[k] - re[i], im[k] - im[i]];
      // equal eigenvalues: a rounding apart is as good as any
      if (Math.hypot(dRe, dIm) < 1e-16 * scale) [dRe, dIm] = [1e-16 * scale, 0];
      const square = dRe ** 2 + dIm ** 2;
      // equal, and coupled by no more than rounding: two vectors, which its quotients would turn into one
      if (Math.max(square, sumRe ** 2 + sumIm ** 2) <= (UNCOUPLED * scale) ** 2) {
        yRe[i] = yIm[i] = 0;
        continue;
      }
      yRe[i] = (sumRe * dRe + sumIm * dIm) / square;
      yIm[i] = (sumIm * dRe - sumRe * dIm) / square;
    }
    let norm = 0;
    for (let i = 0; i <= k; i++) norm = Math.hypot(norm, yRe[i], yIm[i]);
    for (let i = 0; i < n; i++) {
      let sumRe = 0;
      let sumIm = 0;
      for (let j = 0; j <= k; j++) {
        const e = i * n + j;
        sumRe += q.re[e] * yRe[j] - q.im[e] * yIm[j];
        sumIm += q.re[e] * yIm[j] + q.im[e] * yRe[j];
      }
      vectorsRe[k * n + i] = sumRe / norm;
      vectorsIm[k * n + i] = sumIm / norm;
    }
  }
  return { re, im, vectorsRe, vectorsIm };
}

/**
 * A real eigenvalue has a real vector, but comes with a phase. Where two coincide their vectors may be each other's
 * conjugates: then the second takes what is new beside the first.
 */
function realWherePossible(eigen: ComplexEigen, n: number): ComplexEigen {
  const { re, im, vectorsRe, vectorsIm } = eigen;
  const scale = re.reduce((most, value, k) => Math.max(most, Math.hypot(value, im[k])), 0);
  const done: number[] = [];
  for (let k = 0; k < n; k++) {
    if (Math.abs(im[k]) > REAL * scale) continue;
    im[k] = 0;
    const [x, y] = [vectorsRe.subarray(k * n, (k + 1) * n), vectorsIm.subarray(k * n, (k + 1) * n)];
    const known = done
      .filter((m) => Math.abs(re[m] - re[k]) <= COINCIDING * scale)
      .map((m) => vectorsRe.subarray(m * n, (m + 1) * n));
    x.set(realVector(x, y, known));
    y.fill(0);
    done.push(k);
  }
  return eigen;
}

function realVector(x: Float64Array, y: Float64Array, known: readonly Float64Array[]): Float64Array {
  const angle = 0.5 * Math.atan2(2 * dot(x, y), dot(x, x) - dot(y, y));
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const along = unit(x.map((value, i) => c * value + s * y[i]));
  const across = unit(x.map((value, i) => c * y[i] - s * value));
  const newPart = (v: Float64Array): number => dot(v, v) - known.reduce((sum, other) => sum + dot(v, other) ** 2, 0);
  return newPart(along) > 0.5 * newPart(across) ? along : across;
}

const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i], 0);

function unit(x: Float64Array): Float64Array {
  const norm = Math.sqrt(dot(x, x));
  return norm > 0 ? x.map((value) => value / norm) : x;
}
