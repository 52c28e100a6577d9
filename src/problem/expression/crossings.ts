/** A function of time and its slope. */
export interface TimeCurve {
  readonly value: (time: number) => number;
  readonly slope: (time: number) => number;
}

/** Even samples of the interval: what happens between two of them may be missed, unless slopes tell. */
const samples = 2000;

/** −1, 0 or 1 as the sign of a value, 2 for NaN. */
const signOf = (value: number): number => (value > 0 ? 1 : value < 0 ? -1 : value === 0 ? 0 : 2);

/**
 * Times in (start, end) at which any of the curves changes sign, increasing, to the last bit.
 *
 * Each curve is sampled at 2000 even times, where the curves before it cross, and at its own extrema in between;
 * changes are then bisected. Two crossings closer than a sample step without an extremum that the slope shows are missed.
 */
export function signChanges(curves: readonly TimeCurve[], start: number, end: number): number[] {
  if (!(end > start)) return [];
  let times = Array.from({ length: samples + 1 }, (_, i) =>
    i === samples ? end : start + ((end - start) * i) / samples,
  );
  const found: number[] = [];
  for (const { value, slope } of curves) {
    times = merged(times, crossings(slope, times));
    const own = crossings(value, times).filter((time) => time > start && time < end);
    found.push(...own);
    times = merged(times, own);
  }
  return merged(found, []);
}

function crossings(value: (time: number) => number, times: readonly number[]): number[] {
  const found: number[] = [];
  const signs = times.map((time) => signOf(value(time)));
  for (let i = 1; i < times.length; i++)
    if (signs[i] !== signs[i - 1]) found.push(bisect(value, times[i - 1], times[i]));
  return found;
}

/** The end of the last bracket with the smaller value, the upper one when equal: an exact zero if there is one. */
function bisect(value: (time: number) => number, lower: number, upper: number): number {
  const below = signOf(value(lower));
  for (;;) {
    const middle = lower + 0.5 * (upper - lower);
    if (!(middle > lower && middle < upper)) break;
    if (signOf(value(middle)) === below) lower = middle;
    else upper = middle;
  }
  return Math.abs(value(lower)) < Math.abs(value(upper)) ? lower : upper;
}

/** Both in order, those that differ by rounding only (8 units in the last place) counted once. */
function merged(a: readonly number[], b: readonly number[]): number[] {
  const all = [...a, ...b].sort((one, other) => one - other);
  return all.filter((time, i) => i === 0 || time - all[i - 1] > 8 * Number.EPSILON * Math.abs(time));
}
