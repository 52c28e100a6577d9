import type { Field } from "./field.js";

/** Straight segments, one entry a segment in one array an axis. */
export interface Segments {
  readonly from: readonly (readonly number[])[];
  readonly to: readonly (readonly number[])[];
}

/** A cut is looked for between this many equal parts of a segment: two roots in one part go unseen. */
const PARTS = 4;
/** Halvings of a part: 2⁻⁴⁰ of it is far below any error of the grid. */
const HALVINGS = 40;

/** For each segment the fractions in (0, 1), increasing, at which one of the fields changes sign. */
export function breakpoints(fields: readonly Field[], segments: Segments, time: number): number[][] {
  const count = segments.from[0]!.length;
  const found: number[][] = Array.from({ length: count }, () => []);
  for (const field of fields) {
    const valuesAt = (owner: readonly number[], fraction: Float64Array): Float64Array => {
      const points = segments.from.map((from, a) =>
        Float64Array.from(owner, (s, k) => from[s]! + fraction[k]! * (segments.to[a]![s]! - from[s]!)),
      );
      const values = new Float64Array(owner.length);
      field.valuesInto(points, time, values);
      return values;
    };
    const everyOwner = Array.from({ length: count * (PARTS + 1) }, (_, k) => Math.floor(k / (PARTS + 1)));
    const everyFraction = Float64Array.from(everyOwner, (_, k) => (k % (PARTS + 1)) / PARTS);
    const samples = valuesAt(everyOwner, everyFraction);
    const starts = [...samples.keys()].filter(
      (k) => k % (PARTS + 1) !== PARTS && samples[k]! < 0 !== samples[k + 1]! < 0,
    );
    const owner = starts.map((k) => everyOwner[k]!);
    const low = Float64Array.from(starts, (k) => everyFraction[k]!);
    for (let halving = 1, size = 0.5 / PARTS; halving <= HALVINGS; halving++, size /= 2) {
      const values = valuesAt(
        owner,
        low.map((fraction) => fraction + size),
      );
      for (let k = 0; k < low.length; k++)
        if (values[k]! < 0 === samples[starts[k]!]! < 0) low[k]! += size;
    }
    owner.forEach((segment, k) => found[segment]!.push(low[k]!));
  }
  return found.map((fractions) => fractions.filter((f) => f > 0 && f < 1).sort((a, b) => a - b));
}
