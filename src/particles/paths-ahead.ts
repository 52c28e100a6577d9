import { createWorkspace } from "../kernels/workspace.js";
import type { Problem } from "../problem/problem.js";
import { problemEquation, type ProblemEquation } from "./problem-equation.js";
import { singularEnds } from "./singular-ends.js";
import { runPart } from "./run-part.js";
import type { Due, Spell } from "./schedule.js";
import type { Scheme } from "./scheme.js";

/** Particles that run ahead are looked at so many times after the start, evenly over the run. */
export const FRAMES = 33;
/** Particles that are worked upon together. */
const TOGETHER = 512;

/** Where some particles come that run ahead to show the others what they will meet. */
export interface PathsAhead {
  readonly times: readonly number[];
  /** Times × particles × axes; NaN once they have left. */
  readonly trajectories: Float64Array;
  /** Particles that became NaN or infinite. */
  readonly lost: number;
  /** The equation without mean field. */
  readonly equation: ProblemEquation;
  /** Whether the drift is infinite at a wall. */
  readonly singular: boolean;
}

/** Runs some particles in steps of dt, shorter in the spells. Resets that resample particles are left out: they are too few. */
export function pathsAhead(
  problem: Problem,
  scheme: Scheme,
  due: readonly Due[],
  spells: readonly Spell[],
  dt: number,
  count: number,
): PathsAhead {
  const { start, frames: own, jumps } = problem.time!;
  const end = own[own.length - 1];
  const times = Array.from({ length: FRAMES + 1 }, (_, k) => start + ((end - start) * k) / FRAMES);
  const equation = problemEquation({ ...problem, drift: { ...problem.drift, interaction: null } });
  const singular = singularEnds(problem.grid, equation, start).length > 0;
  const run = runPart(
    {
      problem: { ...problem, time: { start, frames: times, jumps }, observables: [] },
      count,
      dt,
      spells,
      scheme,
      seed: 1,
      stream: "fast",
      batch: Math.min(count, TOGETHER),
      trajectories: count,
      due: due.map(withoutSharpening),
      bridge: true,
      groups: 1,
      merged: 1,
      cut: singular,
      unfollowed: 0,
      blurred: null,
      warnings: [],
    },
    0,
    count,
  );
  let result = run.next();
  while (!result.done) result = run.next();
  const { trajectories, lost } = result.value;
  return { times, trajectories, lost, equation, singular };
}

/** Where those that are still there are at one of the times, one array an axis. */
export function positionsAt(trajectories: Float64Array, time: number, count: number, d: number): Float64Array[] {
  const rows = Array.from({ length: count }, (_, k) => (time * count + k) * d).filter(
    (at) => !Number.isNaN(trajectories[at]),
  );
  return Array.from({ length: d }, (_, a) => Float64Array.from(rows, (at) => trajectories[at + a]));
}

/** The coefficients at some positions, in a workspace of their own: `at` may be moved before `run`; the caller releases it. */
export function coefficientsAt(equation: ProblemEquation, positions: readonly Float64Array[]) {
  const n = positions[0].length;
  const even = n + (n & 1);
  const workspace = createWorkspace(400 * (even + 32) + (1 << 24));
  const at = positions.map((position) => {
    const array = workspace.allocate(even);
    array.set(position);
    return array;
  });
  return { workspace, at, ...equation.at(workspace, at, { drift: "ito", factor: true }) };
}

/** A reset without what resamples particles. */
const withoutSharpening = ({ time, reset }: Due): Due =>
  reset.redistribute?.sign === "literal" ? { time, reset: { ...reset, redistribute: null } } : { time, reset };
