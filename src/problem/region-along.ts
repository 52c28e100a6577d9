import { InputError } from "../errors.js";
import type { Field } from "./field.js";
import type { Region } from "./region-cells.js";

/** Straight segments in bulk: where each begins and how far it goes, one array an axis. */
export interface Lines {
  readonly from: readonly Float64Array[];
  readonly length: readonly Float64Array[];
  /** Shares in (0, 1), increasing, at which one goes through the wrap of a ring, where all may jump; by segment. */
  readonly wraps: ReadonlyMap<number, readonly number[]>;
}

/** Where a region is met along segments, as shares of them; NaN where it is not. */
export interface Meetings {
  /** Coming from the beginning. */
  readonly first: Float64Array;
  /** Likewise coming from the end, counted from the beginning. */
  readonly last: Float64Array;
}

/** An expression is looked at between this many parts of a segment, and inside a part where it comes towards 0 from both ends. */
const PARTS = 4;
/** Where that finds something it is looked at once more, so that fast changes are seen to be too many. */
const FINE_PARTS = 24;
/** Of a part: how far from its ends the slope is taken. */
const NEAR = 1e-6;
/** Of a plain function, of which it is only known where it is true, there are so many parts. */
const PARTS_OF_FUNCTION = 32;
/** Halvings of a part, to 2⁻³² of a segment. */
const HALVINGS = 30;
/** Steps of the golden section in search of a least value: to 1e-10 of a part. */
const SECTIONS = 48;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** A segment with more pieces of a region in it than this is not resolved. */
const MOST_PIECES = 2;
/** Segments looked at together. */
const CHUNK = 8192;
/** At the wrap, to rounding. */
const AT_WRAP = 1e-9;

/**
 * Where segments meet a region, however thin it is: the roots of all that the region compares (left − right) are looked
 * for along them, also pairs of roots between which nothing is sampled, and the region is asked between roots. Of a plain function,
 * pieces thinner than 1/32 of a segment may go unseen.
 * @throws InputError `region-too-thin` where one segment has more than two pieces of the region in it.
 */
export function meetings(region: Region, lines: Lines): Meetings {
  const count = lines.from[0].length;
  const found = { first: new Float64Array(count).fill(NaN), last: new Float64Array(count).fill(NaN) };
  for (let begin = 0; begin < count; begin += CHUNK)
    meetSome(region, lines, begin, Math.min(begin + CHUNK, count), found);
  return found;
}

/** Parts of segments between wraps; one entry a part. */
interface Stretches {
  readonly owner: readonly number[];
  readonly begin: readonly number[];
  readonly end: readonly number[];
}

function meetSome(region: Region, lines: Lines, low: number, high: number, found: Meetings): void {
  const all = stretchesOf(lines, low, high);
  const passed = new Set<number>();
  const parts = region.byFunction ? PARTS_OF_FUNCTION : PARTS;
  for (const cut of region.cuts) {
    const near = region.byFunction ? [...all.owner.keys()] : nearZero(cut, lines, all);
    const brackets = bracketsOf(cut, samplePlaces(parts, region.byFunction), lines, among(all, near));
    for (const { stretch } of brackets) passed.add(near[stretch]);
  }
  const kept = all.owner.flatMap((segment, s) => (passed.has(s) || lines.wraps.has(segment) ? [s] : []));
  const stretches = among(all, kept);
  const places = samplePlaces(region.byFunction ? parts : FINE_PARTS, region.byFunction);
  const roots: number[][] = kept.map(() => []);
  for (const cut of region.cuts) {
    const brackets = bracketsOf(cut, places, lines, stretches);
    for (const [stretch, share] of halved(brackets, cut, lines, stretches)) roots[stretch].push(share);
  }
  const owner: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  roots.forEach((own, s) => {
    const segment = stretches.owner[s];
    const ends = [stretches.begin[s], ...own.sort((a, b) => a - b), stretches.end[s]];
    for (let k = 1; k < ends.length; k++) {
      if (!(ends[k] > ends[k - 1])) continue;
      owner.push(segment);
      from.push(ends[k - 1]);
      to.push(ends[k]);
    }
  });
  const middle = Float64Array.from(from, (share, k) => 0.5 * (share + to[k]));
  const values = valuesAt(region.field, lines, owner, middle);
  let [pieces, piece] = [0, -1];
  for (let k = 0; k < values.length; k++) {
    if (k > 0 && owner[k] !== owner[k - 1]) pieces = 0;
    if (values[k] === 0) continue;
    const segment = owner[k];
    if (Number.isNaN(found.first[segment])) found.first[segment] = from[k];
    found.last[segment] = to[k];
    // pieces on both sides of a kink, or of the wrap, are one
    if (pieces === 0 || piece !== k - 1) pieces++;
    piece = k;
    if (pieces > MOST_PIECES) refuseFine(region, lines, segment);
  }
}

