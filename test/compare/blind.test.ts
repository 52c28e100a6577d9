import { describe, expect, it } from "vitest";
import { compareTable } from "../../src/cli/compare-table.js";
import { agreementOf } from "../../src/compare/agreement.js";
import { coarseDensity, compare, grouped, probes } from "../../src/compare/compare.js";
import { noticedBy } from "../../src/compare/noticeable.js";
import { compareSummary } from "../../src/compare/summary.js";
import type { Test } from "../../src/compare/tests.js";
import { planned } from "../../src/particles/planning.js";
import { plannedRun } from "../../src/particles/simulate.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";

function finished<T>(run: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value as T;
  }
}

describe("a mean field too stiff for the stated step, with a force 20 % too strong", () => {
  const stated = (theta: number): ProblemDefinition => ({
    axes: [{ name: "x", range: [-4, 4], cells: 400 }],
    drift: { interaction: `${theta}*dx^2/2` },
    diffusion: 0.5,
    initial: { gaussian: { mean: 0.5, variance: 0.1 } },
    time: { end: 1, frames: 3 },
    particles: { count: 20000, seed: 3, dt: 0.005 },
  });
  const [problem, wrong] = [defineProblem(stated(100)), defineProblem(stated(120))];
  const solution = evolve(problem);
  const coarse = finished(coarseDensity(solution));
  const ensemble = finished(plannedRun(planned(wrong, grouped(wrong))));
  const long = finished(plannedRun(probes(ensemble.plan).long));
  const agreement = agreementOf({ solution, coarse, ensemble, long, short: ensemble });

  it("is inconclusive, with the step as the cause: the test of the variance is blind, and that of the mean sees no force", () => {
    // steps of θh = 0.6, in which the variance of a linear drift is off by a tenth and more; the stronger force makes it 17 % smaller
    expect(agreement.plainPValue).toBeLessThan(agreement.threshold);
    expect(agreement.verdict, agreement.reason).toBe("inconclusive");
    expect(agreement.reason).toMatch(/take shorter steps of the particles/);
  });

  it("says that it would notice no error of a variance, and shows the budget", () => {
    expect(agreement.noticeable.variance).toBe(null);
    expect(agreement.noticeable.mean).toBeGreaterThan(0);
    const cost = { seconds: 1, threads: 1 };
    const table = compareTable(compareSummary({ problem, agreement, solution, ensemble }, cost), problem, []);
    expect(table).toMatch(/no error of a variance/);
    expect(Number(/steps of the particles +([\d.e+]+)/.exec(table)?.[1])).toBeGreaterThan(3);
  });
});

describe("what is noticed", () => {
  const test = (name: string, bias: number, expected: number): Test => ({
    kind: "moment",
    name,
    time: 1,
    statistic: 2,
    expected,
    found: expected + 0.02,
    pValue: 0.05,
    tolerant: 0.05,
    bias,
  });
  const tests = [test("mean of x", 1, 0), test("variance of x", 5, 4)];

  it("is z and the bias times the standard error of a test, of those that are trusted", () => {
    // 2(1 − Φ(1.959964)) = 0.05; the standard error is 0.01, the standard deviation 2
    const found = noticedBy(tests, tests.slice(0, 1), 0.05, 1);
    expect(found.mean).toBeCloseTo((2.959964 * 0.01) / 2, 8);
    expect(found.variance).toBe(null);
    expect(noticedBy(tests, tests, 0.05, 1).variance).toBeCloseTo((6.959964 * 0.01) / 4, 8);
  });
});

describe("a literal reset", () => {
  const well = (mean: number, alpha: number): ProblemDefinition => ({
    axes: [{ name: "x", range: [-3, 3], cells: 200 }],
    drift: { loss: "x^2/2" },
    diffusion: 0.15,
    initial: { gaussian: { mean, variance: 0.2 } },
    time: { end: 1, frames: 5 },
    resets: [{ at: [0.5], redistribute: { alpha, sign: "literal", mode: "limited" } }],
  });

  it("of which particles can do what the density does agrees", () => {
    const { agreement } = compare(defineProblem(well(-0.5, 0.003)));
    expect(agreement.verdict, agreement.reason).toBe("agree");
    // 1e-6 of Σ δ²/p for smoothing, and nothing that is negative: means and variances are tested
    const moments = agreement.tests.filter(({ kind }) => kind === "moment");
    expect(Math.max(...moments.map(({ bias }) => bias))).toBeLessThan(3);
  });

  it("that makes the density negative for one particle in a hundred is inconclusive, whatever the step", () => {
    const { agreement } = compare(defineProblem(well(-1, 0.03)));
    expect(agreement.verdict, agreement.reason).toBe("inconclusive");
    expect(agreement.reason).toMatch(/a smaller alpha of the literal reset/);
    expect(agreement.reason).not.toMatch(/shorter steps/);
    // a frame at the time of a reset comes before it
    expect(agreement.untested).toEqual([0.75, 1]);
    expect(agreement.budget.resampling).toBeGreaterThan(3);
  });
});
