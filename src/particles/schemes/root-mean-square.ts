/**
 * The root of the mean of B₀² and B₁², each diagonal or the upper triangle xx, xy, yy of a symmetric positive 2 × 2 matrix: of
 * M = (B₀² + B₁²)/2 it is (M + √(det M) I)/√(tr M + 2√(det M)).
 */
export function rootMeanSquare(
  diagonal: boolean,
  first: readonly number[],
  second: readonly number[],
): readonly number[] {
  // bits are kept where nothing changes
  if (first.every((b, k) => b === second[k])) return first;
  if (diagonal) return first.map((b, k) => Math.sqrt(0.5 * (b * b + second[k] * second[k])));
  const [xx, xy, yy] = [first, second]
    .map(([a, b, c]) => [a * a + b * b, b * (a + c), b * b + c * c])
    .reduce((one, other) => one.map((value, k) => 0.5 * (value + other[k])));
  const root = Math.sqrt(Math.max(xx * yy - xy * xy, 0));
  const trace = Math.sqrt(xx + yy + 2 * root);
  return trace > 0 ? [(xx + root) / trace, xy / trace, (yy + root) / trace] : [0, 0, 0];
}
