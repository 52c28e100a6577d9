import type { KindsOfTime } from "./kinds-of-time.js";

/** Rates at which departures from a state grow in what is left of a run. */
export interface RatesAhead {
  /** λ with the coefficients of a time. */
  at(time: number): number;
  /** ∫λ from one time to a later one. */
  between(from: number, to: number): number;
  /** max ∫λ from a time to any later one: departures grow by at most e to this, and not at all where it is 0. */
  growth(time: number): number;
  /** The first time from this one on at which departures grow. */
  unstable(time: number): number;
}

/** Where coefficients do not depend on time. */
export const steadyRate = (rate: number, end: number): RatesAhead => ({
  at: () => rate,
  between: (from, to) => rate * (to - from),
  growth: (time) => Math.max(rate * (end - time), 0),
  unstable: (time) => (rate > 0 ? time : Infinity),
});

/**
 * Where they do.
 * @param rates at the times of `kinds`
 */
export function changingRates({ start, width, parts }: KindsOfTime, rates: readonly number[]): RatesAhead {
  const count = parts.length;
  const rate = Float64Array.from(parts, ({ one, other, share }) => (1 - share) * rates[one] + share * rates[other]);
  // Bellman's recursion, from the end: what a departure at the start of a part grows by at most
  const ahead = new Float64Array(count + 1);
  for (let k = count - 1; k >= 0; k--) ahead[k] = Math.max(rate[k] * width + ahead[k + 1], 0);
  const since = new Float64Array(count + 1);
  for (let k = 0; k < count; k++) since[k + 1] = since[k] + rate[k] * width;
  const partOf = (time: number): number => Math.min(Math.max(Math.floor((time - start) / width), 0), count - 1);
  const upTo = (time: number): number => {
    const k = partOf(time);
    return since[k] + rate[k] * (time - (start + k * width));
  };
  return {
    at: (time) => rate[partOf(time)],
    between: (from, to) => upTo(to) - upTo(from),
    growth(time) {
      const k = partOf(time);
      const left = Math.max(start + (k + 1) * width - time, 0);
      return Math.max(rate[k] * left + ahead[k + 1], 0);
    },
    unstable(time) {
      const k = rate.findIndex((value, part) => value > 0 && part >= partOf(time));
      return k < 0 ? Infinity : Math.max(time, start + k * width);
    },
  };
}
