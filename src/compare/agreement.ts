import { wellsHiddenIn } from "../generator/hidden-wells.js";
import { binsOf } from "./cells.js";
import { holmSmallest } from "./distributions.js";
import type { Evidence } from "./evidence.js";
import { expectationAt, type OnGrids } from "./expectation.js";
import type { FrameData } from "./frame-data.js";
import { frameTests, noncentrality } from "./frame-tests.js";
import { LEAST_NOTICED, noticeable, noticedBy, type Noticeable } from "./noticeable.js";
import { passageTest } from "./passage-test.js";
import { withResampling } from "./resampling-shift.js";
import { stepShift } from "./step-shift.js";
import { testFinding, testPlace } from "./test-words.js";
import type { Test } from "./tests.js";

export type Verdict = "agree" | "disagree" | "inconclusive";

/** Whether a density and an ensemble are of the same process. */
export interface Agreement {
  readonly verdict: Verdict;
  /** Why, in words, and what would make it clearer. */
  readonly reason: string;
  /** The smallest p-value of all tests after Holm's correction, with the errors of discretisation allowed for. */
  readonly pValue: number;
  /** The same without that allowance, of the tests in which those errors are smaller than the noise. */
  readonly strictPValue: number;
  /** The same without it, of all tests. */
  readonly plainPValue: number;
  /** Chance of a disagreement between two runs of the same process that is reported nevertheless. */
  readonly threshold: number;
  readonly tests: readonly Test[];
  /** Errors against noise at the last frame: √ of (non-centrality/√(2·degrees)) by source. */
  readonly budget: Budget;
  /** The smallest errors that so many particles would show; null where errors of discretisation hide all of them. */
  readonly noticeable: { readonly [moment in keyof Noticeable]: number | null };
  /** Frames that no test speaks for: there errors of discretisation are thought to be more than 3 times the noise. */
  readonly untested: readonly number[];
}

/** Non-centrality N Σ δ²/p of the χ² over cells at the last frame, by source, in its standard deviations √(2·degrees). */
export interface Budget {
  /** Of the density on the grid as it is; null without a halved grid. */
  readonly gridAlone: number | null;
  /** Of what may be left once it is extrapolated. */
  readonly grid: number | null;
  readonly time: number;
  readonly step: number | null;
  /** Of resets that resample the particles. */
  readonly resampling: number;
}

export const THRESHOLD = 1e-4;
/** Where errors of discretisation are thought to be more times the noise than this, in the test or over the cells of its frame, it
 * makes no disagreement. */
export const TRUSTED = 3;

/**
 * Compares density and ensemble at every frame after the start: χ² over cells (those who left are a class), the L1 distance
 * against its expectation, Kolmogorov-Smirnov on one axis, mean and covariance, observables, and first passages between
 * frames. Holm's correction makes one p-value of all of them.
 *
 * Particles that act on each other are compared by means of groups alone: see `groupTests`.
 *
 * The density is extrapolated from the grid and the halved grid, or from the doubled grid and the grid. What may be left of the errors of the grid, of time (as the
 * density states it) and of the step (from the same paths in steps twice as long) is allowed for: `disagree` when chance and
 * these errors together make the difference less likely than the threshold, `inconclusive` when the errors alone could make
 * it, or are so large that they are not known well, where a side is known not to follow the other (wells narrower than a cell, ends
 * at which D vanishes and the density is infinite), and where so few particles would not notice a variance that is wrong by half.
 */
