/** ‖T₁ − T₂‖/‖T₂ − T₃‖ where the results of n = 1, 2, 3 substeps err by c/n^p; 27/5 for p = 2. */
const ratioOf = (p: number): number => (1 - 2 ** -p) / (2 ** -p - 3 ** -p);

/** Below the first ratio the order is taken for reduced, below the second altogether: p = 1.97 and 1.83. */
const SUSPECTED = 5.3;
const CERTAIN = 4.9;
/** What is left of the order at the least. */
const LOWEST = 0.25;

/**
 * Size of the error of (9·T₃ − 4·T₂)/5 that the difference from order 6 cannot see, 0 where all is as it should be.
 *
 * Stiff problems whose sweeps do not commute (a tensor that turns, steep walls beside each other) have errors c/n^p with
 * p < 2 in steps far longer than their fastest rates: order reduction (Hairer and Wanner 1996, IV.15). Extrapolation then
 * cancels less than it believes and the differences between its columns shrink with it. p follows from the ratio of the
 * two differences, and c from either.
 * @param first ‖T₁ − T₂‖
 * @param second ‖T₂ − T₃‖
 */
export function reducedOrderError(first: number, second: number): number {
  const ratio = first / second;
  if (!(ratio < SUSPECTED)) return 0;
  let [low, high] = [LOWEST, 2];
  for (let n = 0; n < 30; n++) {
    const middle = 0.5 * (low + high);
    if (ratioOf(middle) < ratio) low = middle;
    else high = middle;
  }
  const [half, third] = [2 ** -low, 3 ** -low];
  const error = (second * (1.8 * third - 0.8 * half)) / (half - third);
  return error * Math.min(1, (SUSPECTED - ratio) / (SUSPECTED - CERTAIN));
}
