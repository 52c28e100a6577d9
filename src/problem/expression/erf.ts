/** c[0] + c[1] x + c[2] x² + … */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

const smallTop = [
  3.20937758913846947e3, 3.77485237685302021e2, 1.13864154151050156e2, 3.1611237438705656, 1.85777706184603153e-1,
];
const smallBottom = [2.84423683343917062e3, 1.28261652607737228e3, 2.44024637934444173e2, 2.36012909523441209e1, 1];
const middleTop = [
  1.23033935479799725e3, 2.05107837782607147e3, 1.71204761263407058e3, 8.8195222124176909e2, 2.98635138197400131e2,
  6.61191906371416295e1, 8.88314979438837594, 5.64188496988670089e-1, 2.15311535474403846e-8,
];
const middleBottom = [
  1.23033935480374942e3, 3.43936767414372164e3, 4.36261909014324716e3, 3.29079923573345963e3, 1.62138957456669019e3,
  5.37181101862009858e2, 1.17693950891312499e2, 1.57449261107098347e1, 1,
];
const largeTop = [
  6.58749161529837803e-4, 1.60837851487422766e-2, 1.25781726111229246e-1, 3.60344899949804439e-1,
  3.05326634961232344e-1, 1.63153871373020978e-2,
];
const largeBottom = [
  2.33520497626869185e-3, 6.05183413124413191e-2, 5.27905102951428412e-1, 1.87295284992346725, 2.56852019228982242, 1,
];

/** exp(−x²) without the loss of digits that rounding x² would bring: x² = a² + (x − a)(x + a) with a² exact. */
function gaussianTail(x: number): number {
  const a = Math.trunc(x * 16) / 16;
  return Math.exp(-a * a) * Math.exp(-(x - a) * (x + a));
}

/**
 * The error function erf(x) = 2/√π ∫₀ˣ exp(−s²) ds, relative error about 2e-16.
 *
 * Rational Chebyshev approximations: W. J. Cody, Math. Comp. 23 (1969) 631, coefficients as in his CALERF.
 */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return (x * polynomial(smallTop, x * x)) / polynomial(smallBottom, x * x);
  if (Number.isNaN(x)) return NaN;
  // Beyond 6 the complement is below half a unit in the last place of 1.
  if (y > 6) return Math.sign(x);
  const complement = gaussianTail(y) * (y <= 4 ? polynomial(middleTop, y) / polynomial(middleBottom, y) : tail(y));
  return x > 0 ? 0.5 - complement + 0.5 : complement - 0.5 - 0.5;
}

/** exp(y²) erfc(y) for y > 4. */
function tail(y: number): number {
  const w = 1 / (y * y);
  return (Math.sqrt(1 / Math.PI) - (w * polynomial(largeTop, w)) / polynomial(largeBottom, w)) / y;
}