export function agreementOf(evidence: Evidence, threshold = THRESHOLD): Agreement {
  const { solution, ensemble, long, short } = evidence;
  const onGrids = gridsOf(evidence);
  const { problem } = solution;
  const { grid } = problem;
  const bins = binsOf(grid);
  const { count } = ensemble.plan;
  const frames = solution.frames.flatMap((frame, f): FrameData[] => {
    if (frame.time === problem.time!.start) return [];
    const expectation = expectationAt(onGrids, f, bins, count);
    const step = stepShift(long, short, f, grid.axes.length);
    return [
      {
        grid,
        time: frame.time,
        expectation,
        ensemble: ensemble.frames[f],
        groups: ensemble.groups.map((group) => group[f]),
        count,
        counts: ensemble.counts.subarray(f * grid.size, (f + 1) * grid.size),
        bins,
        timeError: Math.max(solution.error.time ?? 0, onGrids.fine.error.time ?? 0),
        ...withResampling(step, ensemble, f, expectation, bins),
      },
    ];
  });
  const passages = ensemble.groups.length > 1 ? null : passageTest(evidence, onGrids);
  const tests = [...frames.flatMap(frameTests), ...(passages ? [passages] : [])];
  const clear = tests.filter(({ bias }) => bias <= 1);
  const pValue = holmSmallest(tests.map(({ tolerant }) => tolerant));
  const strictPValue = holmSmallest(clear.map((test) => test.pValue));
  const plainPValue = holmSmallest(tests.map((test) => test.pValue));
  const end = solution.frames[solution.frames.length - 1].time;
  const last = tests.filter(({ time }) => time === end);
  const budget = budgetOf(evidence, frames[frames.length - 1], last);
  const remedy = remedyOf(budget, ensemble.plan.dt);
  const least = noticeable(count - ensemble.lost, ensemble.groups.length, tests.length, threshold);
  const p = { pValue, strict: strictPValue, plain: plainPValue };
  const trusted = trustedOf(tests);
  const judged = verdictOf({ ...p, threshold, tests, trusted, clear, last, remedy, count, least });
  const shown = new Set(trusted.map(({ time }) => time));
  const known = [...wellsHiddenIn(problem), ...(ensemble.plan.blurred === null ? [] : [ensemble.plan.blurred])];
  return {
    ...tempered(judged, known, shown.has(end) ? null : end),
    pValue,
    strictPValue,
    plainPValue,
    threshold,
    tests,
    budget,
    noticeable: noticedBy(tests, trusted, threshold / Math.max(tests.length, 1), ensemble.groups.length),
    untested: frames.map(({ time }) => time).filter((time) => !shown.has(time)),
  };
}

type Judged = Pick<Agreement, "verdict" | "reason">;

/**
 * What one side is known not to follow makes no disagreement of both, and an agreement does not pass for one at the end where
 * that was not tested.
 * @param known in words
 * @param untestedEnd null where it was
 */
function tempered({ verdict, reason }: Judged, known: readonly string[], untestedEnd: number | null): Judged {
  if (verdict === "disagree" && known.length > 0)
    return { verdict: "inconclusive", reason: `${reason}; but this is known: ${known.join(" ")}` };
  if (verdict === "agree" && untestedEnd !== null)
    return { verdict, reason: `${reason}; nothing is said of the end, t = ${untestedEnd}, which was not tested` };
  return { verdict, reason };
}

/** Where errors are several times the noise, they are not known well enough to be told from a mistake. */
function trustedOf(tests: readonly Test[]): Test[] {
  const blurred = new Set(
    tests.filter(({ kind, bias }) => kind === "chi-square" && bias > TRUSTED).map((of) => of.time),
  );
  return tests.filter(({ bias, time }) => bias <= TRUSTED && !blurred.has(time));
}

interface Found {
  readonly pValue: number;
  readonly strict: number;
  /** Of all tests without any allowance. */
  readonly plain: number;
  readonly threshold: number;
  readonly tests: readonly Test[];
  readonly trusted: readonly Test[];
  readonly clear: readonly Test[];
  readonly last: readonly Test[];
  /** What would make the errors smaller. */
  readonly remedy: string;
  readonly count: number;
  readonly least: Noticeable;
}

