import { InputError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import type { StochasticEquation } from "./equation.js";
import { ratesSeen } from "./pilot.js";
import type { Scheme } from "./scheme.js";

/** Explicit steps beyond this many fastest times are unstable. */
const UNSTABLE = 2;
const STABLE = 0.3;
/** Share of the sampling noise that the error of the step may be, for a linear drift. */
const SHARE = 0.15;

/**
 * The time step: the stated one, when it is stable, or else one whose error is small beside the sampling noise of `count`
 * particles. With e = dt·rate the stationary variance of a linear drift is off by e/2 for a scheme of weak order 1, by
 * about e^{3/2}/2 for SOSRI's 3/2 and by e²/4 for Heun's, and sampled with √(2/count): the former is to be 0.15 of the
 * latter. Slopes of the drift count with the order for additive noise, those of the noise with that for its kind.
 * How fast coefficients change in time is not looked at.
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
  const { drift, noise, fastest } = ratesSeen(problem, scheme);
  const sampling = Math.sqrt(2 / count);
  const share = (weak: number): number => ((weak >= 2 ? 4 : 2) * SHARE * sampling) ** (1 / weak);
  const own = scheme.orders[equation.noise]!.weak;
  const smooth = (scheme.orders.additive ?? { weak: own }).weak;
  // what noise that does not commute leaves of order 1 in Heun's scheme is small beside the errors of Euler's
  const rough = smooth >= 2 ? Math.max(own, 1.5) : own;
  const proposed = Math.min(span / 200, share(smooth) / drift, share(rough) / noise, STABLE / fastest);
  if (stated === null) return proposed;
  if (!(stated * fastest > UNSTABLE)) return stated;
  throw new InputError({
    code: "unstable-step",
    path: "particles.dt",
    expected: `a step below ${Number((UNSTABLE / fastest).toPrecision(2))}, where ${scheme.name} is stable`,
    found: `${stated}`,
    remedy: `Try ${Number(proposed.toPrecision(2))}, whose error is small beside the sampling noise, or leave dt out.`,
  });
}
