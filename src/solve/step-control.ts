import type { Discretization } from "../generator/discretize.js";
import type { Problem } from "../problem/problem.js";
import { STIFF } from "../steppers/lines.js";
import { allowedError, fittingStep, nextStepSize, type ErrorBudget, type StepMade } from "../steppers/step-size.js";
import { grossTraffic, highestRate, type Stepper } from "../steppers/stepper.js";
import { longestStep } from "./longest-step.js";

/** Chooses the steps of a run: a fixed dt, or by the estimated error. */
export interface StepControl {
  /** Size of the next step on the way to a time that has to be met exactly. */
  propose(time: number, target: number): number;
  /** Judges a step by the error it made, given what had accumulated before; learns from it either way. */
  accepts(time: number, dt: number, error: number, totalBefore: number): boolean;
}

/** Steps this small, against the run and against its onset, are taken: the error of a jump does not shrink with them. */
const SMALLEST_SHARE = 1e-11;
const SMALLEST_OF_ONSET = 1e-8;
/** A step cut short to meet a target says nothing against the size that was wanted, within this. */
const LARGEST_RECOVERY = 5;

/** Of steps that are not chosen by their error. */
const NO_NOISE: ErrorBudget["noise"] = { perTime: 0, perStep: 0 };

/**
 * @param speed mass that the state moves per time: ‖A p‖₁
 */
export function stepControl(
  problem: Problem,
  discretization: Discretization,
  stepper: Stepper,
  speed: number,
): StepControl {
  const { tolerance, dt: fixed } = problem.solver;
  const { start, frames } = problem.time!;
  const span = frames[frames.length - 1] - start;
  const budget = {
    tolerance,
    span,
    onset: Math.min(1 / speed, span),
    noise: fixed === null ? roundingNoise(discretization, stepper) : NO_NOISE,
  };
  const first = stepper.estimateOrder === 0 ? span : 0.5 * tolerance ** (1 / stepper.estimateOrder) * budget.onset;
  const smallest = Math.min(SMALLEST_SHARE * span, SMALLEST_OF_ONSET * budget.onset);
  const longest = fixed === null && discretization.timeDependent ? longestStep(problem) : () => Infinity;
  let wanted = fixed ?? Math.min(span, first);
  let last = 0;
  let before: StepMade | null = null;
  return {
    propose: (time, target) => fittingStep(time, target, Math.min(wanted, stepper.maximumStep, longest(time)), last),
    accepts(time, dt, error, totalBefore) {
      if (fixed === null) {
        const allowed = allowedError(budget, time - start, dt, totalBefore);
        const made = { dt, error };
        const next = nextStepSize(made, before, allowed, stepper.estimateOrder);
        if (error > allowed && dt > smallest) {
          wanted = Math.min(next, 0.9 * dt);
          before = null;
          return false;
        }
        before = made;
        wanted = Math.max(next, error > allowed ? dt : 0, dt < wanted ? Math.min(wanted, LARGEST_RECOVERY * dt) : 0);
      }
      last = dt;
      return true;
    },
  };
}

/**
 * What rounding does to implicit steps: it is of the size of what cells hand on, and where the stepper solves open lines
 * without subtraction as soon as that is STIFF times what they hold, no more than that.
 */
export function roundingNoise(discretization: Discretization, stepper: Stepper): ErrorBudget["noise"] {
  const traffic = grossTraffic(discretization, stepper.state);
  const bounded = stepper.name === "tr-bdf2" && discretization.grid.axes[0].boundary.upper !== "periodic";
  return {
    perTime: 2 * Number.EPSILON * traffic,
    perStep: bounded ? 4 * Number.EPSILON * STIFF * (traffic / highestRate(discretization)) : Infinity,
  };
}
