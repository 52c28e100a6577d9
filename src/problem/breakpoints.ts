import type { Field } from "./field.js";

/** Straight segments, one entry a segment in one array an axis. */
export interface Segments {
  readonly from: readonly (readonly number[])[];
  readonly to: readonly (readonly number[])[];
}

/** A cut is looked for between this many equal parts of a segment: two roots in one part go unseen. */
const PARTS = 4;
/** Halvings of a part, to 2⁻²² of a segment; a straight line does the rest for whatever is smooth. */
const HALVINGS = 20;
/** Roots this close to an end of a segment are at the end: a cut along a face cuts no cell. */
const AT_END = 1e-6;

/** For each segment the fractions in (0, 1), increasing, at which one of the fields changes sign. */
export function breakpoints(fields: readonly Field[], segments: Segments, time: number): number[][] {
  const count = segments.from[0].length;
  const found: number[][] = Array.from({ length: count }, () => []);
  for (const field of fields) {
    const valuesAt = (owner: readonly number[], fraction: Float64Array): Float64Array => {
      const points = segments.from.map((from, a) =>
        Float64Array.from(owner, (s, k) => from[s] + fraction[k] * (segments.to[a][s] - from[s])),
      );
      const values = new Float64Array(owner.length);
      field.valuesInto(points, time, values);
      return values;
    };
    const everyOwner = Array.from({ length: count * (PARTS + 1) }, (_, k) => Math.floor(k / (PARTS + 1)));
    const everyFraction = Float64Array.from(everyOwner, (_, k) => (k % (PARTS + 1)) / PARTS);
    const samples = valuesAt(everyOwner, everyFraction);
    const starts = [...samples.keys()].filter(
      (k) => k % (PARTS + 1) !== PARTS && samples[k] < 0 !== samples[k + 1] < 0,
    );
    const owner = starts.map((k) => everyOwner[k]);
    const low = Float64Array.from(starts, (k) => everyFraction[k]);
    const valueLow = Float64Array.from(starts, (k) => samples[k]);
    const valueHigh = Float64Array.from(starts, (k) => samples[k + 1]);
    let size = 1 / PARTS;
    for (let halving = 0; halving < HALVINGS; halving++) {
      size /= 2;
      const middle = low.map((fraction) => fraction + size);
      const values = valuesAt(owner, middle);
      for (let k = 0; k < low.length; k++) {
        if (values[k] < 0 === valueLow[k] < 0) [low[k], valueLow[k]] = [middle[k], values[k]];
        else valueHigh[k] = values[k]!;
      }
    }
    owner.forEach((segment, k) => {
      const part = valueLow[k] / (valueLow[k] - valueHigh[k]);
      found[segment].push(low[k] + size * (part >= 0 && part <= 1 ? part : 0.5));
    });
  }
  return found.map((fractions) => fractions.filter((f) => f > AT_END && f < 1 - AT_END).sort((a, b) => a - b));
}
