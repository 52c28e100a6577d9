import type { Generator } from "../../src/generator/generator.js";
import { linesAlong } from "../../src/grid/grid.js";

/**
 * The plain way: full matrices, no shared code with the kernels. A state holds the cell masses and behind them the mass
 * absorbed at the ends (x lower, x upper, y lower, y upper), so that every column of every generator sums to zero.
 */
export type Matrix = Float64Array[]; // rows

const ENDS = 4;

/** A of one axis from its two rates a face, with the ends as states from which nothing returns. */
export function axisMatrix({ grid, axes }: Generator, axis: number): Matrix {
  const { forward, backward } = axes[axis];
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const { lower, upper } = grid.axes[axis].boundary;
  const A = zeros(grid.size + ENDS);
  const hop = (from: number, to: number, rate: number): void => {
    A[to][from] += rate;
    A[from][from] -= rate;
  };
  for (let line = 0; line < lines; line++) {
    const cell = (i: number): number => lineStart(line) + i * stride;
    for (let i = 0; i < count; i++) {
      const top = i === count - 1;
      if (!top || upper === "periodic") hop(cell(i), cell(top ? 0 : i + 1), forward[cell(i)]);
      else if (upper === "absorbing") hop(cell(i), grid.size + 2 * axis + 1, forward[cell(i)]);
      if (i > 0 || lower === "periodic") hop(cell(i), cell(i === 0 ? count - 1 : i - 1), backward[cell(i)]);
      else if (lower === "absorbing") hop(cell(i), grid.size + 2 * axis, backward[cell(i)]);
    }
  }
  return A;
}

/** A of the whole generator. */
export const fullMatrix = (generator: Generator): Matrix =>
  generator.axes.map((_, axis) => axisMatrix(generator, axis)).reduce((sum, part) => combine(1, sum, 1, part));

/** Masses with nothing absorbed yet. */
export const extended = (mass: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: mass.length + ENDS }, (_, i) => (i < mass.length ? mass[i] : 0));

export const zeros = (n: number): Matrix => Array.from({ length: n }, () => new Float64Array(n));

export const identity = (n: number): Matrix => {
  const one = zeros(n);
  one.forEach((row, i) => (row[i] = 1));
  return one;
};

/** a·A + b·B. */
export const combine = (a: number, A: Matrix, b: number, B: Matrix): Matrix =>
  A.map((row, i) => row.map((value, j) => a * value + b * B[i][j]));

/** I + a·A. */
export const plus = (A: Matrix, a: number): Matrix => combine(1, identity(A.length), a, A);

export const apply = (A: Matrix, x: Float64Array): Float64Array =>
  Float64Array.from(A, (row) => row.reduce((sum, value, j) => sum + value * x[j], 0));

export function multiply(A: Matrix, B: Matrix): Matrix {
  const C = zeros(A.length);
  for (let i = 0; i < A.length; i++)
    for (let k = 0; k < A.length; k++) {
      const a = A[i][k];
      if (a !== 0) for (let j = 0; j < A.length; j++) C[i][j] += a * B[k][j];
    }
  return C;
}

/** x with A x = b, by elimination with row pivoting. */
export function solve(A: Matrix, b: Float64Array): Float64Array {
  const n = b.length;
  const rows = A.map((row) => row.slice());
  const x = b.slice();
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    [x[k], x[pivot]] = [x[pivot], x[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      if (factor === 0) continue;
      for (let j = k; j < n; j++) rows[i][j] -= factor * rows[k][j];
      x[i] -= factor * x[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k] -= rows[k][j] * x[j];
    x[k] /= rows[k][k];
  }
  return x;
}

/**
 * exp(tA) for a generator, by scaling and squaring of exp(t(A + qI)) with q = max |a_ii|: no entry is negative, so
 * nothing cancels, and each squaring at most doubles the relative rounding.
 */
export function exponential(A: Matrix, t: number): Matrix {
  const q = A.reduce((top, row, i) => Math.max(top, -row[i]), 0);
  const squarings = Math.max(0, Math.ceil(Math.log2(q * t)) + 1);
  const scale = t / 2 ** squarings;
  const N = combine(scale, A, scale * q, identity(A.length));
  let term = identity(A.length);
  let sum = identity(A.length);
  for (let k = 1; k <= 24; k++) {
    term = combine(1 / k, multiply(term, N), 0, N);
    sum = combine(1, sum, 1, term);
  }
  let result = combine(Math.exp(-q * scale), sum, 0, sum);
  for (let k = 0; k < squarings; k++) result = multiply(result, result);
  return result;
}

/** exp(tA) x for times of a few steps, by the Taylor series of exp(t(A + qI)) on x: no term is negative. */
export function exponentialOn(A: Matrix, t: number, x: Float64Array): Float64Array {
  const q = A.reduce((top, row, i) => Math.max(top, -row[i]), 0);
  if (q * t > 40) throw new RangeError("a series is not the way to go so far");
  const shifted = combine(t, A, t * q, identity(A.length));
  const sum = x.slice();
  let term = x;
  for (let k = 1; k < 180; k++) {
    term = apply(shifted, term).map((value) => value / k);
    for (let i = 0; i < sum.length; i++) sum[i] += term[i];
  }
  return sum.map((value) => value * Math.exp(-q * t));
}

/** The Crank-Nicolson factor (I − h/2 A)⁻¹(I + h/2 A) on x. */
export const crankNicolson = (A: Matrix, h: number, x: Float64Array): Float64Array =>
  solve(plus(A, -h / 2), apply(plus(A, h / 2), x));

/** One step of TR-BDF2. */
export function trBdf2Step(A: Matrix, dt: number, x: Float64Array): Float64Array {
  const gamma = 2 - Math.SQRT2;
  const middle = crankNicolson(A, gamma * dt, x);
  const right = x.map(
    (value, i) => middle[i] / (gamma * (2 - gamma)) - (value * (1 - gamma) ** 2) / (gamma * (2 - gamma)),
  );
  return solve(plus(A, (-(1 - gamma) / (2 - gamma)) * dt), right);
}

/** X(h/2) Y(h/2) Y(h/2) X(h/2) with Crank-Nicolson factors. */
export function strangStep(X: Matrix, Y: Matrix, h: number, x: Float64Array): Float64Array {
  return [X, Y, Y, X].reduce((state, factor) => crankNicolson(factor, h / 2, state), x);
}

/** 1 + z + z²/2 + z³/6 + z⁴/48 in z = dt·A. */
export function ssprk43Step(A: Matrix, dt: number, x: Float64Array): Float64Array {
  const sum = x.slice();
  let term = x;
  for (const divisor of [1, 2, 3, 8]) {
    term = apply(A, term).map((value) => (value * dt) / divisor);
    for (let i = 0; i < sum.length; i++) sum[i] += term[i];
  }
  return sum;
}

/** Σ|a − b|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum;
}

/** Compensated sum, so that what is measured is the solver's rounding and not the test's. */
export function total(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const next = sum + values[i];
    lost += Math.abs(sum) >= Math.abs(values[i]) ? sum - next + values[i] : values[i] - next + sum;
    sum = next;
  }
  return sum + lost;
}

export const lowest = (values: Float64Array): number => values.reduce((low, value) => Math.min(low, value), Infinity);
