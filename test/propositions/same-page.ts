/** Words apart from figures, so that two pages can be compared whose figures differ by rounding. */
const parts = (page: string): string[] =>
  page
    // a table is as wide as its figures
    .replace(/[ \t]+/g, " ")
    .replace(/-{3,}/g, "---")
    .split(/(-?\d+\.?\d*(?:e[-+]?\d+)?)/);

/** Figures that are as good as the same: other processors round exp and sin differently. */
function sameFigure(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-2 * Math.abs(other) + 1e-8;
}

/** The first place where two pages differ by more than rounding; null where there is none. */
export function firstDifference(now: string, before: string): string | null {
  const [ours, theirs] = [parts(now), parts(before)];
  const at = ours.findIndex((part, k) => {
    const other = theirs[k] ?? "";
    return k % 2 === 0 ? part !== other : !sameFigure(Number(part), Number(other));
  });
  if (at < 0) return ours.length === theirs.length ? null : "one page is longer";
  const around = (list: readonly string[]): string => list.slice(Math.max(0, at - 3), at + 3).join("");
  return `${around(ours)} now, ${around(theirs)} on the page`;
}
