import { describe, expect, it } from "vitest";
import { agreementOf } from "../../src/compare/agreement.js";
import { compare } from "../../src/compare/compare.js";
import { planned } from "../../src/particles/planning.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";

describe("what one side is known not to follow", () => {
  it("makes no disagreement: a well of the loss between wide cells", () => {
    const { agreement } = compare(
      defineProblem({
        axes: [{ name: "x", range: [-1, 1], cells: 10 }],
        drift: { loss: "-0.5*exp(-((x - 0.22)/0.02)^2)" },
        diffusion: 0.3,
        initial: { gaussian: { mean: 0.5, variance: 0.02 } },
        time: { end: 0.2, frames: 3 },
        particles: { count: 20_000 },
      }),
      { ledger: false },
    );
    expect(agreement.pValue).toBeLessThan(1e-6);
    expect(agreement.verdict).toBe("inconclusive");
    expect(agreement.reason).toMatch(/chi-square.*; but this is known: Near x = 0.21875 the loss has a well/);
  });
});

describe("a reflecting end where D vanishes", () => {
  const rooted = (a: number, more: Partial<ProblemDefinition> = {}) =>
    defineProblem({
      axes: [{ name: "x", range: [0, 4], cells: 64 }],
      drift: { force: { x: `${a} - 0.5*x` } },
      diffusion: "0.4*x",
      convention: "ito",
      initial: { gaussian: { mean: 1, variance: 0.05 } },
      time: { end: 0.1, frames: 2 },
      particles: { count: 2000, dt: 0.001 },
      ...more,
    });

  // ρ ~ s^(a/0.4 − 1): against the noncentral χ² the share below 0.01 was 8 standard errors off for a = 0.1 (Cox, Ingersoll, Ross 1985)
  it("draws a warning where the density is infinite, with the width of the layer that steps do not resolve", () => {
    const { warnings, blurred } = planned(rooted(0.1));
    expect(warnings).toContain(blurred);
    expect(blurred).toMatch(/Within about 0.008 of x = 0 \(lower\)/);
    expect(planned(rooted(0.38)).blurred).not.toBeNull();
  });

  it.each([
    ["where it is not", rooted(0.41)],
    ["in the sense of Fick, where it is even", rooted(0, { convention: "fick" })],
    [
      "at an end that absorbs",
      rooted(0.1, { axes: [{ name: "x", range: [1e-3, 4], cells: 64, boundary: "absorbing" }] }),
    ],
  ])("draws none %s", (_, problem) => {
    expect(planned(problem).blurred).toBeNull();
  });
});

describe("an agreement", () => {
  it("says that the end was not tested, where it was not", () => {
    const problem = defineProblem({
      axes: [{ name: "x", range: [-4, 4], cells: 48 }],
      drift: { loss: "x^2/2" },
      diffusion: 0.5,
      initial: { gaussian: { mean: 1, variance: 0.3 } },
      time: { end: 1, frames: 3 },
      particles: { count: 20_000 },
    });
    const { solution, ensemble, agreement } = compare(problem, { ledger: false });
    expect(agreement.verdict).toBe("agree");
    expect(agreement.reason).not.toMatch(/not tested/);
    // an error of time that drowns all tests
    const drowned = agreementOf({
      solution: { ...solution, error: { ...solution.error, time: 1 } },
      coarse: null,
      ensemble,
      long: null,
      short: null,
    });
    expect(drowned.untested).toContain(1);
    expect([drowned.verdict, drowned.reason]).toEqual([
      "agree",
      "no test finds a difference beyond chance; nothing is said of the end, t = 1, which was not tested",
    ]);
  });
});
