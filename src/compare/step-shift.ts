import { frameOf, summed, type Ensemble, type EnsembleFrame } from "../particles/ensemble.js";
import { CHUNK, groupSizes } from "../particles/tally.js";
import { pairedShift } from "./paired-shift.js";

/** How far the step of the particles may shift their moments at a frame. */
export interface StepShift {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly observables: Readonly<Record<string, number>>;
  /** Σ (Δm)²/σ² + (Δσ²)²/(2σ⁴), and (ΔS)²/(S(1 − S)) of survival: Σ δ²/p of a Gaussian that is so far off. */
  readonly squared: number;
}

/**
 * What the moments change when the same particles take steps twice as long on the same Brownian paths, beyond what is noise
 * (see {@link pairedShift}). For a scheme of order 1 that is the error of the step itself, for one of order 2 three times
 * that: taken as it is, it is on the safe side.
 *
 * Noise is what chunks of particles, or groups of those that act on each other, differ by in their own change: at walls, where
 * paths part, and in mean fields, which fluctuate, it is most of the change. What changes in time too fast for a stated step
 * both may miss: it is added.
 */
export function stepShift(long: Ensemble | null, short: Ensemble | null, frame: number, dimension: number): StepShift {
  const none = new Array<number>(dimension).fill(0);
  const own = short?.frames[frame];
  if (!long?.frames[frame].covariance || !short || !own?.mean || !own.covariance)
    return { mean: none, covariance: none.map(() => none), observables: {}, squared: 0 };
  const [after, before] = [long, short].map((ensemble) =>
    [ensemble.frames[frame], ...leftOut(ensemble, frame)].map(valuesOf(dimension)),
  );
  const [differences, ...without] = after.map((values, k) => values.map((value, q) => value - before[k][q]));
  const shifts = pairedShift(differences, without);
  let at = 0;
  const survival = shifts[at++];
  const { unfollowed, count } = short.plan;
  const spread = own.covariance.map((row, a) => Math.sqrt(row[a]));
  const mean = own.mean.map((_, a) => shifts[at++] + unfollowed * spread[a]);
  const covariance = own.covariance.map((row, a) =>
    row.map((_, b) => shifts[at++] + unfollowed * Math.SQRT2 * spread[a] * spread[b]),
  );
  const observables = Object.fromEntries(
    Object.entries(own.observables).map(([name, { standardError }]) => [
      name,
      shifts[at++] + unfollowed * Math.sqrt(count) * (standardError ?? 0),
    ]),
  );
  const left = own.survival * (1 - own.survival);
  const squared = mean.reduce(
    (sum, shift, a) => {
      const variance = own.covariance![a][a];
      return variance > 0 ? sum + shift ** 2 / variance + covariance[a][a] ** 2 / (2 * variance ** 2) : sum;
    },
    left > 0 ? survival ** 2 / left : 0,
  );
  return { mean, covariance, observables, squared };
}

/** NaN for moments of nobody. */
const valuesOf =
  (d: number) =>
  ({ survival, mean, covariance, observables }: EnsembleFrame): number[] => [
    survival,
    ...(mean?.map(({ value }) => value) ?? new Array<number>(d).fill(NaN)),
    ...(covariance?.flat() ?? new Array<number>(d * d).fill(NaN)),
    ...Object.values(observables).map(({ value }) => value),
  ];

/** The frame without one chunk, or one group, after the other. */
function leftOut({ problem, plan, tallies, frames }: Ensemble, f: number): EnsembleFrame[] {
  const { count, groups } = plan;
  const sizes = groups > 1 ? groupSizes(count, groups) : chunkSizes(count);
  const whole = summed(tallies, f);
  let chunk = 0;
  return sizes.map((size) => {
    const first = chunk;
    chunk += Math.ceil(size / CHUNK);
    const part = summed(tallies, f, first, chunk);
    return frameOf(
      problem,
      frames[f].time,
      whole.map((sum, q) => sum - part[q]),
      tallies[0].origin,
      count - size,
    );
  });
}

const chunkSizes = (count: number): number[] =>
  Array.from({ length: Math.ceil(count / CHUNK) }, (_, k) => Math.min(CHUNK, count - k * CHUNK));
