import { InputError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import type { Problem, StepperName } from "../problem/problem.js";
import { kindsOfTime } from "../steppers/kinds-of-time.js";
import { meanFieldStepper } from "../steppers/mean-field.js";
import { spectral } from "../steppers/spectral.js";
import { ssprk43 } from "../steppers/ssprk43.js";
import { highestRate, type Stepper } from "../steppers/stepper.js";
import { strang } from "../steppers/strang.js";
import { trBdf2 } from "../steppers/tr-bdf2.js";
import { uniformization } from "../steppers/uniformization.js";
import { refuseExtremeTimes } from "./refuse-extreme-times.js";
import { roundingNoise } from "./step-control.js";

const methods: Record<Exclude<StepperName, "auto">, (discretization: Discretization) => Stepper> = {
  "tr-bdf2": trBdf2,
  strang,
  uniformization,
  ssprk43,
  spectral,
};

/** Share of a run that the first steps in a mean field may take, before it is known how the density moves. */
const FIRST_STEPS = 1e-3;

/** The stepper a problem asks for; tr-bdf2 on one axis and strang on two when it leaves the choice open. */
export function chooseStepper(problem: Problem, discretization: Discretization): Stepper {
  const name = problem.solver.stepper;
  const inner =
    methods[name === "auto" ? (problem.grid.axes.length === 1 ? "tr-bdf2" : "strang") : name](discretization);
  if (!discretization.meanField) return inner;
  const { start, frames } = problem.time!;
  const end = frames[frames.length - 1];
  const firstSteps = problem.solver.dt === null ? FIRST_STEPS * (end - start) : Infinity;
  return meanFieldStepper(inner, discretization, end, firstSteps, kindsOfTime(problem, start, end));
}

/** Cell updates per second, a cautious figure for one core. */
const UPDATES_PER_SECOND = 1e8;
/** Updates of a cell in one step; six transforms there and back weigh as many as two hundred. */
const UPDATES_PER_STEP = 24;
const UPDATES_PER_SPECTRAL_STEP = 200;
export const WORTH_A_WARNING = 60;
export const ABSURD = 30 * 24 * 3600;

/**
 * Looks ahead at what can be foreseen: a fixed dt, or a method bound by its rates.
 * @returns a warning, or null
 * @throws InputError `too-long` beyond a month, and for times that floating point cannot follow
 */
export function foreseeDuration(problem: Problem, discretization: Discretization, stepper: Stepper): string | null {
  const { start, frames } = problem.time!;
  const span = frames[frames.length - 1] - start;
  const { perTime, perStep } = roundingNoise(discretization, stepper);
  if (stepper.estimateOrder > 0 && stepper.maximumStep === Infinity && perStep === Infinity && perTime * span > 2)
    throw new InputError({
      code: "too-long",
      path: "time.end",
      expected: `a run of at most ${(2 / perTime).toPrecision(2)}, where rounding takes over`,
      found: `${span}`,
      remedy:
        "So long a run is decided by the rounding of the exchange between neighbouring cells. Where the density settles before that, `steady` finds what it settles into; escapes from wells that take longer are out of reach of a run in time.",
    });
  refuseExtremeTimes(start, span, discretization);
  const products =
    stepper.name === "uniformization"
      ? span * highestRate(discretization)
      : (stepper.name === "spectral" ? UPDATES_PER_SPECTRAL_STEP : UPDATES_PER_STEP) *
        Math.max(span / (problem.solver.dt ?? Infinity), span / stepper.maximumStep);
  const seconds = (products * problem.grid.size) / UPDATES_PER_SECOND;
  if (seconds < WORTH_A_WARNING) return null;
  const advice =
    problem.solver.dt !== null
      ? "A larger solver.dt, or a solver.tolerance in its place, is faster."
      : "An implicit stepper (auto) is not bound by the smallest cell.";
  if (seconds > ABSURD)
    throw new InputError({
      code: "too-long",
      path: problem.solver.dt !== null ? "solver.dt" : "solver.stepper",
      expected: "a run of less than a month",
      found: `about ${readable(seconds)} with ${stepper.name}`,
      remedy: advice,
    });
  return `This run will take about ${readable(seconds)} with ${stepper.name}. ${advice}`;
}

/** `3.2 hours` */
export function readable(seconds: number): string {
  const units = [
    [365.25 * 86400, "years"],
    [86400, "days"],
    [3600, "hours"],
    [60, "minutes"],
  ] as const;
  const [size, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, "seconds"];
  return `${(seconds / size).toPrecision(2)} ${unit}`;
}
