/** A power of two that brings the largest rate near 1, so that the unit of time does not decide what underflows. */
export function unitScale(rates: readonly Float64Array[]): number {
  let largest = 0;
  for (const rate of rates) for (let c = 0; c < rate.length; c++) if (rate[c] > largest) largest = rate[c];
  return largest > 0 ? 2 ** -Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest)))) : 1;
}
