import { InputError } from "../errors.js";
import type { Grid } from "../grid/grid.js";
import type { Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { entryIndex } from "./equation.js";
import { type problemEquation } from "./problem-equation.js";
import { coefficientsAt, FRAMES, pathsAhead, positionsAt } from "./paths-ahead.js";
import type { Tracks } from "./coefficients-in-time.js";
import type { Due, Spell } from "./schedule.js";
import type { Scheme } from "./scheme.js";

/** Particles of the pilot runs that show where the particles go. */
const PILOT = 128;
/** A pilot run counts when its step is shorter than this part of the fastest time. */
const SMOOTH = 0.2;
/** This part of the visited places may be faster than what decides. */
const RARE = 0.005;
/** A layer of D counts where more than this part is in it. */
const LAYER = 0.02;
/** As many are passed over where steps are cut for them. */
const REFINED = 0.1;
/** And this part of those at one time. */
const UNSURE = 0.03;
const MOST_STEPS = 20_000;
/** Second differences of an interaction are taken over this part of an axis. */
const DIFFERENCE = 1e-3;
/** So many of the particles show how coefficients change in time. */
const FEW = 8;

/** How fast coefficients change for a particle: |∂a| and, near absorbing ends, a²/2D; and |∂B|². */
interface Local {
  drift: number;
  noise: number;
}

/** The same of many places. */
export interface Rates {
  /** Root mean square. */
  readonly drift: number;
  /** The same, or what all but a few places stay below if that is more: a layer of D decides on the densities on its sides. */
  readonly noise: number;
  /** What all but a few places stay below. */
  readonly fastest: number;
  /** What all do, but those where steps are cut. */
  readonly most: number;
}

/** The rates over all places where particles have been, and where some have been. */
export interface Seen extends Rates {
  /** The rates about each of the times of the tracks. */
  readonly moments: readonly Rates[];
  readonly tracks: Tracks;
}

/** What particles see where they go, by pilots of shorter and shorter steps. */
export function seenByPilot(
  problem: Problem,
  scheme: Scheme,
  due: readonly Due[] = [],
  spells: readonly Spell[] = [],
): Seen {
  const { start, frames } = problem.time!;
  const span = frames[frames.length - 1] - start;
  let dt = span / 200;
  for (let tries = 0; ; tries++) {
    const seen = seenIn(problem, scheme, due, spells, dt);
    if (seen.fastest * dt <= SMOOTH || span / dt > MOST_STEPS || tries > 12) return seen;
    dt = Math.max(SMOOTH / (2 * seen.fastest), dt / 30);
  }
}

/** What a pilot of one step has seen. */
function seenIn(problem: Problem, scheme: Scheme, due: readonly Due[], spells: readonly Spell[], dt: number): Seen {
  const { grid } = problem;
  const { times, trajectories, lost, equation, singular } = pathsAhead(problem, scheme, due, spells, dt, PILOT);
  const span = times[FRAMES] - times[0];
  const d = grid.axes.length;
  const tracks = tracksOf(times, trajectories, d);
  // whoever is lost has met a drift that the step could not follow
  if (lost > RARE * PILOT && span > MOST_STEPS * dt) throw lostEverywhere(lost, dt);
  if (lost > RARE * PILOT) return { drift: 10 / dt, noise: 0, fastest: 10 / dt, most: 10 / dt, moments: [], tracks };
  const found = times.map((time, f): Local[] => {
    const positions = positionsAt(trajectories, f, PILOT, d);
    return positions[0].length > 0 ? ratesAt(problem, equation, positions, time, dt) : [];
  });
  // where the drift is infinite, steps are cut: see `refined`
  const rare = singular ? REFINED : RARE;
  return {
    ...ratesOf(found.flat(), rare, singular),
    // of so few places at one time the fastest are left to chance
    moments: found.map((places) => ratesOf(places, Math.max(rare, UNSURE), true)),
    tracks,
  };
}

/** Root mean squares of all but the fastest, a share that is passed over; `most` passes over them only where asked to. */
function ratesOf(places: readonly Local[], share: number, leaveOut: boolean): Rates {
  const usual = (kind: keyof Local): Float64Array => {
    const sorted = Float64Array.from(places, (rates) => rates[kind]).sort();
    return sorted.subarray(0, Math.floor((1 - share) * sorted.length) + 1);
  };
  const size = (values: Float64Array): number =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(values.length, 1));
  const drift = usual("drift");
  const fastest = drift[drift.length - 1] ?? 0;
  const most = leaveOut ? fastest : places.reduce((largest, rates) => Math.max(largest, rates.drift), 0);
  const noise = usual("noise");
  const layers = noise[Math.floor((1 - LAYER) * noise.length)] ?? 0;
  return { drift: size(drift), noise: Math.max(size(noise), layers), fastest, most };
}

/** Where the first few of a pilot were; of those that have left, where they were last. */
function tracksOf(times: readonly number[], trajectories: Float64Array, d: number): Tracks {
  const axes = Array.from({ length: d }, (_, a) => a);
  const positions: Float64Array[][] = [];
  times.forEach((_, f) => {
    const at = (k: number, a: number): number => trajectories[(f * PILOT + k) * d + a];
    positions.push(
      axes.map((a) =>
        Float64Array.from({ length: FEW }, (__, k) => (Number.isNaN(at(k, a)) ? positions[f - 1][a][k] : at(k, a))),
      ),
    );
  });
  const variances = times.map((_, f) =>
    axes.map((a) => {
      const own = Array.from({ length: PILOT }, (__, k) => trajectories[(f * PILOT + k) * d + a]).filter(
        Number.isFinite,
      );
      const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
      return own.length > 1 ? own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / own.length : 0;
    }),
  );
  return { times, positions, variances };
}

