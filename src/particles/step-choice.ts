import { InputError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import { coefficientsInTime } from "./coefficients-in-time.js";
import type { StochasticEquation } from "./equation.js";
import { seenByPilot, type Rates, type Seen } from "./pilot.js";
import { shortestOf, type Due, type Spell } from "./schedule.js";
import type { Scheme } from "./scheme.js";
import { steepnessAhead } from "./scouts.js";
import { timeSteps, type TimeSteps } from "./spells.js";

/** More steps than this are not made. */
export const MAXIMUM_STEPS = 1e9;
/** Explicit steps beyond this many fastest times are unstable. */
const UNSTABLE = 2;
const STABLE = 0.3;
/** The same for the few in the steepest places. */
const BOUNDED = 1;
/** Share of the sampling noise that the error of the step may be, for a linear drift. */
const SHARE = 0.15;
/** A step this many times too long for them is shortened; beyond it, it is cut where they are, unless it may miss them. */
const SHORTENED = 3;
/** How often scouts are sent out, and how much shorter steps get from one time to the next. */
const SCOUTED = 5;
const FALL = 8;
/** A stated step this many times too long for what changes in time draws a warning. */
const TOO_LONG = 4;
/** Steps are shortened for a while where they are to be shorter by more than this. */
const SHORTER = 0.7;

/** The steps of a run. */
export interface ChosenSteps {
  readonly dt: number;
  /** Where drift or D change too fast in time for dt; none where dt is stated. */
  readonly spells: readonly Spell[];
  /** Whether steps are cut where few particles meet a drift that dt is too long for; never where dt is stated. */
  readonly cut: boolean;
  /** What a stated step that is too long for what changes in time may shift moments by, in their spread. */
  readonly unfollowed: number;
  readonly warnings: readonly string[];
}

/**
 * The time step: the stated one, when it is stable, or else one whose error is small beside the sampling noise of `count`
 * particles. With e = dt·rate the stationary variance of a linear drift is off by e/2 for a scheme of weak order 1, by
 * about e^{3/2}/2 for SOSRI's 3/2 and by e²/4 for Heun's, and sampled with √(2/count): the former is to be 0.15 of the
 * latter. Slopes of the drift count with the order for additive noise, those of the noise with that for its kind, and the
 * steepest of them: in a layer of D the error is that of the ratio of the densities on its sides, few as may be in it. Where
 * particles are in steeper places for a while, steps are shorter, and where drift or D change fast in time, see {@link timeSteps}.
 * @throws InputError for a stated step that is unstable where the particles go, with a step that is not, and where drift or
 *   D change faster in time than can be followed
 */
export function chosenSteps(
  problem: Problem,
  scheme: Scheme,
  equation: StochasticEquation,
  count: number,
  due: readonly Due[],
  stated: number | null,
): ChosenSteps {
  const { start, frames } = problem.time!;
  const span = frames[frames.length - 1] - start;
  const sampling = Math.sqrt(2 / count);
  const share = (weak: number): number => ((weak >= 2 ? 4 : 2) * SHARE * sampling) ** (1 / weak);
  const own = scheme.orders[equation.noise]!.weak;
  const smooth = (scheme.orders.additive ?? { weak: own }).weak;
  // what noise that does not commute leaves of order 1 in Heun's scheme is small beside the errors of Euler's
  const rough = smooth >= 2 ? Math.max(own, 1.5) : own;
  const inSpace = ({ drift, noise, fastest, most }: Rates): number =>
    Math.min(span / 200, share(smooth) / drift, share(rough) / noise, STABLE / fastest, BOUNDED / most);
  const inTime = ({ drift, tracks }: Seen, dt: number): TimeSteps => {
    const coefficients = coefficientsInTime(problem, due, tracks);
    if (!coefficients) return NONE;
    const accuracy = { dt, count, share: SHARE, memory: 1 / drift, frames, ...scheme.averages[equation.noise] };
    const found = timeSteps(coefficients, tracks, accuracy);
    coefficients.release();
    return found;
  };

  let seen = seenByPilot(problem, scheme, due);
  let dt = stated ?? inSpace(seen);
  let steps = inTime(seen, dt);
  if (steps.spells.length > 0 && steps.unresolved === null) {
    // a pilot that follows what changes may come to other places
    seen = seenByPilot(problem, scheme, due, steps.spells);
    dt = stated ?? inSpace(seen);
    steps = inTime(seen, dt);
  }
  const { spells, shortest, unresolved } = steps;
  if (stated === null) {
    if (unresolved !== null) throw tooFast(unresolved, shortest!.dt);
    const early = spellsWhere(seen.tracks.times, seen.moments.map(inSpace), dt);
    const found = { spells: shortestOf(early, spells), unfollowed: 0, warnings: [] };
    // scouts would go all the way; whoever counts the steps refuses them
    if (span / dt > MAXIMUM_STEPS) return { ...found, dt, cut: false };
    for (let scouted = 1; ; scouted++) {
      const { wide, narrow, within } = steepnessAhead(problem, scheme, due, found.spells, dt, count);
      const enough = scouted === SCOUTED || (narrow * dt <= BOUNDED && within * dt <= share(smooth));
      if (enough && wide * dt > SHORTENED) return { ...found, dt, cut: true };
      if (enough) return { ...found, dt: Math.min(dt, BOUNDED / wide), cut: false };
      dt = Math.max(Math.min(dt, BOUNDED / narrow, share(smooth) / within), dt / FALL);
    }
  }
  if (stated * seen.fastest > UNSTABLE)
    throw new InputError({
      code: "unstable-step",
      path: "particles.dt",
      expected: `a step below ${Number((UNSTABLE / seen.fastest).toPrecision(2))}, where ${scheme.name} is stable`,
      found: `${stated}`,
      remedy: `Try ${Number(inSpace(seen).toPrecision(2))}, whose error is small beside the sampling noise, or leave dt out.`,
    });
  if (!shortest || stated <= TOO_LONG * shortest.dt)
    return { dt: stated, spells: [], cut: false, unfollowed: 0, warnings: [] };
  const { order } = scheme.averages[equation.noise];
  return {
    dt: stated,
    spells: [],
    cut: false,
    unfollowed: (SHARE / Math.sqrt(count)) * (stated / shortest.dt) ** order,
    warnings: [
      `particles: drift or D change in time near t = ${short(shortest.start)} faster than steps of ${stated} follow, and moments may be wrong by more than chance (leave dt out, or take ${short(shortest.dt)})`,
    ],
  };
}

/**
 * Where particles at the times around ask for shorter steps than dt, as while they fall from a steep place. From a time to the
 * next steps are as short as either asks for.
 */
function spellsWhere(times: readonly number[], needed: readonly number[], dt: number): Spell[] {
  if (needed.length === 0) return [];
  return times.slice(1).flatMap((end, k) => {
    const shortest = Math.min(needed[k], needed[k + 1]);
    return shortest < SHORTER * dt ? [{ start: times[k], end, dt: shortest }] : [];
  });
}

const NONE: TimeSteps = { spells: [], shortest: null, unresolved: null };

const short = (value: number): number => Number(value.toPrecision(2));

const tooFast = (time: number, dt: number): InputError =>
  new InputError({
    code: "too-many-steps",
    path: "particles.dt",
    expected: "drift and D that change slowly enough in time for steps to follow",
    found: `values near t = ${Number(time.toPrecision(3))} that still change within ${short(dt)}`,
    remedy: "Take the average over what changes so fast, end the run earlier, or state a dt to run nevertheless.",
  });
