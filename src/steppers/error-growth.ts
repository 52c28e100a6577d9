import type { GrowthFinder } from "./instability.js";
import type { KindsOfTime } from "./kinds-of-time.js";
import { changingRates, steadyRate, type RatesAhead } from "./rates-ahead.js";
import type { OutOfRounding } from "./stepper.js";

/** What a mean field makes of errors in the rest of a run. */
export interface ErrorGrowth {
  /** A state that is the first of a run, or was changed from outside, and the speed at which it moves, in L1. */
  begin(time: number, speed: number, state: Float64Array): void;
  /** A step over dt has led to a state at a time, and moved it by `moved` in L1. */
  advance(time: number, dt: number, moved: number, state: Float64Array): void;
  /** What a step makes of error until the end of the run, in L1, given what was measured of it at its own end. */
  untilEnd(time: number, dt: number, measured: number): number;
  readonly outOfRounding: OutOfRounding;
}

/** Beyond this no measured error is said to grow: what is left is rounding. */
const LARGEST_GROWTH = 1e6;
/** Two densities are never further apart than this in L1. */
const FURTHEST = 2;
/** Below this, in L1, neither the way nor the error of a step tells anything. */
const REST = 1e-12;
/** A density that would move less than this in the rest of the run is near rest: departures from it decide. */
const NEAR_REST = 0.1;
/** How far it may move until its departures are looked at anew. */
const ELSEWHERE = 0.02;
/** Where coefficients change it may move by this share of all that it would move as well. */
const OF_ALL = 0.2;
/** The rate of growth is found a few per cent too low. */
const CAUTION = 0.05;
/** Coupling times what is left of a run, below which nothing can grow in it that its tolerance would not cover. */
const SHORT = 2;
/** A departure is measured by how far the state moves while it grows by this power of e. */
const WINDOW = 0.5;
/**
 * The most that a step loses of a departure by rounding, in L1: a unit in the last place of each mass. It may be the same in every
 * step next to a state at rest, where changes below it are lost.
 */
export const ROUNDING = Number.EPSILON;
/** Where rounding makes this much of the answer, how fast it grows need only be known to so much less. */
const ALL_ROUNDING = 1;
const LEFT_TO_CHANCE = 0.01;
/**
 * A step over dt multiplies a growing departure by e^(λdt)·(1 + λdt·ε), ε = EXTRAPOLATED·(c·dt)³ + SECOND_ORDER·(λdt)²: the
 * first because the field is interpolated, c being its coupling, the second by TR-BDF2 only. Measured on rings and planes at
 * 1.1 to 5 times the critical coupling: 0.03 to 0.27; the second is the error constant of TR-BDF2, 0.0402.
 */
const EXTRAPOLATED = 0.3;
const SECOND_ORDER = 0.0402;

/**
 * How errors grow until the end of a run in a mean field, other than in a linear equation, whose errors never do.
 *
 * They obey the linear equation that the velocity of the density obeys. While that rises at a rate λ, an error is weighted
 * with e^(λ·time to come), at most until the density would have moved by all it can. Next to a state at rest the velocity
 * shows nothing of it yet: there λ is found from the linear equation itself, and what steps make of a departure that is too
 * small to measure anything by is known from their length.
 *
 * Where coefficients depend on time, a state that is stable now may not be so later, and errors of all that went before
 * decide then: λ is found with the coefficients of the times to come, and a departure grows by max ∫λ. The state is taken to
 * stay where it is till then.
 * @param order of the stepper
 * @param growth of departures from the state as it stands
 * @param kinds of time of the rest of the run; null where coefficients do not depend on it
 */
