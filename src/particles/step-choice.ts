import { InputError } from "../errors.js";
import { createWorkspace } from "../kernels/workspace.js";
import type { Problem } from "../problem/problem.js";
import { entryIndex, type StochasticEquation } from "./equation.js";
import { problemEquation } from "./problem-equation.js";
import { runPart } from "./run-part.js";
import type { Scheme } from "./scheme.js";

/** Particles and frames of the pilot runs that show where the particles go. */
const PILOT = 512;
const FRAMES = 33;
/** A pilot run counts when its step is shorter than this part of the fastest time. */
const SMOOTH = 0.2;
/** Explicit steps beyond this many fastest times are unstable. */
const UNSTABLE = 2;
/** This part of the visited places may be faster than what decides. */
const RARE = 0.005;
const MOST_STEPS = 200_000;

/** Share of the sampling noise that the error of the step may be, for a linear drift. */
const SHARE = 0.15;

/**
 * The time step: the stated one, when it is stable, or else one whose error is small beside the sampling noise of `count`
 * particles. With e = dt·rate the stationary variance of a linear drift is off by e/2 for a scheme of weak order 1 and by
 * e²/4 for Heun's, and sampled with √(2/count): the former is to be 0.15 of the latter. Rates are slopes of drift and noise
 * (and near walls a²/2D) where a pilot of 512 particles has been.
 * @throws InputError for a stated step that is unstable where the particles go, with a step that is not
 */
export function chosenStep(
  problem: Problem,
  scheme: Scheme,
  equation: StochasticEquation,
  count: number,
  stated: number | null,
): number {
  const { start, frames } = problem.time!;
  const span = frames[frames.length - 1] - start;
  let dt = span / 200;
  let rate = 0;
  for (let tries = 0; tries < 12; tries++) {
    rate = rateOf(problem, scheme, dt);
    if (rate * dt <= SMOOTH || span / dt > MOST_STEPS) break;
    dt = Math.max(SMOOTH / (2 * rate), dt / 30);
  }
  const noise = Math.sqrt(2 / count);
  const weak = scheme.orders[equation.noise]!.weak;
  const e = weak >= 2 ? Math.sqrt(4 * SHARE * noise) : 2 * SHARE * noise;
  const proposed = Math.min(span / 200, e / rate, span / 10);
  if (stated === null) return proposed;
  if (!(stated * rate > UNSTABLE)) return stated;
  throw new InputError({
    code: "unstable-step",
    path: "particles.dt",
    expected: `a step below ${Number((UNSTABLE / rate).toPrecision(2))}, where ${scheme.name} is stable`,
    found: `${stated}`,
    remedy: `Try ${Number(proposed.toPrecision(2))}, or leave dt out.`,
  });
}

/** The fastest rate that all but a few of the places see where particles have been. */
function rateOf(problem: Problem, scheme: Scheme, dt: number): number {
  const { grid } = problem;
  const { start, frames: own } = problem.time!;
  const end = own[own.length - 1];
  const frames = Array.from({ length: FRAMES }, (_, k) => start + ((end - start) * (k + 1)) / FRAMES);
  const pilot: Problem = { ...problem, time: { start, frames, jumps: [] }, observables: [] };
  const plan = {
    problem: pilot,
    count: PILOT,
    dt,
    scheme,
    seed: 1,
    stream: "fast",
    batch: PILOT,
    trajectories: PILOT,
    due: [],
    bridge: true,
  } as const;
  const run = runPart(plan, 0, PILOT);
  let result = run.next();
  while (!result.done) result = run.next();
  const { trajectories, lost } = result.value;
  // whoever is lost has met a drift that the step could not follow
  if (lost > RARE * PILOT) return 10 / dt;
  const d = grid.axes.length;
  const equation = problemEquation({ ...problem, drift: { ...problem.drift, interaction: null } });
  const rates: number[] = [];
  for (let f = 0; f < FRAMES; f++) {
    const rows = Array.from({ length: PILOT }, (_, k) => (f * PILOT + k) * d).filter(
      (at) => !Number.isNaN(trajectories[at]),
    );
    const positions = grid.axes.map((_, a) => Float64Array.from(rows, (at) => trajectories[at + a]));
    if (rows.length > 0) rates.push(...ratesAt(problem, equation, positions, frames[f]));
  }
  rates.sort((a, b) => a - b);
  return rates.length === 0 ? 0 : rates[Math.min(rates.length - 1, Math.floor((1 - RARE) * rates.length))];
}

/** Slopes of the drift and of the noise at some positions, and near walls a²/2D. */
function ratesAt(
  problem: Problem,
  equation: ReturnType<typeof problemEquation>,
  positions: readonly Float64Array[],
  time: number,
): number[] {
  const { grid } = problem;
  const n = positions[0].length;
  const even = n + (n & 1);
  const workspace = createWorkspace(400 * (even + 32) + (1 << 24));
  const at = positions.map((position) => {
    const array = workspace.allocate(even);
    array.set(position);
    return array;
  });
  const { drift, factor, run } = equation.at(workspace, at, { drift: "ito", factor: true });
  const look = (): Float64Array[][] => {
    run(time, n);
    return [drift.map((a) => a.slice(0, n)), factor.map((b) => b.slice(0, n))];
  };
  const [a0, b] = look();
  const rates = new Array<number>(n).fill(0);
  grid.axes.forEach(({ faces, boundary }, axis) => {
    const range = faces[faces.length - 1] - faces[0];
    const delta = 1e-4 * range;
    const x = at[axis];
    // towards the middle, so that no place outside the grid is looked at
    const inward = Float64Array.from(positions[axis], (z) =>
      2 * z < faces[0] + faces[faces.length - 1] ? delta : -delta,
    );
    for (let k = 0; k < n; k++) x[k] = positions[axis][k] + inward[k];
    const [a1, b1] = look();
    for (let k = 0; k < n; k++) x[k] = positions[axis][k];
    const [, b0] = look();
    for (let k = 0; k < n; k++) {
      for (let i = 0; i < a0.length; i++) rates[k] = Math.max(rates[k], Math.abs(a1[i][k] - a0[i][k]) / delta);
      for (let i = 0; i < b0.length; i++) rates[k] = Math.max(rates[k], ((b1[i][k] - b0[i][k]) / delta) ** 2);
    }
    if (boundary.lower === "periodic") return;
    const row = equation.diagonal ? [b[axis]] : grid.axes.map((_, j) => b[entryIndex(axis, j, grid.axes.length)]);
    const D = (k: number): number => row.reduce((sum, entry) => sum + 0.5 * entry[k] ** 2, 0);
    for (let k = 0; k < n; k++) {
      const distance = Math.min(positions[axis][k] - faces[0], faces[faces.length - 1] - positions[axis][k]);
      if (distance < 0.03 * range && D(k) > 0) rates[k] = Math.max(rates[k], a0[axis][k] ** 2 / (2 * D(k)));
    }
  });
  workspace.release();
  return rates;
}
