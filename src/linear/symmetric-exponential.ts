/** Coefficients below this share of the first are rounding. */
const NEGLIGIBLE = 1e-17;

/**
 * exp(A)·f for an operator A with real eigenvalues in [−radius, 0], similar to a symmetric one, by Chebyshev polynomials:
 *
 *   exp(A) = e^(−x) I₀(x) + 2 Σ_k e^(−x) I_k(x) T_k(A/x + I),   x = radius/2
 *
 * (Tal-Ezer and Kosloff 1984). About 6√x + 20 products for x above 10, whose error is below 1e-15 of the largest value.
 * @param apply out ← A·f
 * @returns a new array
 */
export function symmetricExponential(
  apply: (field: Float64Array, out: Float64Array) => void,
  radius: number,
  field: Float64Array,
): Float64Array {
  const half = radius / 2;
  if (half === 0) return field.slice();
  const weights = scaledBessel(half);
  const n = field.length;
  let before = field.slice();
  let now = new Float64Array(n);
  let next = new Float64Array(n);
  apply(before, now);
  for (let c = 0; c < n; c++) now[c] = now[c] / half + before[c];
  const sum = before.map((value) => weights[0] * value);
  for (let k = 1; k < weights.length; k++) {
    const weight = 2 * weights[k];
    for (let c = 0; c < n; c++) sum[c] += weight * now[c];
    if (k + 1 === weights.length) break;
    apply(now, next);
    for (let c = 0; c < n; c++) next[c] = 2 * (next[c] / half + now[c]) - before[c];
    [before, now, next] = [now, next, before];
  }
  return sum;
}

/** e^(−x)·I_k(x) for k = 0, 1, … until they are negligible, by Miller's backward recurrence (Olver 1964). */
function scaledBessel(x: number): number[] {
  const top = Math.ceil(9 * Math.sqrt(x) + 40);
  const values = new Float64Array(top + 2);
  values[top] = 1e-250;
  let sum = 2 * values[top];
  for (let k = top; k > 0; k--) {
    values[k - 1] = (2 * k * values[k]) / x + values[k + 1];
    sum += (k > 1 ? 2 : 1) * values[k - 1];
    if (values[k - 1] < 1e200) continue;
    for (let j = k - 1; j <= top; j++) values[j] *= 1e-250;
    sum *= 1e-250;
  }
  const count = values.findIndex((value) => value < NEGLIGIBLE * sum);
  return Array.from(values.subarray(0, count < 0 ? top : Math.max(count, 2)), (value) => value / sum);
}
