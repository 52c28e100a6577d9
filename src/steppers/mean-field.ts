import { distance, errorGrowth } from "./error-growth.js";
import { growthFinder } from "./instability.js";
import type { Discretization } from "../generator/discretize.js";
import type { PotentialAt } from "../generator/interaction.js";
import type { KindsOfTime } from "./kinds-of-time.js";
import type { Estimate, Stepper } from "./stepper.js";

/** Times that differ by less than this share of a step are the same: a run puts the ends of steps on its frames. */
const SAME_TIME = 1e-6;

/**
 * A stepper for rates that depend on the density by a mean field, made of one for rates that depend on time: the
 * potential V = W * ρ is extrapolated over the step from the last two, the step is tried, V of the trial closes a
 * quadratic with them, and the step is tried again (predictor and corrector; Hairer, Nørsett and Wanner 1993, III.1).
 *
 * Of order 3 in the potential, so that the order is that of the inner stepper up to 3; a first step, and one after the
 * state was changed from outside, has no earlier potential and tries three times. The potential that is carried on is that
 * of the last trial but one, right to the order of the method: one convolution a step. To the inner estimate is added what a
 * linear interpolation of V would have been wrong by, from the difference of the two trials.
 *
 * Errors are those that {@link errorGrowth} makes of them until the end of the run.
 * @param discretization of a problem with an interaction, which `inner` works on
 * @param end of the run
 * @param firstSteps the longest that the first two steps may be, before it is known how the density moves
 * @param kinds of time of the run, where coefficients depend on it: errors may come to grow later
 */
export function meanFieldStepper(
  inner: Stepper,
  discretization: Discretization,
  end: number,
  firstSteps = Infinity,
  kinds: KindsOfTime | null = null,
): Stepper {
  const meanField = discretization.meanField!;
  const growth = errorGrowth(inner.order, end, growthFinder(discretization, inner), kinds);
  const size = inner.state.length;
  const accepted = new Float64Array(size).fill(NaN);
  const first = new Float64Array(size);
  let now: PotentialAt = { time: NaN, potential: new Float64Array(size) };
  let before: PotentialAt | null = null;
  let trial: PotentialAt = { time: NaN, potential: new Float64Array(size) };
  let spare: Float64Array = new Float64Array(size);
  let fresh = false;
  let steps = 0;
  let extra = 0;
  let added = 0;
  meanField.follow(() => inner.state);

  return {
    name: inner.name,
    order: Math.min(inner.order, 3),
    estimateOrder: Math.min(inner.estimateOrder, 3),
    absorbed: inner.absorbed,
    get state() {
      return inner.state;
    },
    get trial() {
      return inner.trial;
    },
    get outOfRounding() {
      return growth.outOfRounding;
    },
    get maximumStep() {
      return steps < 2 ? Math.min(firstSteps, inner.maximumStep) : inner.maximumStep;
    },
    attempt(time, dt) {
      const goesOn = Math.abs(time - now.time) <= SAME_TIME * dt && distance(inner.state, accepted) === 0;
      if (!goesOn) startFrom(time);
      const known = before ? [before, now] : [now];
      meanField.interpolate(known);
      inner.attempt(time, dt);
      if (fresh) {
        growth.begin(time, distance(inner.trial, inner.state) / dt, inner.state);
        fresh = false;
        meanField.interpolate(known);
        inner.attempt(time, dt);
      }
      const share = before ? dt / (2 * dt + 3 * (now.time - before.time)) : 1;
      let estimate: Estimate | null = null;
      for (let pass = before ? 1 : 0; pass < 2; pass++) {
        first.set(inner.trial);
        meanField.potentialInto(inner.trial, trial.potential);
        trial = { time: time + dt, potential: trial.potential };
        meanField.interpolate([...known, trial]);
        estimate = inner.attempt(time, dt);
      }
      const coupling = share * distance(inner.trial, first);
      const { local, total } = estimate!;
      const made = growth.untilEnd(time, dt, local + coupling);
      added = made - local;
      return { local: made, total: total + extra + added + growth.outOfRounding.error };
    },
    accept() {
      const dt = trial.time - now.time;
      const moved = distance(inner.trial, inner.state);
      extra += added;
      steps++;
      inner.accept();
      accepted.set(inner.state);
      const room = before?.potential ?? spare;
      [before, now] = [now, trial];
      trial = { time: NaN, potential: room };
      meanField.follow(() => inner.state);
      growth.advance(now.time, dt, moved, inner.state);
    },
  };

  /** Forgets what was: the state is another one. */
  function startFrom(time: number): void {
    if (before) spare = before.potential;
    before = null;
    accepted.set(inner.state);
    meanField.potentialInto(inner.state, now.potential);
    now = { time, potential: now.potential };
    fresh = true;
    steps = 0;
  }
}
