import { erf } from "../../src/problem/expression/erf.js";

/** P(Z ≤ z) for a standard normal Z. */
export const normalCdf = (z: number): number => 0.5 * (1 + erf(z * Math.SQRT1_2));

/** P(|Z| > z), from the continued fraction of erfc (Lentz), for z above 2. */
export function normalTails(z: number): number {
  let fraction = z;
  for (let k = 60; k >= 1; k--) fraction = z + k / fraction;
  return (2 * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI) / fraction;
}

/** The z with P(Z > z) = alpha, by bisection. */
export function normalQuantile(alpha: number): number {
  let [low, high] = [0, 12];
  for (let k = 0; k < 60; k++) {
    const z = 0.5 * (low + high);
    const above = z > 2 ? 0.5 * normalTails(z) : 1 - normalCdf(z);
    if (above > alpha) low = z;
    else high = z;
  }
  return low;
}

/** What χ² with `df` degrees of freedom exceeds with probability alpha (Wilson and Hilferty 1931, within a percent). */
export const chiSquareBound = (df: number, alpha: number): number =>
  df * (1 - 2 / (9 * df) + normalQuantile(alpha) * Math.sqrt(2 / (9 * df))) ** 3;

/** χ² of counts against probabilities that sum to 1, and its degrees of freedom; cells expecting below 5 are put together. */
export function chiSquare(counts: ArrayLike<number>, probabilities: ArrayLike<number>) {
  const N = Array.from(counts).reduce((sum, n) => sum + n, 0);
  let [statistic, cells, restCount, restExpected] = [0, 0, 0, 0];
  const add = (count: number, expected: number): void => {
    statistic += (count - expected) ** 2 / expected;
    cells++;
  };
  for (let k = 0; k < counts.length; k++) {
    const expected = N * probabilities[k];
    if (expected >= 5) add(counts[k], expected);
    else {
      restCount += counts[k];
      restExpected += expected;
    }
  }
  if (restExpected >= 1) add(restCount, restExpected);
  return { statistic, df: cells - 1 };
}

/** √N·sup|F_N − F| for a sample, which is sorted. */
export function kolmogorovSmirnov(sample: Float64Array, cdf: (z: number) => number): number {
  sample.sort();
  const N = sample.length;
  let worst = 0;
  for (let k = 0; k < N; k++) {
    const F = cdf(sample[k]);
    worst = Math.max(worst, F - k / N, (k + 1) / N - F);
  }
  return worst * Math.sqrt(N);
}

/** What √N·sup|F_N − F| exceeds with probability alpha, from the first term of Kolmogorov's series. */
export const kolmogorovBound = (alpha: number): number => Math.sqrt(-0.5 * Math.log(alpha / 2));

/** Mean and standard error of a sample. */
export function estimated(sample: ArrayLike<number>): { mean: number; error: number } {
  const values = Array.from(sample);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** Set to run the tests that take minutes. */
export const long = process.env["FOKKER_PLANCK_LONG"] === "1";
