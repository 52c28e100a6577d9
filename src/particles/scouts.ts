import type { Problem } from "../problem/problem.js";
import { entryIndex } from "./equation.js";
import { coefficientsAt, pathsAhead, positionsAt } from "./paths-ahead.js";
import type { ProblemEquation } from "./problem-equation.js";
import type { Due, Spell } from "./schedule.js";
import type { Scheme } from "./scheme.js";

/** One in so many particles runs ahead, and at most so many. */
const SHARE = 64;
const MOST = 2048;
/** At least so many do, if there are. */
const FEWEST = 128;
/** How far about a particle is looked, in steps of noise: as far as the next one may take it, and within. */
const REACHES = [-3, -1, -0.25, 0.25, 1, 3];
/** What changes so many times as fast within a step of noise as over it is narrow. */
const NARROW = 1.5;

/** The steepest drift about places where even few particles come, as rates: dt is too long for them from 1/rate on. */
export interface Steepness {
  /** |Δa| over a step of noise, √(2D dt), or longer, by its length. */
  readonly wide: number;
  /** The largest |Δa| within a step of noise by its length, where the drift is back after it: what a step may miss. */
  readonly narrow: number;
  /** Root mean square over all places of the slopes where it is narrow, 0 elsewhere. */
  readonly within: number;
}

/**
 * What one in sixty-four particles meets in steps of dt. A jump of the drift counts as a slope over a step of noise, for that
 * is what it does to a step. Slopes of mean fields and of D are not looked at.
 */
export function steepnessAhead(
  problem: Problem,
  scheme: Scheme,
  due: readonly Due[],
  spells: readonly Spell[],
  dt: number,
  count: number,
): Steepness {
  const scouts = Math.min(Math.max(Math.ceil(count / SHARE), FEWEST), MOST, count);
  const { times, trajectories, equation, singular } = pathsAhead(problem, scheme, due, spells, dt, scouts);
  // there steps are cut anyway
  if (singular) return GENTLE;
  const d = problem.grid.axes.length;
  const sums = { wide: 0, narrow: 0, squares: 0, places: 0 };
  for (const [f, time] of times.entries())
    addPlaces(sums, problem, equation, positionsAt(trajectories, f, scouts, d), time, dt);
  const { wide, narrow, squares, places } = sums;
  return { wide, narrow, within: Math.sqrt(squares / Math.max(places, 1)) };
}

const GENTLE: Steepness = { wide: 0, narrow: 0, within: 0 };

/** Adds what is met about some positions at one time. */
function addPlaces(
  sums: { wide: number; narrow: number; squares: number; places: number },
  { grid }: Problem,
  equation: ProblemEquation,
  positions: readonly Float64Array[],
  time: number,
  dt: number,
): void {
  const n = positions[0].length;
  const d = grid.axes.length;
  const { workspace, at, drift, factor, run } = coefficientsAt(equation, positions);
  run(time, n);
  const here = drift.map((a) => a.slice(0, n));
  const steps = positions.map((_, axis) => {
    const row = equation.diagonal ? [factor[axis]] : grid.axes.map((__, j) => factor[entryIndex(axis, j, d)]);
    const variances = new Float64Array(n);
    for (const entry of row) for (let k = 0; k < n; k++) variances[k] += dt * entry[k] ** 2;
    return variances.map(Math.sqrt);
  });
  const [wide, narrow, within] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  grid.axes.forEach(({ faces }, axis) => {
    const [lower, upper] = [faces[0], faces[faces.length - 1]];
    const [x, from, step] = [at[axis], positions[axis], steps[axis]];
    for (const reach of REACHES) {
      for (let k = 0; k < n; k++) x[k] = Math.min(Math.max(from[k] + reach * step[k], lower), upper);
      run(time, n);
      const size = Math.abs(reach);
      drift.forEach((there, i) => {
        for (let k = 0; k < n; k++) {
          const change = step[k] > 0 ? Math.abs(there[k] - here[i][k]) / step[k] : 0;
          if (size >= 1) wide[k] = Math.max(wide[k], change / size);
          else {
            narrow[k] = Math.max(narrow[k], change);
            within[k] = Math.max(within[k], change / size);
          }
        }
      });
    }
    x.set(from);
  });
  workspace.release();
  sums.places += n;
  for (let k = 0; k < n; k++) {
    sums.wide = Math.max(sums.wide, wide[k]);
    if (narrow[k] <= NARROW * wide[k]) continue;
    sums.narrow = Math.max(sums.narrow, narrow[k]);
    sums.squares += within[k] ** 2;
  }
}
