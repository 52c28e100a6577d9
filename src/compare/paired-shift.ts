/** From fewer parts the noise of a difference is not known well enough to be taken off. */
const FEWEST = 8;

/**
 * Sizes of differences beyond what is noise: √(Δ² − s²) or 0, whose square is right on average, with the standard errors s of
 * the differences by the jackknife (Tukey 1958), s² = (K − 1)/K Σ (Δ₋ᵦ − Δ̄)².
 * @param differences Δ
 * @param leftOut the same without one of K parts after the other; with fewer than 8 of them nothing is taken off
 */
export function pairedShift(differences: readonly number[], leftOut: readonly (readonly number[])[]): number[] {
  const K = leftOut.length;
  return differences.map((difference, q) => {
    if (K < FEWEST) return Math.abs(difference);
    const mean = leftOut.reduce((sum, values) => sum + values[q], 0) / K;
    const variance = ((K - 1) / K) * leftOut.reduce((sum, values) => sum + (values[q] - mean) ** 2, 0);
    // a part without which nobody is left tells nothing
    return Math.sqrt(Math.max(difference ** 2 - (Number.isFinite(variance) ? variance : 0), 0));
  });
}
