/**
 * A running sum kept as an unevaluated pair high + low, so that the difference of two sums keeps
 * the precision of the difference even where both sums are large (Dekker 1971; Knuth's TwoSum).
 */
export interface PairSums {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

export const pairSums = (length: number): PairSums => ({
  high: new Float64Array(length),
  low: new Float64Array(length),
});

/** sums[to] = sums[from] + term. */
export function addTermInto({ high, low }: PairSums, from: number, term: number, to: number): void {
  const before = high[from];
  const sum = before + term;
  const shadow = sum - before;
  high[to] = sum;
  low[to] = low[from] + (before - (sum - shadow) + (term - shadow));
}

/** sums[a] − sums[b], with the precision of the difference. */
export const pairDifference = ({ high, low }: PairSums, a: number, b: number): number =>
  high[a] - high[b] + (low[a] - low[b]);

/** Σ values, with an error of about one rounding whatever the length (Neumaier 1974). */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
