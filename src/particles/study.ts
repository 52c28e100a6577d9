import { refuseBadCount } from "../problem/particle-count.js";
import type { ParticleSchemeName, Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import type { NoiseKind } from "./equation.js";
import { endsOnPaths, type PathEnds } from "./on-paths.js";
import { pathErrors, type PathErrors } from "./path-errors.js";
import { problemEquation, type ProblemEquation } from "./problem-equation.js";
import { chosenScheme, fittingSchemes } from "./scheme-choice.js";
import type { Scheme } from "./scheme.js";
import { seenByPilot } from "./pilot.js";
import { refuse, refuseWhatHasNoPath } from "./study-refusals.js";

/** What is to be studied; everything has a default. */
export interface StudyOptions {
  /** All that fit the noise by default. */
  readonly schemes?: readonly ParticleSchemeName[];
  /** Paths; 4000. */
  readonly count?: number;
  /** That of the problem by default. */
  readonly seed?: number;
  /** The longest step; the run is cut into a whole number of them. That of the problem by default, or a quarter of the fastest time. */
  readonly dt?: number;
  /** How many steps to compare, each half the one before; 5. */
  readonly levels?: number;
  /** How often the shortest step is halved for the reference; 4, and 6 where its strong order is ½. */
  readonly finer?: number;
}

/** How one scheme does. */
export interface SchemeStudy extends PathErrors {
  readonly scheme: string;
  /** The orders it is to have for this noise. */
  readonly expected: { readonly strong: number; readonly weak: number };
}

/** Plain data: errors of schemes at several steps. */
export interface DiscretizationStudy {
  readonly problem: string;
  readonly noise: NoiseKind;
  readonly count: number;
  readonly seed: number;
  /** The steps, longest first. */
  readonly dt: readonly number[];
  readonly reference: { readonly scheme: string; readonly dt: number };
  readonly schemes: readonly SchemeStudy[];
  readonly warnings: readonly string[];
}

/** Steps of all paths at all levels, at most: hours. */
const MOST_WORK = 1e12;
const COARSE = 0.25;

/**
 * How the error of schemes falls with the step: each runs on the same Brownian paths at several steps, and is compared
 * path by path with a reference, the scheme of the highest strong order for this noise at a far shorter step.
 *
 * Weak errors are differences of means over the same paths, so that most of the sampling noise drops out. Orders are
 * fitted; a weak order is null where too few errors stand out of the noise. Coordinates on a ring are compared the
 * shorter way round. Where paths meet reflecting walls a warning says so: there they are folded, which has weak order 1, strong order ½.
 * @throws InputError for a problem without start or times, for numbers out of range, for schemes that do not fit, and
 *   for what has no single path to compare: a mean field, resets and restarts, absorbing ends
 */
export function studyDiscretization(problem: Problem, options: StudyOptions = {}): DiscretizationStudy {
  const run = discretizationStudy(problem, options);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/**
 * As {@link studyDiscretization}, yielding the share that is done.
 * @throws InputError for what is no problem at once, all others at the first call of `next`
 */
export function discretizationStudy(
  problem: Problem,
  options: StudyOptions = {},
): Generator<number, DiscretizationStudy> {
  requireProblem(problem);
  return studied(problem, options);
}

function* studied(problem: Problem, options: StudyOptions): Generator<number, DiscretizationStudy> {
  refuseWhatHasNoPath(problem);
  const { particles } = problem;
  const { start, frames } = problem.time!;
  const span = frames[frames.length - 1] - start;
  const equation = problemEquation(problem);
  const { count = 4000, seed = particles.seed, levels = 5 } = options;
  refuseBadCount(count, "count");
  refuse(count >= 2, "count", "at least 2 paths, to know how far the errors can be trusted", count);
  refuse(Number.isSafeInteger(seed) && seed >= 0, "seed", "a whole number from 0 to 2^53-1", seed);
  refuse(Number.isInteger(levels) && levels >= 2 && levels <= 12, "levels", "a whole number from 2 to 12", levels);
  const schemes = options.schemes
    ? options.schemes.map((name) => chosenScheme(name, equation, "schemes"))
    : fittingSchemes(equation.noise);
  const best = bestScheme(equation);
  const { finer = best.orders[equation.noise]!.strong < 1 ? 6 : 4 } = options;
  refuse(Number.isInteger(finer) && finer >= 1 && finer <= 12, "finer", "a whole number from 1 to 12", finer);
  const coarsest = longestSteps(problem, equation, span, options.dt);
  const steps = Array.from({ length: levels }, (_, k) => coarsest * 2 ** k);
  const fine = steps[levels - 1] * 2 ** finer;
  const work = count * (fine + schemes.length * steps.reduce((sum, parts) => sum + parts, 0));
  refuse(
    work <= MOST_WORK,
    "dt",
    `at most ${MOST_WORK} particle steps in all`,
    Number(work.toPrecision(3)),
    "Take fewer paths or levels.",
  );

  let done = 0;
  function* ends(scheme: Scheme, parts: readonly number[]): Generator<number, PathEnds> {
    const run = endsOnPaths(problem, scheme, { count, seed, coarsest, steps: parts });
    for (;;) {
      const step = run.next();
      if (step.done) return step.value;
      yield (done += step.value) / work;
    }
  }

  const reference = yield* ends(best, [fine]);
  const dt = steps.map((parts) => span / parts);
  let turned = reference.turned;
  const studies: SchemeStudy[] = [];
  for (const scheme of schemes) {
    const found = yield* ends(scheme, steps);
    turned = Math.max(turned, found.turned);
    const expected = scheme.orders[equation.noise]!;
    studies.push({
      scheme: scheme.name,
      expected,
      ...pathErrors(problem, dt, found.positions, reference.positions[0]),
    });
  }
  return {
    problem: problem.name,
    noise: equation.noise,
    count,
    seed,
    dt,
    reference: { scheme: best.name, dt: span / fine },
    schemes: studies,
    warnings: [...turnedWarning(turned, count), ...jumpWarning(problem, dt[0]), ...studies.flatMap(lostWarning)],
  };
}

/** Of the highest strong order, then of the highest weak order, then what a simulation would take. */
function bestScheme(equation: ProblemEquation): Scheme {
  const { noise } = equation;
  const rank = ({ orders }: Scheme): number => 10 * orders[noise]!.strong + orders[noise]!.weak;
  return fittingSchemes(noise).reduce(
    (best, scheme) => (rank(scheme) > rank(best) ? scheme : best),
    chosenScheme("auto", equation),
  );
}

/** How many of the longest steps make the run. */
function longestSteps(problem: Problem, equation: ProblemEquation, span: number, stated: number | undefined): number {
  const longest = stated ?? problem.particles.dt;
  if (longest === null) {
    const rate = seenByPilot(problem, chosenScheme("auto", equation)).fastest;
    return Math.max(2, Math.ceil((span * rate) / COARSE));
  }
  const path = stated === undefined ? "particles.dt" : "dt";
  refuse(longest > 0 && longest <= span, path, `a time step above 0 and at most the run's length, ${span}`, longest);
  return Math.ceil(span / longest - 1e-9);
}

const turnedWarning = (turned: number, count: number): string[] =>
  turned === 0
    ? []
    : [
        `particles: ${turned} of ${count} paths met a reflecting wall, where all schemes have weak order 1 and strong order 1/2; fitted orders are no longer those of the scheme`,
      ];

const jumpWarning = ({ time }: Problem, longest: number): string[] =>
  time!.jumps.every(
    (jump) => Math.abs(Math.round((jump - time!.start) / longest) * longest - (jump - time!.start)) < 1e-9 * longest,
  )
    ? []
    : ["particles: drift or D jumps at a time where no step ends; fitted orders are no longer those of the scheme"];

const lostWarning = ({ scheme, lost }: SchemeStudy): string[] =>
  lost === 0 ? [] : [`particles: ${lost} paths became NaN or infinite with ${scheme} and were left out`];
