/*
 * erf by rational Chebyshev approximations: W. J. Cody, Math. Comp. 23 (1969) 631, coefficients as in his CALERF.
 */

export function errorFunction(x: f64): f64 {
  const y = Math.abs(x);
  if (y <= 0.46875) {
    const z = x * x;
    const top = ((((1.85777706184603153e-1) * z + 3.1611237438705656) * z + 1.13864154151050156e2) * z + 3.77485237685302021e2) * z + 3.20937758913846947e3;
    const bottom = ((((1.0) * z + 2.36012909523441209e1) * z + 2.44024637934444173e2) * z + 1.28261652607737228e3) * z + 2.84423683343917062e3;
    return (x * top) / bottom;
  }
  if (x != x) return NaN;
  if (y > 6) return Math.sign(x);
  const a = Math.trunc(y * 16) / 16;
  const gauss = Math.exp(-a * a) * Math.exp(-(y - a) * (y + a));
  const complement = gauss * (y <= 4 ? middle(y) : far(y));
  return x > 0 ? 0.5 - complement + 0.5 : complement - 0.5 - 0.5;
}

function middle(y: f64): f64 {
  const top = ((((((((2.15311535474403846e-8) * y + 5.64188496988670089e-1) * y + 8.88314979438837594) * y + 6.61191906371416295e1) * y + 2.98635138197400131e2) * y + 8.8195222124176909e2) * y + 1.71204761263407058e3) * y + 2.05107837782607147e3) * y + 1.23033935479799725e3;
  const bottom = ((((((((1.0) * y + 1.57449261107098347e1) * y + 1.17693950891312499e2) * y + 5.37181101862009858e2) * y + 1.62138957456669019e3) * y + 3.29079923573345963e3) * y + 4.36261909014324716e3) * y + 3.43936767414372164e3) * y + 1.23033935480374942e3;
  return top / bottom;
}

function far(y: f64): f64 {
  const w = 1 / (y * y);
  const top = (((((1.63153871373020978e-2) * w + 3.05326634961232344e-1) * w + 3.60344899949804439e-1) * w + 1.25781726111229246e-1) * w + 1.60837851487422766e-2) * w + 6.58749161529837803e-4;
  const bottom = (((((1.0) * w + 2.56852019228982242) * w + 1.87295284992346725) * w + 5.27905102951428412e-1) * w + 6.05183413124413191e-2) * w + 2.33520497626869185e-3;
  return (0.5641895835477563 - (w * top) / bottom) / y;
}
