import { ensembleSummary, type RunCost, type SimulateSummary } from "../particles/ensemble-summary.js";
import { summary, type SolveSummary } from "../solve/summary.js";
import type { Agreement, Budget, Verdict } from "./agreement.js";
import type { Comparison } from "./compare.js";
import type { Test } from "./tests.js";

/** What `compare --json` prints. */
export interface CompareSummary {
  readonly problem: string;
  readonly verdict: Verdict;
  /** Why, in words. */
  readonly reason: string;
  /** Of all tests at all frames after Holm's correction, the errors of discretisation allowed for. */
  readonly pValue: number;
  /** Without that allowance, of the tests in which those errors are smaller than the noise. */
  readonly strictPValue: number;
  /** Without it, of all tests. */
  readonly plainPValue: number;
  readonly threshold: number;
  /** The tests at the last frame. */
  readonly statistics: {
    readonly chiSquare: Test | null;
    readonly ks?: Test;
    /** Null, as the χ², where particles act on each other and are no independent samples. */
    readonly l1: {
      readonly value: number;
      readonly expected: number;
      readonly sd: number;
      readonly pValue: number;
    } | null;
    readonly moments: readonly Test[];
    readonly passages?: Test;
  };
  /** How much of the χ² over cells the errors of grid, time and step would make, in its standard deviations. */
  readonly budget: Budget;
  /** The smallest shift of a mean, in standard deviations, and relative error of a variance that the particles would show; null where errors
   * of discretisation hide all of them. */
  readonly noticeable: Agreement["noticeable"];
  /** Times of frames that no test speaks for, as errors of discretisation are several times the noise there. */
  readonly untested: readonly number[];
  /** The tests of all frames. */
  readonly tests: readonly Test[];
  readonly density: SolveSummary;
  readonly particles: SimulateSummary;
}

/** A comparison as plain data for JSON. */
export function compareSummary({ problem, agreement, solution, ensemble }: Comparison, cost: RunCost): CompareSummary {
  const { tests } = agreement;
  const end = solution.frames[solution.frames.length - 1].time;
  const last = tests.filter(({ time }) => time === end);
  const of = (kind: Test["kind"]): Test | undefined => last.find((test) => test.kind === kind);
  const [l1, ks, passages] = [of("l1"), of("kolmogorov-smirnov"), of("passage")];
  const { verdict, reason, pValue, strictPValue, plainPValue, threshold, budget, noticeable, untested } = agreement;
  return {
    problem: problem.name,
    verdict,
    reason,
    pValue,
    strictPValue,
    plainPValue,
    threshold,
    statistics: {
      chiSquare: of("chi-square") ?? null,
      ...(ks && { ks }),
      l1: l1 ? { value: l1.found ?? 0, expected: l1.expected ?? 0, sd: l1.sd ?? 0, pValue: l1.pValue } : null,
      moments: last.filter(({ kind }) => kind === "moment"),
      ...(passages && { passages }),
    },
    budget,
    noticeable,
    untested,
    tests,
    density: summary(solution),
    particles: ensembleSummary(ensemble, cost),
  };
}
