import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import type { Ensemble } from "../particles/ensemble.js";
import type { Plan, SimulationOptions } from "../particles/plan.js";
import { planned } from "../particles/planning.js";
import { CHUNK } from "../particles/tally.js";
import type { Due } from "../particles/schedule.js";
import { plannedRun } from "../particles/simulate.js";
import { InputError } from "../errors.js";
import { evolution } from "../solve/evolve.js";
import { halvedProblem } from "../solve/halved-problem.js";
import type { RunOptions } from "../solve/progress.js";
import type { Solution } from "../solve/solution.js";
import { agreementOf, type Agreement } from "./agreement.js";
import type { Evidence } from "./evidence.js";
import { finerProblem } from "./finer.js";

/** A density, an ensemble and whether they agree. */
export interface Comparison {
  readonly problem: Problem;
  readonly agreement: Agreement;
  readonly solution: Solution;
  readonly ensemble: Ensemble;
}

/** How far a comparison is. */
export interface ComparisonProgress {
  readonly stage:
    | "density"
    | "density on the halved grid"
    | "density on the doubled grid"
    | "particles"
    | "particles in longer steps";
  /** Share of the stage that is done. */
  readonly done: number;
}

export interface CompareOptions extends SimulationOptions {
  /** Keep the ledger of the density (default true). */
  readonly ledger?: boolean;
  /** Chance of a false alarm; 1e-4. */
  readonly threshold?: number;
}

/** Particles that are run again in steps twice as long. */
const PROBES = 20 * CHUNK;

/**
 * Solves a problem twice, as a density on the grid and as particles, and says whether both agree.
 *
 * The two share the statement of the problem and nothing else. Detectors of resets watch the density, and both use the times
 * they find.
 * @throws InputError as `evolve` and `simulate`
 */
export function compare(problem: Problem, options: CompareOptions = {}): Comparison {
  const run = comparison(problem, options);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/**
 * As {@link compare}, yielding how far it is.
 * @throws InputError for what is no problem at once, all others at the first call of `next`
 */
export function comparison(problem: Problem, options: CompareOptions = {}): Generator<ComparisonProgress, Comparison> {
  requireProblem(problem);
  return compared(problem, options);
}

function* compared(problem: Problem, options: CompareOptions): Generator<ComparisonProgress, Comparison> {
  const { ledger = true, threshold, ...simulated } = options;
  const solution = yield* densityOf(problem, "density", { ledger });
  const coarse = yield* coarseDensity(solution);
  const plan = planned(problem, { ...grouped(problem, simulated.count), ...simulated, resets: dueIn(solution) });
  const ensemble = yield* ensembleIn(plan, "particles");
  const { long: longPlan, short: shortPlan } = probes(plan);
  const long = yield* ensembleIn(longPlan, "particles in longer steps");
  const short = shortPlan ? yield* ensembleIn(shortPlan, "particles in longer steps") : ensemble;
  const agreement = yield* judged({ solution, coarse, ensemble, long, short }, threshold);
  return { problem, agreement, solution, ensemble };
}

/** The agreement, told from the doubled grid where errors of the grid hide much. */
export function* judged(evidence: Evidence, threshold?: number): Generator<ComparisonProgress, Agreement> {
  const agreement = agreementOf(evidence, threshold);
  const problem = finerProblem(evidence, agreement);
  if (!problem) return agreement;
  const finer = yield* admissible(densityOf(problem, "density on the doubled grid", { ledger: false }));
  return finer ? agreementOf({ ...evidence, finer }, threshold) : agreement;
}

/** Some of the particles of a plan, in steps twice as long and in its own; the latter are null when they are all there are. */
export function probes(plan: Plan): { readonly long: Plan; readonly short: Plan | null } {
  const few = { ...plan, count: Math.min(PROBES, plan.count), trajectories: 0 };
  return { long: { ...few, merged: 2 }, short: few.count === plan.count ? null : few };
}

/** Groups of particles that act on each other, for `groupTests`. */
const GROUPS = 10;

/** In groups where particles act on each other, as far as there are enough of them. */
export const grouped = ({ drift, particles }: Problem, count = particles.count): { groups: number } => ({
  groups: drift.interaction ? Math.max(1, Math.min(GROUPS, Math.floor(count / CHUNK))) : 1,
});

/** When the resets of a run of the density happened, for the particles. */
export const dueIn = ({ problem, resets }: Solution): Due[] =>
  resets.map(({ time, entry }) => ({ time, reset: problem.resets.find((reset) => reset.entry === entry)! }));

function* densityOf(
  problem: Problem,
  stage: ComparisonProgress["stage"],
  options: RunOptions,
): Generator<ComparisonProgress, Solution> {
  const run = evolution(problem, options);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
    yield { stage, done: (value.time - value.start) / (value.end - value.start) };
  }
}

/** The density on the halved grid; null where there is none. */
export function* coarseDensity(solution: Solution): Generator<ComparisonProgress, Solution | null> {
  const half = halvedProblem(solution);
  if (!half) return null;
  return yield* admissible(densityOf(half, "density on the halved grid", { ledger: false }));
}

function* admissible(run: Generator<ComparisonProgress, Solution>): Generator<ComparisonProgress, Solution | null> {
  try {
    return yield* run;
  } catch (fault) {
    // a strict reset that is admissible here need not be so on other cells
    if (fault instanceof InputError && fault.code === "alpha-too-large") return null;
    throw fault;
  }
}

function* ensembleIn(plan: Plan, stage: ComparisonProgress["stage"]): Generator<ComparisonProgress, Ensemble> {
  const run = plannedRun(plan);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
    yield { stage, done: value };
  }
}
