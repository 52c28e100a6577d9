import type { Problem } from "../problem/problem.js";
import type { Plan } from "./plan.js";
import type { Part } from "./run-part.js";
import { stretches } from "./schedule.js";
import type { Resampling } from "./sharpen.js";
import { CHUNK, groupSizes, type Tally } from "./tally.js";
import { absorbingEnds } from "./walls.js";

/** A mean over particles and its standard error, √(variance/N); the error is null for fewer than two particles. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number | null;
}

/** The ensemble at one frame. */
export interface EnsembleFrame {
  readonly time: number;
  /** Share of the particles that is still there. */
  readonly survival: number;
  /** Of the survivors, one an axis; null without any. */
  readonly mean: readonly Estimate[] | null;
  /** Of the survivors, raw coordinates on a periodic axis, as for a density; null for fewer than two. */
  readonly covariance: readonly (readonly number[])[] | null;
  /** E[f], not normalised by survival. */
  readonly observables: Readonly<Record<string, Estimate>>;
}

/** What a run of particles gives. */
export interface Ensemble {
  readonly problem: Problem;
  readonly plan: Plan;
  /** Steps of each particle. */
  readonly steps: number;
  readonly frames: readonly EnsembleFrame[];
  /** The same of each group alone, where there are several: groups × frames. */
  readonly groups: readonly (readonly EnsembleFrame[])[];
  /** Sums of which the frames are made, of each part that ran by itself, in the order of the particles. */
  readonly tallies: readonly Omit<Tally, "add">[];
  /** Particles in each cell at each frame: frames × cells, last axis fastest. */
  readonly counts: Uint32Array;
  /** Positions at the end, one array an axis; NaN for those that left or are lost. */
  readonly positions: readonly Float64Array[];
  /** The first-passage time of each particle, NaN for those still there, and its end, a place in `ends` or −1. */
  readonly passageTimes: Float64Array;
  readonly passageEnds: Int8Array;
  readonly ends: readonly string[];
  /** Positions of the first particles at the frames: frames × trajectories × axes. */
  readonly trajectories: Float64Array;
  /** Particles whose position became NaN or infinite. They count as not there. */
  readonly lost: number;
  /** What resets that resample particles made wrong, in their order. */
  readonly resamplings: readonly Resampling[];
  /** Mean error of a tabulated function, relative to its largest value; 0 for expressions. */
  readonly tableError: number;
  readonly warnings: readonly string[];
}

/** Puts parts together, in the order of the particles. */
export function ensembleOf(plan: Plan, parts: readonly Part[]): Ensemble {
  const { problem, count } = plan;
  const { grid } = problem;
  const frames = problem.time!.frames;
  const counts = new Uint32Array(frames.length * grid.size);
  for (const part of parts) for (let k = 0; k < counts.length; k++) counts[k] += part.tally.counts[k];
  const tallies = parts.map(({ tally }) => tally);
  const lost = parts.reduce((sum, part) => sum + part.lost, 0);
  // all particles are in one part where there are any
  const { resamplings } = parts[0];
  const tableError = Math.max(...parts.map((part) => part.tableError));
  return {
    problem,
    plan,
    steps: stretches(plan).reduce((sum, { steps }) => sum + steps, 0),
    frames: frames.map((time, f) => frameOf(problem, time, summed(tallies, f), tallies[0].origin, count)),
    groups: plan.groups === 1 ? [] : groupFrames(plan, tallies),
    tallies,
    counts,
    positions: grid.axes.map((_, a) => joined(parts.map((part) => part.positions[a]))),
    passageTimes: joined(parts.map((part) => part.passageTimes)),
    passageEnds: joinedEnds(parts),
    ends: absorbingEnds(grid).map(({ name }) => name),
    trajectories: joinedTrajectories(parts, frames.length),
    lost,
    resamplings,
    tableError,
    warnings: [
      ...plan.warnings,
      ...lostWarning(lost, plan),
      ...resampledWarning(resamplings),
      ...tableWarning(tableError),
    ],
  };
}

