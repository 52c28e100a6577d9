import { normalTail, studentTail } from "./distributions.js";
import type { Test } from "./tests.js";

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
  const least = critical(tailOf(groups), threshold / Math.max(tests, 1)) / Math.sqrt(count);
  return { mean: least, variance: Math.SQRT2 * least };
}

/**
 * What the tests that are trusted would notice: with a standard error s, and errors of discretisation that may hide as much as
 * `bias` of them, an error of (z + bias)·s. Of all frames the one that finds the smallest counts, on two axes the one that finds less.
 * Null where no test is left.
 * @param each the p-value at which one of all tests decides
 */
export function noticedBy(
  tests: readonly Test[],
  trusted: readonly Test[],
  each: number,
  groups: number,
): { readonly mean: number | null; readonly variance: number | null } {
  const z = critical(tailOf(groups), each);
  const smallest = (title: string): number | null => {
    const axes = new Map<string, number>();
    for (const test of trusted) {
      const { kind, name, time, statistic, expected, found, bias } = test;
      if (kind !== "moment" || !name.startsWith(title) || !(Math.abs(statistic) > 0)) continue;
      const axis = name.slice(title.length);
      const error = (found! - expected!) / statistic;
      const variance = tests.find((other) => other.name === VARIANCE + axis && other.time === time)?.expected;
      const unit = title === VARIANCE ? expected! : Math.sqrt(Math.max(variance ?? NaN, 0));
      const size = ((z + bias) * error) / unit;
      if (size > 0) axes.set(axis, Math.min(size, axes.get(axis) ?? Infinity));
    }
    return axes.size === 0 ? null : Math.max(...axes.values());
  };
  return { mean: smallest(MEAN), variance: smallest(VARIANCE) };
}

const MEAN = "mean of ";
const VARIANCE = "variance of ";

/** P(|T| ≥ z) of the statistic of a moment. */
const tailOf =
  (groups: number) =>
  (z: number): number =>
    groups > 1 ? studentTail(z, groups - 1) : 2 * normalTail(z);

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