export function errorGrowth(
  order: number,
  end: number,
  growth: GrowthFinder,
  kinds: KindsOfTime | null = null,
): ErrorGrowth {
  /** Speed ‖dp/dt‖₁ over the last step, and the rate at which it has risen. */
  let last = { dt: 0, speed: 0, rise: 0 };
  let coupling = Infinity;
  /** Rates at which departures from a state grow; looked at near rest only, unless coefficients change. */
  let near: { readonly rates: RatesAhead; readonly state: Float64Array } | null = null;
  let atRest = false;
  /** A state some time ago, and how far from rest the state was found to be by the way from there. */
  let past: { readonly time: number; readonly state: Float64Array } | null = null;
  let departure = Infinity;
  let outOfRounding: OutOfRounding = { error: 0, since: Infinity, rate: 0 };

  return {
    begin(time, speed, state) {
      last = { dt: 0, speed, rise: 0 };
      near = null;
      coupling = growth.coupling(time);
      look(time, state);
    },
    advance(time, dt, moved, state) {
      const speed = moved / dt;
      const tells = last.dt > 0 && Math.min(moved, last.speed * last.dt) > REST;
      last = { dt, speed, rise: tells ? Math.log(speed / last.speed) / (0.5 * (dt + last.dt)) : 0 };
      look(time, state);
      measureDeparture(time, dt, state);
    },
    untilEnd(time, dt, measured) {
      const left = Math.max(end - time - dt, 0);
      const ahead = near?.rates.growth(time + dt) ?? 0;
      // dying out and growing alike leave a departure uncertain; where one turns into the other, the speed tells nothing
      const found = ahead > 0 ? Math.max(Math.abs(near!.rates.at(time)), ahead / Math.max(left, dt)) : 0;
      const risen = kinds && atRest ? 0 : Math.max(last.rise, 0);
      if (!(Math.max(risen, found) > 0)) return measured;
      const exponent = Math.min(Math.max(risen * left, ahead), 700);
      const grown = Math.min(Math.exp(exponent), (FURTHEST * Math.max(risen, found)) / last.speed);
      const weight = Math.min(Math.max(grown, 1), LARGEST_GROWTH);
      if (found === 0) return weight * measured;
      // what lies below REST fades out: shorter steps would not make it smaller
      const weighted = measured + (weight - 1) * (measured ** 2 / (measured + REST));
      const own = Math.min(
        Math.max(Math.min(departure, last.speed / found), ROUNDING) * Math.exp(Math.min(ahead, 700)),
        FURTHEST,
      );
      const relative = EXTRAPOLATED * (coupling * dt) ** 3 + (order === 2 ? SECOND_ORDER * (found * dt) ** 2 : 0);
      const wanted = outOfRounding.error < ALL_ROUNDING ? 1 : LEFT_TO_CHANCE;
      return Math.max(weighted, measured + wanted * own * found * dt * relative);
    },
    get outOfRounding() {
      return outOfRounding;
    },
  };

  /** Looks at departures where they decide. */
  function look(time: number, state: Float64Array): void {
    const left = end - time;
    const way = last.speed * left;
    atRest = way < NEAR_REST;
    if ((!atRest && !kinds) || coupling * left < SHORT) near = null;
    else if (!near || distance(state, near.state) > (atRest ? ELSEWHERE : Math.max(ELSEWHERE, OF_ALL * way))) {
      coupling = growth.coupling(time);
      near = { rates: ratesFrom(time), state: state.slice() };
      past = { time, state: near.state };
      departure = Infinity;
    }
  }

  function ratesFrom(time: number): RatesAhead {
    const rateAt = (when: number): number => {
      const rate = growth.rate(when, coupling, end - time);
      return rate + CAUTION * Math.abs(rate);
    };
    if (!kinds) return steadyRate(rateAt(time), end);
    // a rate is that of some time, which may not run past the end
    const latest = Math.max(end - 1 / coupling, time);
    return changingRates(
      kinds,
      kinds.times.map((when) => rateAt(Math.min(when, latest))),
    );
  }

  function measureDeparture(time: number, dt: number, state: Float64Array): void {
    if (!near || !past) return;
    const { rates } = near;
    const waited = time - past.time;
    // while it dies out the state moves as far
    const enough = Math.abs(rates.between(past.time, time));
    if (!(enough >= WINDOW)) return;
    const rate = enough / waited;
    departure = Math.max(distance(state, past.state) / Math.expm1(enough), ROUNDING);
    // of all steps in which a departure changes by a power of e
    const lost = ROUNDING / Math.min(rate * dt, 1);
    const ahead = rates.growth(past.time);
    const grown = lost * Math.min(Math.exp(ahead), FURTHEST / Math.max(departure, lost));
    const since = rates.unstable(past.time);
    if (ahead > 0 && grown > outOfRounding.error) outOfRounding = { error: grown, since, rate: ahead / (end - since) };
    past = { time, state: state.slice() };
  }
}

export function distance(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < one.length; c++) sum += Math.abs(one[c] - other[c]);
  return sum;
}
