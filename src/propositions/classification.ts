import { uniforms } from "./random.js";

/** What a criterion says of a case, the higher the more it speaks for, and what is true of it. */
export interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/**
 * The area under the receiver operating characteristic: the chance that a positive case scores higher than a negative one,
 * ties counting half (Mann and Whitney 1947). NaN without cases of both kinds.
 */
export function areaUnderCurve(cases: readonly Scored[]): number {
  const sorted = [...cases].sort((a, b) => a.score - b.score);
  let [pairs, below, negatives] = [0, 0, 0];
  for (let k = 0; k < sorted.length;) {
    let [positive, negative, end] = [0, 0, k];
    for (; end < sorted.length && sorted[end].score === sorted[k].score; end++)
      if (sorted[end].positive) positive++;
      else negative++;
    pairs += positive * (below + 0.5 * negative);
    below += negative;
    negatives += negative;
    k = end;
  }
  return pairs / (negatives * (cases.length - negatives));
}

/** The threshold above which most of the cases are told apart; halfway between two scores. */
export function bestThreshold(cases: readonly Scored[]): number {
  const scores = [...new Set(cases.map(({ score }) => score))].sort((a, b) => a - b);
  const candidates = scores.slice(1).map((score, k) => 0.5 * (score + scores[k]));
  return candidates.reduce(
    (best, candidate) => (accuracy(cases, candidate) > accuracy(cases, best) ? candidate : best),
    candidates[0] ?? 0,
  );
}

/** Share of the cases of which the threshold is right. */
export const accuracy = (cases: readonly Scored[], threshold: number): number =>
  cases.reduce((sum, { score, positive }) => sum + (score > threshold === positive ? 1 : 0), 0) / cases.length;

/** The share of the commoner kind: what one gets right by always saying the same. */
export function commonerShare(cases: readonly { readonly positive: boolean }[]): number {
  const share = cases.filter(({ positive }) => positive).length / cases.length;
  return Math.max(share, 1 - share);
}

/** An interval by percentiles of the bootstrap, and what it is about. */
export interface Interval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The percentile interval of a statistic over resampled cases (Efron 1979).
 * @param level e.g. 0.99, both sides
 */
export function bootstrapInterval<Case>(
  cases: readonly Case[],
  statistic: (sample: readonly Case[]) => number,
  { seed, resamples, level }: { readonly seed: number; readonly resamples: number; readonly level: number },
): Interval {
  const next = uniforms(seed);
  const found = Float64Array.from({ length: resamples }, () =>
    statistic(cases.map(() => cases[Math.floor(next() * cases.length)])),
  )
    .filter((value) => Number.isFinite(value))
    .sort();
  const at = (share: number): number =>
    found[Math.min(found.length - 1, Math.max(0, Math.round(share * (found.length - 1))))];
  return { value: statistic(cases), lower: at(0.5 * (1 - level)), upper: at(0.5 * (1 + level)) };
}
