import { valueAt, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { findBroken, type BrokenPieces } from "./broken-pieces.js";
import { along, placesAlong, riseAlong, type Segments } from "./segments.js";

/** Values along many pieces, at the fraction s of each and at a time. */
type Sampled = (s: number, time: number) => Float64Array;

/** What the coefficients of a set of pieces are made of; null where the problem has none. */
export interface Ingredients {
  readonly pieces: Segments;
  /** L(s) − L(0). */
  readonly lossRise: Sampled | null;
  /** ∂L along the axis. */
  readonly lossSlope: Sampled | null;
  readonly force: Sampled | null;
  /** D = S + d for a given d. */
  readonly diffusion: (s: number, time: number, d: number) => Float64Array;
  readonly learningRate: (time: number) => number;
  /** (1 − α) of the noise convention: how much of grad D the conversion to Fick form subtracts from the drift. */
  readonly spurious: number;
  /** The pieces on which what is integrated jumps, with the ingredients of their parts; null where there are none. */
  readonly broken: (time: number) => (BrokenPieces & { readonly of: Ingredients }) | null;
}

/** (1 − α) of each convention. */
export const SPURIOUS = { fick: 0, stratonovich: 0.5, ito: 1 } as const;

/**
 * The ingredients of a problem along pieces. What does not depend on time is sampled once and kept when `again` says
 * that there will be another time.
 * @param lossAtStart the loss where the pieces start
 */
export function ingredients(
  problem: Problem,
  pieces: Segments,
  lossAtStart: (time: number) => Float64Array,
  again: boolean,
): Ingredients {
  const { drift, diffusion, convention } = problem;
  const { loss } = drift;
  const D = diffusion.diagonal[pieces.axis];
  const force = drift.force[pieces.axis];
  const kept = (field: Field, sample: Sampled): Sampled => {
    if (!again || field.varies.inTime) return sample;
    const known = new Map<number, Float64Array>();
    return (s, time) => {
      const values = known.get(s) ?? sample(s, time);
      known.set(s, values);
      return values;
    };
  };
  const places = new Map<number, Float64Array>();
  const placesAt = (s: number): Float64Array => {
    const found = places.get(s) ?? placesAlong(pieces, s);
    if (again) places.set(s, found);
    return found;
  };
  const sampled = (field: Field): Sampled => kept(field, (s, time) => along(pieces, field, s, time, placesAt(s)));
  // with the same D everywhere the loss enters by its difference, which no jump spoils
  const split = [force, ...(D.varies.inSpace ? [loss, D] : [])].filter((field) => field !== null);
  const breaks = findBroken(pieces, split);
  return {
    pieces,
    lossRise: loss && kept(loss, (s, time) => riseAlong(pieces, loss, s, time, lossAtStart(time))),
    lossSlope: loss && sampled(loss.derivative(pieces.axis)),
    force: force && sampled(force),
    diffusion: raised(sampled(D)),
    learningRate: (time) => valueAt(drift.learningRate, time),
    spurious: SPURIOUS[convention],
    broken(time) {
      const found = breaks(time);
      return found && { ...found, of: ingredients(problem, found.parts, lossAtStart, false) };
    },
  };
}

/** D = S + d: S is not evaluated anew when d alone changes. */
const raised =
  (fixed: Sampled): Ingredients["diffusion"] =>
  (s, time, d) => {
    const values = fixed(s, time);
    return d === 0 ? values : values.map((value) => value + d);
  };
