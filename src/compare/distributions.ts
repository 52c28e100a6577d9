/*
 * Tail probabilities of the test statistics.
 */

/** ln Γ(x) for x > 0, error 2e-10 relative (Lanczos 1964, as in Numerical Recipes, §6.1). */
function logGamma(x: number): number {
  const series = [
    76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
    -0.5395239384953e-5,
  ].reduce((sum, coefficient, k) => sum + coefficient / (x + 1 + k), 1.000000000190015);
  return (x + 0.5) * Math.log(x + 5.5) - (x + 5.5) + Math.log((2.5066282746310005 * series) / x);
}

/** Q(a, x) = Γ(a, x)/Γ(a), the regularised incomplete gamma function: by its series below a + 1, else a continued fraction. */
function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return 1;
  const front = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 100_000 && term > sum * 1e-16; n++) sum += term *= x / (a + n);
    return Math.min(1, Math.max(0, 1 - front * sum));
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
  return Math.min(1, front * h);
}

/** P(χ² ≥ x) with so many degrees of freedom. */
export const chiSquareTail = (x: number, degrees: number): number => upperGamma(degrees / 2, x / 2);

/** Beyond this many degrees and non-centrality the sum of Poisson terms gives way to Sankaran's approximation (1963). */
const LARGE = 20_000;

/** P(χ²(λ) ≥ x) for the non-central chi-square: the mean of central tails over a Poisson number with mean λ/2. */
export function noncentralTail(x: number, degrees: number, noncentrality: number): number {
  if (!(noncentrality > 0)) return chiSquareTail(x, degrees);
  if (noncentrality + degrees > LARGE) return sankaran(x, degrees, noncentrality);
  const mean = noncentrality / 2;
  const spread = 10 * Math.sqrt(mean) + 20;
  let sum = 0;
  for (let k = Math.max(0, Math.floor(mean - spread)); k <= mean + spread; k++)
    sum += Math.exp(-mean + k * Math.log(mean) - logGamma(k + 1)) * chiSquareTail(x, degrees + 2 * k);
  return Math.min(1, sum);
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
  const half = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z >= 0 ? half : 1 - half;
}

/** P(|Z + b| ≥ |z|), at most, when a bias of up to b standard errors may be there. */
export const biasedTail = (z: number, bias: number): number =>
  Math.min(1, normalTail(Math.abs(z) - bias) + normalTail(Math.abs(z) + bias));

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
