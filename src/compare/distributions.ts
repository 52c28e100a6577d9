/*
 * Tail probabilities of the test statistics. An infinite statistic has probability 0; of what is not a number they give NaN.
 */

/** ln Γ(x) for x > 0, error 2e-10 (Lanczos 1964, as in Numerical Recipes, §6.1). */
export function logGamma(x: number): number {
  const series = [
    76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
    -0.5395239384953e-5,
  ].reduce((sum, coefficient, k) => sum + coefficient / (x + 1 + k), 1.000000000190015);
  return (x + 0.5) * Math.log(x + 5.5) - (x + 5.5) + Math.log((2.5066282746310005 * series) / x);
}

/** P(a, x) and Q(a, x) = Γ(a, x)/Γ(a): by the series of the former below a + 1, else by a continued fraction of the latter. */
function gammaTails(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (Number.isNaN(x)) return { lower: NaN, upper: NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const front = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 100_000 && term > sum * 1e-16; n++) sum += term *= x / (a + n);
    const lower = Math.min(1, front * sum);
    return { lower, upper: 1 - lower };
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 100_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  const upper = Math.min(1, front * h);
  return { lower: 1 - upper, upper };
}

/** P(χ² ≥ x) with so many degrees of freedom. */
export const chiSquareTail = (x: number, degrees: number): number => gammaTails(degrees / 2, x / 2).upper;

/** Beyond this many degrees and non-centrality the sum of Poisson terms gives way to Sankaran's approximation (1963). */
const LARGE = 20_000;

/** P(χ²(λ) ≥ x) for the non-central chi-square: the mean of central tails over a Poisson number with mean λ/2. */
export function noncentralTail(x: number, degrees: number, noncentrality: number): number {
  if (noncentrality < 1e-300) return chiSquareTail(x, degrees);
  if (noncentrality === Infinity) return Number.isNaN(x) ? NaN : 1;
  if (noncentrality + degrees > LARGE) return sankaran(x, degrees, noncentrality);
  const mean = noncentrality / 2;
  const spread = 10 * Math.sqrt(mean) + 20;
  let sum = 0;
  for (let k = Math.max(0, Math.floor(mean - spread)); k <= mean + spread; k++)
    sum += Math.exp(-mean + k * Math.log(mean) - logGamma(k + 1)) * chiSquareTail(x, degrees + 2 * k);
  return Number.isNaN(mean) ? NaN : Math.min(1, sum);
}

function sankaran(x: number, k: number, l: number): number {
  const h = 1 - (2 * (k + l) * (k + 3 * l)) / (3 * (k + 2 * l) ** 2);
  const p = (k + 2 * l) / (k + l) ** 2;
  const m = (h - 1) * (1 - 3 * h);
  const mean = 1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p);
  const sd = h * Math.sqrt(2 * p * (1 + 0.5 * m * p));
  return normalTail(((x / (k + l)) ** h - mean) / sd);
}

/** P(Z ≥ z) of a standard normal number. */
export function normalTail(z: number): number {
  const half = 0.5 * gammaTails(0.5, (z * z) / 2).upper;
  return z >= 0 ? half : 1 - half;
}

/** From this shape on the cube root of a gamma number is normal to many digits (Wilson and Hilferty 1931). */
const ALMOST_NORMAL = 1e5;

/**
 * P(Z ≥ z) of a number with mean 0, variance 1 and a skewness, as Pearson's type III (1895): a gamma number of shape
 * 4/skewness². For means of skewed numbers, whose far tails a normal law gets wrong by powers of ten where few of them count;
 * of a Poisson number it gives at least 0.6 of them.
 */
export function skewedTail(z: number, skewness: number): number {
  const shape = 4 / skewness ** 2;
  const side = Math.sign(skewness);
  const root = Math.sqrt(shape);
  const x = shape + side * root * z;
  if (!(shape < 1e13)) return normalTail(z);
  if (shape > ALMOST_NORMAL && x > 0)
    return normalTail(side * 3 * root * ((x / shape) ** (1 / 3) - 1 + 1 / (9 * shape)));
  const { lower, upper } = gammaTails(shape, x);
  return side > 0 ? upper : lower;
}

/** P(|Z + b| ≥ |z|), at most, of a number as in {@link skewedTail} when a bias of up to b standard errors may be there. */
export function biasedTail(z: number, bias: number, skewness = 0): number {
  const towards = z < 0 ? -skewness : skewness;
  return Math.min(1, skewedTail(Math.abs(z) - bias, towards) + skewedTail(Math.abs(z) + bias, -towards));
}

/** P(|T| ≥ |t|) of Student's t: I_{ν/(ν+t²)}(ν/2, ½), the incomplete beta function by its continued fraction (Lentz 1976). */
export function studentTail(t: number, degrees: number): number {
  if (Number.isNaN(t)) return NaN;
  const x = degrees / (degrees + t * t);
  const [a, b] = [degrees / 2, 0.5];
  if (x >= 1) return 1;
  if (x <= 0) return 0;
  // the continued fraction converges fast below the mean; beyond it the complement does
  return x < (a + 1) / (a + b + 2) ? incompleteBeta(a, b, x) : 1 - incompleteBeta(b, a, 1 - x);
}

function incompleteBeta(a: number, b: number, x: number): number {
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const away = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * h;
}

/** P(√N D ≥ d) of the Kolmogorov-Smirnov statistic for large N; too large where D is looked at in some places only. */
export function kolmogorovTail(d: number): number {
  if (d < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * d * d);
    sum += term;
    if (Math.abs(term) < 1e-18) break;
  }
  return Math.min(1, Math.max(0, sum));
}

/** Holm's correction (1979): the smallest corrected p-value of a family of tests, valid however they depend on each other. */
export const holmSmallest = (pValues: readonly number[]): number =>
  pValues.length === 0 ? 1 : Math.min(1, pValues.length * Math.min(...pValues));