const lostWarning = (lost: number, { count, dt }: Plan): string[] =>
  lost === 0
    ? []
    : [
        `particles: ${lost} of ${count} became NaN or infinite and were taken out: the drift is not finite where they came, or the step ${dt} too long for it (try ${Number((dt / 4).toPrecision(2))}, or scheme tamed-euler)`,
      ];

/** A share that ρ − αΔρ makes negative is worth a word from here on. */
const NEGATIVE = 1e-4;

function resampledWarning(resamplings: readonly Resampling[]): string[] {
  if (resamplings.length === 0) return [];
  const negative = Math.max(...resamplings.map((of) => of.negative));
  const where =
    negative > NEGATIVE
      ? `; where rho - alpha*lap(rho) is negative, ${Number((100 * negative).toPrecision(2))} % in all, no one is put`
      : "";
  return [
    `resets: no motion of single particles does what a literal reset does to the density, so all of them are drawn anew with weights from a smoothed count${where}`,
  ];
}

const tableWarning = (error: number): string[] =>
  error < 1e-4
    ? []
    : [
        `particles: a function of the problem was tabulated with a mean error of ${error.toPrecision(1)} of its largest value`,
      ];

function joined(arrays: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}

function joinedEnds(parts: readonly Part[]): Int8Array {
  const out = new Int8Array(parts.reduce((sum, { count }) => sum + count, 0));
  for (const { first, passageEnds } of parts) out.set(passageEnds, first);
  return out;
}

/** Parts hold frames × own particles × axes; the whole holds frames × all tracked particles × axes. */
function joinedTrajectories(parts: readonly Part[], frames: number): Float64Array {
  const rows = Array.from({ length: frames }, (_, f) =>
    parts.map(({ trajectories }) => {
      const length = trajectories.length / frames;
      return trajectories.subarray(f * length, (f + 1) * length);
    }),
  );
  return joined(rows.flat());
}

/** Particles that act on each other run as one part: its chunks, group by group. */
function groupFrames({ problem, count, groups }: Plan, tallies: Ensemble["tallies"]): EnsembleFrame[][] {
  let chunk = 0;
  return groupSizes(count, groups).map((size) => {
    const first = chunk;
    chunk += Math.ceil(size / CHUNK);
    return problem.time!.frames.map((time, f) =>
      frameOf(problem, time, summed(tallies, f, first, chunk), tallies[0].origin, size),
    );
  });
}

/** The sums of a frame over all particles, or over those of some chunks, chunk by chunk. */
export function summed(tallies: Ensemble["tallies"], frame: number, first = 0, end = Infinity): Float64Array {
  const { quantities } = tallies[0];
  const total = new Float64Array(quantities);
  let before = 0;
  for (const { chunks, sums } of tallies) {
    for (let chunk = Math.max(first - before, 0); chunk < Math.min(end - before, chunks); chunk++)
      for (let q = 0; q < quantities; q++) total[q] += sums[(frame * chunks + chunk) * quantities + q];
    before += chunks;
  }
  return total;
}

/** What sums over so many particles say of a frame. */
export function frameOf(
  { grid, observables }: Problem,
  time: number,
  sums: Float64Array,
  origin: readonly number[],
  count: number,
): EnsembleFrame {
  const d = grid.axes.length;
  const n = sums[0];
  const first = grid.axes.map((_, a) => sums[1 + a] / n);
  const covariance = grid.axes.map(() => new Array<number>(d).fill(0));
  let at = 1 + d;
  for (let a = 0; a < d; a++)
    for (let b = a; b < d; b++) covariance[a][b] = covariance[b][a] = sums[at++] / n - first[a] * first[b];
  const estimates = observables.map(({ name }) => {
    const [mean, square] = [sums[at++] / count, sums[at++] / count];
    return [name, { value: mean, standardError: errorOf(square - mean * mean, count) }] as const;
  });
  return {
    time,
    survival: n / count,
    mean:
      n > 0
        ? first.map((value, a) => ({ value: origin[a] + value, standardError: errorOf(covariance[a][a], n) }))
        : null,
    covariance: n > 1 ? covariance : null,
    observables: Object.fromEntries(estimates),
  };
}

const errorOf = (variance: number, n: number): number | null => (n > 1 ? Math.sqrt(Math.max(variance, 0) / n) : null);