const lostEverywhere = (lost: number, dt: number): InputError =>
  new InputError({
    code: "drift-not-finite",
    path: "drift",
    expected: "a drift, and a slope of D, that particles can follow wherever they come",
    found: `${lost} of ${PILOT} pilot particles that became NaN or infinite in steps of ${Number(dt.toPrecision(2))}`,
    remedy:
      "Keep singularities outside the grid, or at a wall; write a steep D with tanh rather than exp, whose slope may overflow. If the run is far longer than the drift takes to act, end it earlier.",
  });

/** Slopes of the drift and of the noise at some positions, and near absorbing ends a²/2D. */
function ratesAt(
  problem: Problem,
  equation: ReturnType<typeof problemEquation>,
  positions: readonly Float64Array[],
  time: number,
  dt: number,
): Local[] {
  const { grid } = problem;
  const n = positions[0].length;
  const { workspace, at, drift, factor, run } = coefficientsAt(equation, positions);
  const look = (): Float64Array[][] => {
    run(time, n);
    return [drift.map((a) => a.slice(0, n)), factor.map((b) => b.slice(0, n))];
  };
  const [a0, b] = look();
  const rates = Array.from({ length: n }, () => ({ drift: 0, noise: 0 }));
  grid.axes.forEach(({ faces, boundary }, axis) => {
    const range = faces[faces.length - 1] - faces[0];
    const row = equation.diagonal ? [b[axis]] : grid.axes.map((_, j) => b[entryIndex(axis, j, grid.axes.length)]);
    const D = (k: number): number => row.reduce((sum, entry) => sum + 0.5 * entry[k] ** 2, 0);
    const x = at[axis];
    // towards the middle, so that no place outside the grid is looked at
    // as far as a step of noise goes: a jump of the drift is crossed, and is no slope
    const delta = Float64Array.from(positions[axis], (_, k) =>
      Math.min(Math.max(Math.sqrt(2 * D(k) * dt), 1e-4 * range), 0.02 * range),
    );
    const inward = delta.map((step, k) => (2 * positions[axis][k] < faces[0] + faces[faces.length - 1] ? step : -step));
    for (let k = 0; k < n; k++) x[k] = positions[axis][k] + inward[k];
    const [a1, b1] = look();
    for (let k = 0; k < n; k++) x[k] = positions[axis][k];
    const [, b0] = look();
    for (let k = 0; k < n; k++) {
      const own = rates[k];
      for (let i = 0; i < a0.length; i++) own.drift = Math.max(own.drift, Math.abs(a1[i][k] - a0[i][k]) / delta[k]);
      for (let i = 0; i < b0.length; i++) own.noise = Math.max(own.noise, ((b1[i][k] - b0[i][k]) / delta[k]) ** 2);
    }
    // reflection is exact for a drift that is constant in the step; the time of leaving is not
    const below = boundary.lower === "absorbing" ? faces[0] : -Infinity;
    const above = boundary.upper === "absorbing" ? faces[faces.length - 1] : Infinity;
    if (below === -Infinity && above === Infinity) return;
    for (let k = 0; k < n; k++) {
      const distance = Math.min(positions[axis][k] - below, above - positions[axis][k]);
      if (distance < 0.03 * range && D(k) > 0) rates[k].drift = Math.max(rates[k].drift, a0[axis][k] ** 2 / (2 * D(k)));
    }
  });
  workspace.release();
  const pulls = problem.drift.interaction ? slopesOfMeanField(problem.drift.interaction, grid, positions) : null;
  if (pulls) for (let k = 0; k < n; k++) rates[k].drift += pulls[k];
  return rates;
}

/** So many of the others stand for all of them. */
const OTHERS = 32;

/** |∂(∂W * ρ)| at each position, the largest over the axes, with ρ that of some of the positions, by differences. */
function slopesOfMeanField(W: Field, { axes }: Grid, positions: readonly Float64Array[]): Float64Array {
  const n = positions[0].length;
  const stride = Math.ceil(n / OTHERS);
  const others = Math.ceil(n / stride);
  const apart = axes.map(({ faces, boundary }, a) => {
    const length = faces[faces.length - 1] - faces[0];
    return Float64Array.from({ length: n * others }, (_, i) => {
      const difference = positions[a][Math.floor(i / others)] - positions[a][(i % others) * stride];
      return boundary.lower === "periodic" ? difference - length * Math.round(difference / length) : difference;
    });
  });
  const valuesAt = (axis: number, shift: number): Float64Array => {
    const points = apart.map((values, a) => (a === axis ? values.map((value) => value + shift) : values));
    const out = new Float64Array(n * others);
    W.valuesInto(points, 0, out);
    return out;
  };
  const slopes = new Float64Array(n);
  axes.forEach(({ faces }, axis) => {
    const delta = DIFFERENCE * (faces[faces.length - 1] - faces[0]);
    const [below, here, above] = [valuesAt(axis, -delta), valuesAt(axis, 0), valuesAt(axis, delta)];
    for (let k = 0; k < n; k++) {
      let sum = 0;
      for (let i = k * others; i < (k + 1) * others; i++) sum += (below[i] - 2 * here[i] + above[i]) / delta ** 2;
      slopes[k] = Math.max(slopes[k], Math.abs(sum) / others);
    }
  });
  return slopes;
}