function verdictOf({
  pValue,
  strict,
  plain,
  threshold,
  tests,
  trusted,
  clear,
  last,
  remedy,
  count,
  least,
}: Found): Judged {
  const worst = (by: "tolerant" | "pValue", of: readonly Test[]): Test =>
    of.reduce((least, test) => (test[by] < least[by] ? test : least));
  if (holmSmallest(trusted.map(({ tolerant }) => tolerant)) < threshold) {
    const test = worst("tolerant", trusted);
    return { verdict: "disagree", reason: `${testPlace(test)}: ${testFinding(test)}` };
  }
  if (Number.isNaN(plain))
    return { verdict: "inconclusive", reason: "a statistic is not a number: nothing can be said about it" };
  if (least.variance > LEAST_NOTICED)
    return {
      verdict: "inconclusive",
      reason: `${count} ${count === 1 ? "particle is" : "particles are"} too few: a variance wrong by ${percent(least.variance)} could pass. Take ${enough(count, least)} or more`,
    };
  const measured = last.filter(({ bias }) => bias > 1);
  // errors are bounded from above, and of steps with the noise of the few particles that show them: what is not seen is not there
  if (plain >= threshold) return { verdict: "agree", reason: "no test finds a difference beyond chance" };
  if (pValue < threshold) {
    const test = worst("tolerant", tests);
    return {
      verdict: "inconclusive",
      reason: `${testPlace(test)} differs, but there the errors of discretisation are thought to be ${test.bias.toPrecision(2)} times the noise: take ${remedy}`,
    };
  }
  if (2 * measured.length >= last.length)
    return {
      verdict: "inconclusive",
      reason: `with so many particles ${measured.length} of ${last.length} tests at the end would measure the errors of discretisation: take ${remedy}, or fewer particles`,
    };
  if (strict < threshold)
    return {
      verdict: "inconclusive",
      reason: `${testPlace(worst("pValue", clear))} differs by no more than the errors of discretisation could make: take ${remedy}`,
    };
  return { verdict: "agree", reason: "no test finds a difference beyond chance and the errors of discretisation" };
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** How many particles are the fewest that say something, as a number with one digit. */
function enough(count: number, least: Noticeable): number {
  const needed = count * (least.variance / LEAST_NOTICED) ** 2;
  const unit = 10 ** Math.floor(Math.log10(needed));
  return Math.ceil(needed / unit) * unit;
}

/** Errors of at least this part of the largest one are worth less of. */
const WORTH = 0.2;

/** What makes the largest errors smaller. */
function remedyOf({ grid, time, step, resampling }: Budget, dt: number): string {
  const largest = Math.max(grid ?? 0, time, step ?? 0, resampling);
  const counts = (error: number | null): boolean => error !== null && error >= WORTH * largest;
  return [
    ...(counts(grid) ? ["more cells"] : []),
    ...(counts(time) ? ["a smaller tolerance of the density"] : []),
    ...(resampling > 0 && counts(resampling)
      ? ["a smaller alpha of the literal reset, which particles only come near"]
      : []),
    ...(counts(step) ? [`shorter steps of the particles (dt below ${Number(dt.toPrecision(2))})`] : []),
  ].join(" and ");
}

/** The grid and the halved grid, or the doubled one and the grid. */
function gridsOf({ solution, coarse, finer }: Evidence): OnGrids {
  return finer
    ? { fine: finer, wide: solution, widest: coarse, own: solution }
    : { fine: solution, wide: coarse, widest: null, own: solution };
}

function budgetOf({ coarse, long }: Evidence, last: FrameData, tests: readonly Test[]): Budget {
  const degrees = tests.find(({ kind }) => kind === "chi-square")?.degrees ?? 1;
  const scale = last.count / Math.sqrt(2 * degrees);
  const { timeError, step, resampled, expectation } = last;
  return {
    gridAlone: coarse && scale * expectation.plainError,
    grid: coarse && scale * (noncentrality(last) - timeError ** 2 - step.squared),
    time: scale * timeError ** 2,
    step: long && scale * (step.squared - resampled),
    resampling: scale * resampled,
  };
}
