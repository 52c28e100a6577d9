import { biasedTail, chiSquareTail, kolmogorovTail, noncentralTail, normalTail } from "./distributions.js";

/** One test at one frame. */
export interface Test {
  readonly kind: "chi-square" | "kolmogorov-smirnov" | "l1" | "moment" | "passage";
  /** What is compared, e.g. `mean of x`. */
  readonly name: string;
  readonly time: number;
  /** The statistic: χ², √N·D, or a difference in standard errors. */
  readonly statistic: number;
  readonly degrees?: number;
  /** What the density says and what the particles do, where it is one number. */
  readonly expected?: number;
  readonly found?: number;
  /** Its standard deviation, of an L1 distance. */
  readonly sd?: number;
  /** Probability of a statistic as large by chance, if density and particles agreed exactly. */
  readonly pValue: number;
  /** The same when the errors of grid, step and time may all act against agreement. */
  readonly tolerant: number;
  /** Expected size of those errors against the noise: above 1 the test would measure them. */
  readonly bias: number;
}

/** Fewer than this many expected particles, and a class is merged with the rest. */
const FEWEST = 5;

/**
 * χ² = Σ (n − Np)²/(Np) over classes with Np ≥ 5, the others merged into one (Pearson 1900; Cochran 1954).
 * @param noncentrality N Σ δ²/p of the errors δ of the expectation, at most
 */
export function chiSquareTest(
  observed: ArrayLike<number>,
  probability: ArrayLike<number>,
  total: number,
  noncentrality: number,
): Pick<Test, "statistic" | "degrees" | "pValue" | "tolerant" | "bias"> | null {
  let [statistic, classes, restFound, restExpected] = [0, 0, 0, 0];
  const add = (found: number, expected: number): void => {
    statistic += (found - expected) ** 2 / expected;
    classes++;
  };
  for (let k = 0; k < observed.length; k++) {
    const expected = total * probability[k];
    if (expected >= FEWEST) add(observed[k], expected);
    else {
      restFound += observed[k];
      restExpected += expected;
    }
  }
  // a rest in which next to nothing is expected still tells when many are found there
  if (restExpected > 1e-3 || restFound > 0) add(restFound, Math.max(restExpected, 1));
  if (classes < 2) return null;
  const degrees = classes - 1;
  return {
    statistic,
    degrees,
    pValue: chiSquareTail(statistic, degrees),
    tolerant: noncentralTail(statistic, degrees, noncentrality),
    bias: noncentrality / Math.sqrt(2 * degrees),
  };
}

/** √N max |F_N − F| over the faces of the cells (Kolmogorov 1933): at most the true one, so its p-value is on the safe side. */
export function kolmogorovTest(
  observed: ArrayLike<number>,
  probability: ArrayLike<number>,
  total: number,
  bias: number,
): Pick<Test, "statistic" | "pValue" | "tolerant" | "bias"> {
  let [found, expected, worst] = [0, 0, 0];
  for (let k = 0; k < observed.length; k++) {
    found += observed[k] / total;
    expected += probability[k];
    worst = Math.max(worst, Math.abs(found - expected));
  }
  const statistic = Math.sqrt(total) * worst;
  const shift = Math.sqrt(total) * bias;
  return {
    statistic,
    pValue: kolmogorovTail(statistic),
    tolerant: kolmogorovTail(Math.max(0, statistic - shift)),
    bias: shift,
  };
}

/** Σ |n/N − p| against its expectation √(2/π) Σ √(p(1 − p)/N), in standard deviations √(0.363/N); one-sided. */
export function l1Test(
  observed: ArrayLike<number>,
  probability: ArrayLike<number>,
  total: number,
  bias: number,
): Pick<Test, "statistic" | "expected" | "found" | "pValue" | "tolerant" | "bias"> & { readonly sd: number } {
  let [found, expected, variance] = [0, 0, 0];
  for (let k = 0; k < observed.length; k++) {
    const p = probability[k];
    const spread = (p * (1 - p)) / total;
    found += Math.abs(observed[k] / total - p);
    // where hardly one particle is expected, |n − Np| is Np + n, not the size of a normal number
    expected += total * p < 1 ? 2 * p * Math.exp(-total * p) : Math.sqrt((2 / Math.PI) * spread);
    variance += (1 - 2 / Math.PI) * spread;
  }
  const sd = Math.sqrt(Math.max(variance, Number.MIN_VALUE));
  const statistic = (found - expected) / sd;
  return {
    statistic,
    expected,
    found,
    sd,
    pValue: normalTail(statistic),
    tolerant: normalTail(statistic - bias / sd),
    bias: bias / sd,
  };
}

/** The difference of two means in standard errors. */
export function momentTest(
  found: number,
  expected: number,
  standardError: number,
  bias: number,
): Pick<Test, "statistic" | "expected" | "found" | "pValue" | "tolerant" | "bias"> | null {
  if (!(standardError > 0)) return null;
  const statistic = (found - expected) / standardError;
  const share = bias / standardError;
  return {
    statistic,
    expected,
    found,
    pValue: biasedTail(statistic, 0),
    tolerant: biasedTail(statistic, share),
    bias: share,
  };
}
