import type { Estimate } from "./ensemble.js";

/** Errors at several steps and the order that fits them. */
export interface Convergence {
  /** |error| at each step, with the standard error of sampling. */
  readonly errors: readonly Estimate[];
  /** Slope of log error over log step; null when fewer than two errors stand out of the sampling noise. */
  readonly order: Estimate | null;
}

/** An error counts when it is this many of its standard errors. */
const STANDS_OUT = 4;
/** Whether an error stands out of the noise of sampling. */
export const stands = ({ value, standardError: own }: Estimate): boolean =>
  own !== null && value > 0 && value >= STANDS_OUT * own;
/** Orders hold for short steps only: no error is taken for better than this share of itself. */
const TRUST = 0.05;

/**
 * The absolute value of the mean of each sample, and the slope of its logarithm over that of the step by weighted least
 * squares. Errors at different steps are of the same paths and therefore go together; the standard error of the order
 * takes that into account: it is that of the sum, over steps, of coefficient times relative error, path by path.
 * @param steps lengths of the steps
 * @param samples the error on every path, one array a step
 */
export function convergence(steps: readonly number[], samples: readonly Float64Array[]): Convergence {
  const means = samples.map((sample) => sample.reduce((sum, value) => sum + value, 0) / sample.length);
  const errors = means.map((mean, k) => ({ value: Math.abs(mean), standardError: standardError(samples[k], mean) }));
  const used = errors.flatMap((error, k) => (stands(error) ? [k] : []));
  if (used.length < 2) return { errors, order: null };
  const weights = used.map((k) => 1 / ((errors[k].standardError! / errors[k].value) ** 2 + TRUST ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const x = used.map((k) => Math.log(steps[k]));
  const middle = weights.reduce((sum, weight, i) => sum + weight * x[i], 0) / total;
  const spread = weights.reduce((sum, weight, i) => sum + weight * (x[i] - middle) ** 2, 0);
  const coefficients = weights.map((weight, i) => (weight * (x[i] - middle)) / spread);
  const value = used.reduce((sum, k, i) => sum + coefficients[i] * Math.log(errors[k].value), 0);
  const influence = samples[0].map((_, p) =>
    used.reduce((sum, k, i) => sum + (coefficients[i] * samples[k][p]) / means[k], 0),
  );
  const mean = influence.reduce((sum, own) => sum + own, 0) / influence.length;
  return { errors, order: { value, standardError: standardError(influence, mean) } };
}

function standardError(sample: Float64Array, mean: number): number | null {
  const n = sample.length;
  if (n < 2) return null;
  return Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n);
}
