import { createWorkspace } from "../kernels/workspace.js";
import type { Problem } from "../problem/problem.js";
import { keepBetween } from "./keep-between.js";
import { problemEquation } from "./problem-equation.js";
import type { Due } from "./schedule.js";

/** A few particles of a pilot: where they were at the start and at some times of the run, and how far all were spread. */
export interface Tracks {
  /** The start and later times. */
  readonly times: readonly number[];
  /** One entry a time: one array an axis, one number a particle. */
  readonly positions: readonly (readonly Float64Array[])[];
  /** One entry a time: the variance along each axis. */
  readonly variances: readonly (readonly number[])[];
}

/**
 * Drift and D as a few particles meet them, in the course of time. The particles stand still between the times of their tracks:
 * what changes is what changes in time.
 */
export interface CoefficientsInTime {
  readonly particles: number;
  /** The drift along each axis, D along each axis and, of a full tensor, D_xy. */
  readonly functions: number;
  /** Times between which drift and D are smooth as far as that is known. */
  readonly edges: readonly number[];
  /** From now on, between two of the edges, the particles are where they were at a time. */
  settle(start: number, end: number, time: number): void;
  /** Values at a time: functions × particles. */
  at(time: number): Float64Array;
  release(): void;
}

/** Room for tables of functions. */
const TABLES = 1 << 24;

/** Drift and D of a problem along the tracks of a pilot; null where neither changes in time. */
export function coefficientsInTime(
  problem: Problem,
  due: readonly Due[],
  { times, positions }: Tracks,
): CoefficientsInTime | null {
  const boosts = due.filter(({ reset }) => reset.boost !== null);
  if (!changesInTime(problem) && boosts.every(({ reset }) => reset.boost!.decay === null)) return null;
  const { start, frames, jumps } = problem.time!;
  const end = frames[frames.length - 1];
  const equation = problemEquation({ ...problem, drift: { ...problem.drift, interaction: null } });
  const particles = positions[0][0].length;
  const workspace = createWorkspace(400 * (particles + 33) + TABLES);
  const places = positions[0].map(({ length }) => workspace.allocate(length + (length & 1)));
  const drift = equation.at(workspace, places, { drift: "ito", factor: false, inside: true });
  const D = equation.diffusionAt(workspace, places, { drift: null, factor: false, inside: true });
  const values = [...drift.drift, ...D.factor];
  const stops = [start, ...jumps, ...boosts.map(({ time }) => time), end].filter(
    (time) => time >= start && time <= end,
  );
  return {
    particles,
    functions: values.length,
    edges: [...new Set(stops)].sort((a, b) => a - b),
    settle(from, to, time) {
      keepBetween(equation, workspace.kernels, due, jumps, from, to);
      const passed = times.filter((at) => at <= time).length;
      positions[Math.max(passed - 1, 0)].forEach((own, a) => void places[a].set(own));
    },
    at(time) {
      drift.run(time, particles);
      D.run(time, particles);
      const out = new Float64Array(values.length * particles);
      values.forEach((own, f) => void out.set(own.subarray(0, particles), f * particles));
      return out;
    },
    release: () => workspace.release(),
  };
}

function changesInTime({ drift, diffusion }: Problem): boolean {
  const fields = [
    drift.loss,
    drift.loss && drift.learningRate,
    ...drift.force,
    diffusion.scalar,
    ...diffusion.diagonal,
    diffusion.cross,
  ];
  return fields.some((field) => field?.varies.inTime);
}
