import { normalTail, studentTail } from "./distributions.js";

/** The smallest errors that a test of a comparison finds with a chance of one half, at one frame. */
export interface Noticeable {
  /** Shift of a mean, in standard deviations of the density. */
  readonly mean: number;
  /** Relative error of a variance, for a density near a Gaussian. */
  readonly variance: number;
}

/** A comparison that would let a variance pass that is wrong by more than this says nothing. */
export const LEAST_NOTICED = 0.5;

/**
 * What `count` particles would notice: with z the value that a statistic exceeds by chance in threshold/tests of all cases
 * (Student's t for the means of groups), a mean has the standard error σ/√N and a variance σ²√(2/N), so that errors of z/√N and
 * z√(2/N) are found as often as not.
 */
export function noticeable(count: number, groups: number, tests: number, threshold: number): Noticeable {
  const tail = (z: number): number => (groups > 1 ? studentTail(z, groups - 1) : 2 * normalTail(z));
  const least = critical(tail, threshold / Math.max(tests, 1)) / Math.sqrt(count);
  return { mean: least, variance: Math.SQRT2 * least };
}

/** Where a falling tail comes down to p, by bisection. */
function critical(tail: (z: number) => number, p: number): number {
  let [low, high] = [0, 1];
  while (tail(high) > p && high < 1e12) high *= 2;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (tail(middle) > p) low = middle;
    else high = middle;
  }
  return high;
}