function refuseFine({ path }: Region, { from, length }: Lines, segment: number): never {
  const at = (share: number): string =>
    `(${from.map((z, a) => Number((z[segment] + share * length[a][segment]).toPrecision(6))).join(", ")})`;
  throw new InputError({
    code: "region-too-thin",
    path,
    expected: "a region whose edges the grid can tell apart",
    found: `more than ${MOST_PIECES} pieces of it between neighbouring cell centres, from ${at(0)} to ${at(1)}`,
    remedy: "Use more cells, or a region with fewer pieces.",
  });
}

function stretchesOf({ wraps }: Lines, low: number, high: number): Stretches {
  const [owner, begin, end]: number[][] = [[], [], []];
  for (let segment = low; segment < high; segment++) {
    const ends = [0, ...(wraps.get(segment) ?? []), 1];
    for (let k = 1; k < ends.length; k++) {
      owner.push(segment);
      begin.push(k === 1 ? 0 : ends[k - 1] + AT_WRAP);
      end.push(k === ends.length - 1 ? 1 : ends[k] - AT_WRAP);
    }
  }
  return { owner, begin, end };
}

const among = ({ owner, begin, end }: Stretches, kept: readonly number[]): Stretches => ({
  owner: kept.map((s) => owner[s]),
  begin: kept.map((s) => begin[s]),
  end: kept.map((s) => end[s]),
});

/** So many times what it changes by along a stretch a cut is away from 0 where it is not looked at more closely. */
const FAR = 4;

/** The stretches along which a cut may come to 0, judged by both ends and the middle. */
function nearZero(cut: Field, lines: Lines, stretches: Stretches): number[] {
  const { owner, begin, end } = stretches;
  const samples = [0, 0.5, 1].map((at) =>
    valuesAt(
      cut,
      lines,
      owner,
      Float64Array.from(begin, (low, s) => low + at * (end[s] - low)),
    ),
  );
  const [low, middle, high] = samples;
  return [...owner.keys()].filter((s) => {
    const least = Math.min(Math.abs(low[s]), Math.abs(middle[s]), Math.abs(high[s]));
    // also where it is NaN
    return !(least > FAR * (Math.abs(middle[s] - low[s]) + Math.abs(high[s] - middle[s])));
  });
}

/** A field at shares of segments. */
function valuesAt(field: Field, { from, length }: Lines, owner: ArrayLike<number>, share: Float64Array): Float64Array {
  const points = from.map((z, a) => {
    const own = new Float64Array(share.length);
    for (let k = 0; k < own.length; k++) own[k] = z[owner[k]] + share[k] * length[a][owner[k]];
    return own;
  });
  const values = new Float64Array(share.length);
  field.valuesInto(points, 0, values);
  return values;
}

/** An interval of a segment at whose ends a field has other signs. */
interface Bracket {
  readonly stretch: number;
  low: number;
  high: number;
  valueLow: number;
  valueHigh: number;
}

