/** Times of a run and the weights with which rates at them sum to their integral. */
export interface RateQuadrature {
  readonly times: readonly number[];
  readonly weights: readonly number[];
  /** The same with every other time, for the error. */
  readonly half: readonly number[];
}

/**
 * Clenshaw-Curtis quadrature on start + (end − start)·s³, s from 0 to 1: rates of relaxation change fastest at the start.
 * With every other node it is the same rule again, so that the difference bounds its error (Clenshaw and Curtis 1960).
 * @param nodes number of intervals, a multiple of 4
 */
export function rateQuadrature(start: number, end: number, nodes: number): RateQuadrature {
  const s = Array.from({ length: nodes + 1 }, (_, k) => 0.5 * (1 - Math.cos((Math.PI * k) / nodes)));
  const span = end - start;
  const stretch = s.map((at) => 3 * span * at * at);
  const full = clenshawCurtis(nodes);
  const coarse = clenshawCurtis(nodes / 2);
  return {
    times: s.map((at, k) => (k === nodes ? end : start + span * at ** 3)),
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
