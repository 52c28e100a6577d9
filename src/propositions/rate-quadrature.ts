/** Times of a run and the weights with which rates at them sum to their integral. */
export interface RateQuadrature {
  readonly times: readonly number[];
  readonly weights: readonly number[];
  /** The same with every other time, for the error. */
  readonly half: readonly number[];
}

/** So close to a jump as a share of the run, rates are those of its own side. */
const ASIDE = 1e-9;
/** A part of a run between two jumps has at least so many intervals. */
const FEWEST = 16;

/**
 * Clenshaw-Curtis quadrature on start + (end − start)·s³, s from 0 to 1: rates of relaxation change fastest at the start.
 * With every other node it is the same rule again, so that the difference bounds its error (Clenshaw and Curtis 1960).
 * Where rates jump the rule begins anew, with nodes just on either side.
 * @param nodes number of intervals, a multiple of 4; shared out between the parts, each of which has 16 at least
 * @param jumps times inside the run, increasing
 */
export function rateQuadrature(
  start: number,
  end: number,
  nodes: number,
  jumps: readonly number[] = [],
): RateQuadrature {
  const ends = [start, ...jumps, end];
  const each = jumps.length === 0 ? nodes : Math.max(FEWEST, 4 * Math.ceil(nodes / (4 * (jumps.length + 1))));
  const aside = ASIDE * (end - start);
  const parts = ends.slice(1).map((until, k) => {
    const [low, high] = [k === 0 ? start : ends[k] + aside, until === end ? end : until - aside];
    return smoothPart(low, high, until - ends[k], each);
  });
  const joined = (of: keyof RateQuadrature): number[] => parts.flatMap((part) => part[of]);
  return { times: joined("times"), weights: joined("weights"), half: joined("half") };
}

/** A panel is so many times as long as all of the part before it, but for one. */
const GROWTH = 4;
/** The shortest panel as a share of a part: numbers of times that differ by less are hardly told apart. */
const SHORTEST = 1e-16;

/**
 * The same for runs that are far longer than their transients: Clenshaw-Curtis quadrature on panels, each part's first `shortest`
 * long and each end 4 times as far as the one before, so that what relaxes at any time between is resolved.
 * @param shortest where the first panel of a part ends, from its beginning
 * @param nodes number of intervals a panel has four times, a multiple of 4
 */
export function panelQuadrature(
  start: number,
  end: number,
  shortest: number,
  nodes: number,
  jumps: readonly number[] = [],
): RateQuadrature {
  const ends = [start, ...jumps, end];
  const aside = jumps.length === 0 ? 0 : ASIDE * (end - start);
  const intervals = 4 * Math.max(2, Math.round(nodes / 16));
  const [full, coarse] = [clenshawCurtis(intervals), clenshawCurtis(intervals / 2)];
  const times: number[] = [];
  const weights: number[] = [];
  const half: number[] = [];
  ends.slice(1).forEach((until, k) => {
    const [low, high] = [k === 0 ? start : ends[k] + aside, until === end ? end : until - aside];
    const marks = [low];
    for (let at = Math.max(shortest, SHORTEST * (high - low)); at < 0.5 * (high - low); at *= GROWTH)
      if (low + at > marks[marks.length - 1]) marks.push(low + at);
    marks.push(high);
    marks.slice(1).forEach((to, panel) => {
      const from = marks[panel];
      for (let i = 0; i <= intervals; i++) {
        const at = i === intervals ? to : from + 0.5 * (to - from) * (1 - Math.cos((Math.PI * i) / intervals));
        const weight = full[i] * (to - from);
        const rough = i % 2 === 0 ? coarse[i / 2] * (to - from) : 0;
        // the end of a panel is the beginning of the next, and nodes closer than numbers are one
        if (times.length > 0 && at <= times[times.length - 1]) {
          weights[times.length - 1] += weight;
          half[times.length - 1] += rough;
        } else {
          times.push(at);
          weights.push(weight);
          half.push(rough);
        }
      }
    });
  });
  return { times, weights, half };
}

/** Nodes from `start` to `end` for an integral over `span`, which is that long but for what is left aside. */
function smoothPart(start: number, end: number, span: number, nodes: number): RateQuadrature {
  const s = Array.from({ length: nodes + 1 }, (_, k) => 0.5 * (1 - Math.cos((Math.PI * k) / nodes)));
  const stretch = s.map((at) => 3 * span * at * at);
  const full = clenshawCurtis(nodes);
  const coarse = clenshawCurtis(nodes / 2);
  return {
    times: s.map((at, k) => (k === nodes ? end : start + (end - start) * at ** 3)),
    weights: full.map((weight, k) => weight * stretch[k]),
    half: s.map((_, k) => (k % 2 === 0 ? coarse[k / 2] * stretch[k] : 0)),
  };
}

/** Weights on [0, 1] at (1 − cos(πk/n))/2, n even. */
function clenshawCurtis(n: number): number[] {
  return Array.from({ length: n + 1 }, (_, k) => {
    let sum = 1;
    for (let j = 1; j <= n / 2; j++)
      sum -= ((j === n / 2 ? 1 : 2) / (4 * j * j - 1)) * Math.cos((2 * Math.PI * j * k) / n);
    return (k === 0 || k === n ? 0.5 : 1) * (sum / n);
  });
}

/** Σ weights·values. */
export const integral = (weights: readonly number[], values: readonly number[]): number =>
  weights.reduce((sum, weight, k) => sum + (weight === 0 ? 0 : weight * values[k]), 0);