/** Where a cut changes sign between samples, or twice between two of them. */
function bracketsOf(cut: Field, places: readonly number[], lines: Lines, stretches: Stretches): Bracket[] {
  const samples = places.length;
  const { owner: owners, begin, end } = stretches;
  const count = owners.length * samples;
  const owner = new Int32Array(count);
  const share = new Float64Array(count);
  for (let s = 0, k = 0; s < owners.length; s++)
    for (let n = 0; n < samples; n++, k++) {
      owner[k] = owners[s];
      share[k] = begin[s] + places[n] * (end[s] - begin[s]);
    }
  const values = valuesAt(cut, lines, owner, share);
  const brackets: Bracket[] = [];
  const valleys: Bracket[] = [];
  const size = (k: number): number => Math.abs(values[k]);
  for (let s = 0, k = 0; s < owners.length; s++, k++)
    for (let n = 0; n < samples - 1; n++, k++) {
      const changes = values[k] < 0 !== values[k + 1] < 0;
      // both ends of a part lead towards 0: between them it may be passed twice
      const leads = n % 3 === 1 && size(k) < size(k - 1) && size(k + 1) < size(k + 2);
      if (changes || leads)
        (changes ? brackets : valleys).push({
          stretch: s,
          low: share[k],
          high: share[k + 1],
          valueLow: values[k],
          valueHigh: values[k + 1],
        });
    }
  return [...brackets, ...passedTwice(valleys, valuesOf(cut, lines, stretches))];
}

/** Shares at which a cut is sampled: of an expression three a part, its beginning and near both its ends. */
const samplePlaces = (parts: number, byFunction: boolean): readonly number[] =>
  [...Array.from({ length: parts }, (_, k) => (byFunction ? [k] : [k, k + NEAR, k + 1 - NEAR])).flat(), parts].map(
    (place) => place / parts,
  );

const valuesOf =
  (cut: Field, lines: Lines, { owner }: Stretches): Values =>
  (own, shares) =>
    valuesAt(
      cut,
      lines,
      own.map(({ stretch }) => owner[stretch]),
      shares,
    );

type Values = (own: readonly Bracket[], shares: Float64Array) => Float64Array;

/** The two brackets of each valley whose bottom is beyond 0, by golden section. */
function passedTwice(valleys: readonly Bracket[], at: Values): Bracket[] {
  const found: Bracket[] = [];
  let open = valleys.map((own) => ({ own, low: own.low, high: own.high, inner: NaN, valueInner: NaN }));
  for (let step = 0; step < SECTIONS && open.length > 0; step++) {
    const tried = Float64Array.from(open, ({ low, high, inner }) =>
      step === 0 ? high - GOLDEN * (high - low) : low + high - inner,
    );
    const values = at(
      open.map(({ own }) => own),
      tried,
    );
    open = open.flatMap(({ own, low, high, inner, valueInner }, k) => {
      const [share, value] = [tried[k], values[k]];
      if (value < 0 !== own.valueLow < 0) {
        found.push({ ...own, high: share, valueHigh: value }, { ...own, low: share, valueLow: value });
        return [];
      }
      if (step === 0) return [{ own, low, high, inner: share, valueInner: value }];
      const better = Math.abs(value) < Math.abs(valueInner);
      const [best, other] = better ? [share, inner] : [inner, share];
      const kept = better ? { inner: share, valueInner: value } : { inner, valueInner };
      return [{ own, ...(other < best ? { low: other, high } : { low, high: other }), ...kept }];
    });
  }
  return found;
}

/** The roots in brackets, by halving them and a straight line at last. */
function halved(
  brackets: readonly Bracket[],
  cut: Field,
  lines: Lines,
  stretches: Stretches,
): (readonly [stretch: number, share: number])[] {
  const at = valuesOf(cut, lines, stretches);
  for (let halving = 0; halving < HALVINGS && brackets.length > 0; halving++) {
    const middle = Float64Array.from(brackets, ({ low, high }) => 0.5 * (low + high));
    const values = at(brackets, middle);
    brackets.forEach((own, k) => {
      if (values[k] < 0 === own.valueLow < 0) [own.low, own.valueLow] = [middle[k], values[k]];
      else [own.high, own.valueHigh] = [middle[k], values[k]];
    });
  }
  return brackets.map(({ stretch, low, high, valueLow, valueHigh }) => {
    const part = valueLow / (valueLow - valueHigh);
    return [stretch, low + (high - low) * (part >= 0 && part <= 1 ? part : 0.5)] as const;
  });
}
