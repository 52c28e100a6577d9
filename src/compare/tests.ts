import { biasedTail, chiSquareTail, kolmogorovTail, logGamma, noncentralTail, skewedTail } from "./distributions.js";

/** One test at one frame. */
export interface Test {
  readonly kind: "chi-square" | "kolmogorov-smirnov" | "l1" | "moment" | "passage";
  /** What is compared, e.g. `mean of x`. */
  readonly name: string;
  readonly time: number;
  /** The statistic: G, √N·D, or a difference in standard errors. */
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
 * G = 2 Σ (n ln(n/Np) − n + Np) over classes with Np ≥ 5, the others merged into one: χ² in distribution (Wilks 1938). Pearson's
 * Σ (n − Np)²/(Np) is the same to leading order, but where few are expected its far tail, which decides here, is several
 * times too heavy.
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
    statistic += 2 * ((found > 0 ? found * Math.log(found / expected) : 0) - found + expected);
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

/**
 * Σ |n/N − p| against its expectation, about √(2/π) Σ √(p(1 − p)/N), in standard deviations, about √(0.363/N) for many
 * classes; one-sided. Classes share their particles, so deviations are correlated: of normal numbers with correlation r,
 * Cov(|X|, |Y|) = (2/π)(√(1 − r²) + r asin r − 1) σ_X σ_Y. The skewness is that of a sum of equal absolute normal numbers with
 * the same ratio of mean and deviation.
 */
export function l1Test(
  observed: ArrayLike<number>,
  probability: ArrayLike<number>,
  total: number,
  bias: number,
): Pick<Test, "statistic" | "expected" | "found" | "pValue" | "tolerant" | "bias"> & { readonly sd: number } {
  let [found, expected, variance] = [0, 0, 0];
  const spreads = new Float64Array(observed.length);
  for (let k = 0; k < observed.length; k++) {
    const p = probability[k];
    const spread = (p * (1 - p)) / total;
    const mean = meanDeviation(p, total);
    spreads[k] = Math.sqrt(Math.max(spread, 0));
    found += Math.abs(observed[k] / total - p);
    expected += mean;
    variance += Math.max(spread - mean ** 2, 0);
    for (let other = 0; other < k; other++) {
      const q = probability[other];
      const r = Math.sqrt(Math.min(1, (p * q) / ((1 - p) * (1 - q))));
      if (r > 1e-4)
        variance += (4 / Math.PI) * (Math.sqrt(1 - r * r) + r * Math.asin(r) - 1) * spreads[k] * spreads[other];
    }
  }
  const sd = Math.sqrt(Math.max(variance, Number.MIN_VALUE));
  const skewness = ONE.skewness * Math.sqrt(ONE.ratio) * (expected > 0 ? sd / expected : 0);
  const statistic = (found - expected) / sd;
  return {
    statistic,
    expected,
    found,
    sd,
    pValue: skewedTail(statistic, skewness),
    tolerant: skewedTail(statistic - bias / sd, skewness),
    bias: bias / sd,
  };
}

/** Of |Z|: its skewness, and its squared mean over its variance, (2/π)/(1 − 2/π). */
const ONE = { skewness: 0.9952717464311568, ratio: 1.7519383938841726 } as const;
/** From this many expected particles on a count is near enough to a normal number. */
const MANY = 100;

/** E|n/N − p|: of a Poisson number 2λ^(⌊λ⌋ + 1) e^(−λ)/⌊λ⌋! (De Moivre 1730), of a normal one √(2/π)σ. */
function meanDeviation(p: number, total: number): number {
  const mean = total * p;
  if (!(mean > 0)) return 0;
  if (mean > MANY) return Math.sqrt(((2 / Math.PI) * Math.max(p * (1 - p), 0)) / total);
  const floor = Math.floor(mean);
  return (
    (2 * Math.exp((floor + 1) * Math.log(mean) - mean - logGamma(floor + 1)) * Math.sqrt(Math.max(1 - p, 0))) / total
  );
}

/**
 * The difference of two means in standard errors.
 * @param skewness of the mean of the particles: that of one particle over √N. Above 1 it says that less than one particle is
 *   expected to count; the standard error is then the share of one.
 */
export function momentTest(
  found: number,
  expected: number,
  standardError: number,
  bias: number,
  skewness = 0,
): Pick<Test, "statistic" | "expected" | "found" | "pValue" | "tolerant" | "bias"> | null {
  if (!(standardError > 0)) return null;
  const wider = Math.max(1, Math.abs(skewness));
  const error = standardError * wider;
  const skew = skewness / wider ** 3;
  const statistic = (found - expected) / error;
  return {
    statistic,
    expected,
    found,
    pValue: biasedTail(statistic, 0, skew),
    tolerant: biasedTail(statistic, bias / error, skew),
    bias: bias / error,
  };
}
