import { breakpoints } from "../problem/breakpoints.js";
import type { Field } from "../problem/field.js";
import { pieceRule } from "./piece-integrals.js";
import { along, type Segments } from "./segments.js";

const { nodes, weights } = pieceRule;

/** The pieces on which something jumps or has a kink, and integrals along them that are split there. */
export interface BrokenPieces {
  /** Numbers of these pieces. */
  readonly pieces: readonly number[];
  /** All of them cut up at the jumps and at the Gauss nodes of the whole, as pieces of their own. */
  readonly parts: Segments;
  /** Of f given at the fraction s of every part: ∫f dz over each broken piece, and from its start up to each Gauss node. */
  integrals(f: (s: number) => Float64Array): { readonly whole: Float64Array; readonly nodes: readonly Float64Array[] };
}

/**
 * Finds the pieces through which a jump or kink of one of the fields passes, as a function of time. Quadrature across a jump
 * is off by a part of it that depends on where the nodes happen to lie; split there, it is as good as elsewhere.
 *
 * A piece is looked at where one of the `cuts` of the fields has another sign at its ends or in its middle. On a ring the
 * wrap counts where the field does not go on as it ends.
 */
export function findBroken(pieces: Segments, fields: readonly Field[]): (time: number) => BrokenPieces | null {
  const cuts = fields.flatMap((field) => field.cuts ?? []);
  const { wrap } = pieces;
  if (cuts.length === 0 && !(wrap && fields.length > 0)) return () => null;
  const moving = cuts.some(({ varies }) => varies.inTime) || (wrap && fields.some(({ varies }) => varies.inTime));
  let known: BrokenPieces | null | undefined;
  return (time) => {
    if (known === undefined || moving) known = broken(pieces, fields, cuts, time);
    return known;
  };
}

function broken(pieces: Segments, fields: readonly Field[], cuts: readonly Field[], time: number): BrokenPieces | null {
  const { axis, from, length, across, wrap } = pieces;
  const breaks = new Map<number, number[]>();
  const add = (k: number, s: number): void => void breaks.set(k, [...(breaks.get(k) ?? []), s]);
  // each as a straight segment, or two where it runs through the wrap: of piece k, from the fraction `low` to `high`
  const straight = [...suspects(pieces, cuts, time)].flatMap((k) => {
    const low = from[k];
    const high = low + length[k];
    if (!wrap || high <= wrap.upper) return [{ k, s: [0, 1], z: [low, high] }];
    const through = (wrap.upper - low) / length[k];
    return [
      { k, s: [0, through], z: [low, wrap.upper] },
      { k, s: [through, 1], z: [wrap.lower, wrap.lower + high - wrap.upper] },
    ];
  });
  if (straight.length > 0) {
    const ends = (end: 0 | 1): number[][] => {
      const own = straight.map(({ z }) => z[end]);
      const other = across && straight.map(({ k }) => across[k]);
      return other ? (axis === 0 ? [own, other] : [other, own]) : [own];
    };
    breakpoints(cuts, { from: ends(0), to: ends(1) }, time).forEach((found, i) => {
      const { k, s } = straight[i];
      for (const fraction of found) add(k, s[0] + fraction * (s[1] - s[0]));
    });
  }
  for (const k of openWraps(pieces, fields, time)) add(k, (wrap!.upper - from[k]) / length[k]);
  return breaks.size > 0 ? cutUp(pieces, breaks) : null;
}

/** Pieces on which a cut changes sign. */
function suspects(pieces: Segments, cuts: readonly Field[], time: number): Set<number> {
  const found = new Set<number>();
  for (const cut of cuts) {
    const [start, middle, end] = [0, 0.5, 1].map((s) => along(pieces, cut, s, time));
    for (let k = 0; k < start.length; k++) {
      const below = start[k] < 0;
      if (pieces.length[k] > 0 && (middle[k] < 0 !== below || end[k] < 0 !== below)) found.add(k);
    }
  }
  return found;
}

/** Of what a field is near the wrap: by less than this it may differ from rounding. */
const CLOSED = 1e-9;

/** Pieces through the wrap at which a field differs from one side to the other. */
function openWraps({ axis, from, length, across, wrap }: Segments, fields: readonly Field[], time: number): number[] {
  if (!wrap) return [];
  const { lower, upper } = wrap;
  const through = [...wrap.through];
  const other = across && Float64Array.from(through, (k) => across[k]);
  const values = (field: Field, place: (k: number) => number): Float64Array => {
    const own = Float64Array.from(through, place);
    const out = new Float64Array(own.length);
    field.valuesInto(other ? (axis === 0 ? [own, other] : [other, own]) : [own], time, out);
    return out;
  };
  const open = new Set<number>();
  for (const field of fields) {
    const [above, below] = [values(field, () => upper), values(field, () => lower)];
    const nearby = [values(field, (k) => from[k]), values(field, (k) => lower + from[k] + length[k] - upper)];
    through.forEach((k, line) => {
      const size = Math.max(...[above, below, ...nearby].map((side) => Math.abs(side[line])));
      if (Math.abs(above[line] - below[line]) > CLOSED * size) open.add(k);
    });
  }
  return [...open];
}

function cutUp(
  { axis, from, length, across, wrap }: Segments,
  breaks: ReadonlyMap<number, readonly number[]>,
): BrokenPieces {
  const pieces = [...breaks.keys()].sort((a, b) => a - b);
  const parts = pieces.flatMap((k, slot) => {
    const ends = [...breaks.get(k)!.map((s) => ({ s, mark: -1 })), ...[...nodes, 1].map((s, mark) => ({ s, mark }))];
    ends.sort((a, b) => a.s - b.s);
    return ends.map(({ s, mark }, i) => {
      const start = i > 0 ? ends[i - 1].s : 0;
      return { k, slot, mark, start, extent: s - start };
    });
  });
  const begin = Float64Array.from(parts, ({ k, start }) => from[k] + start * length[k]);
  const lengths = Float64Array.from(parts, ({ k, extent }) => extent * length[k]);
  return {
    pieces,
    parts: {
      axis,
      from: begin,
      length: lengths,
      across: across && Float64Array.from(parts, ({ k }) => across[k]),
      wrap,
      upperCell: null,
    },
    integrals(f) {
      const own = new Float64Array(parts.length);
      for (const [g, s] of nodes.entries()) {
        const values = f(s);
        for (let i = 0; i < own.length; i++) own[i] += weights[g] * values[i];
      }
      const marks = [...nodes, 1].map(() => new Float64Array(pieces.length));
      let sum = 0;
      parts.forEach(({ slot, mark }, i) => {
        sum = (i > 0 && parts[i - 1].slot === slot ? sum : 0) + own[i] * lengths[i];
        if (mark >= 0) marks[mark][slot] = sum;
      });
      return { whole: marks[nodes.length], nodes: marks.slice(0, nodes.length) };
    },
  };
}
