import { describe, expect, it } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { planned } from "../../src/particles/planning.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";

/*
 * Steep places that few particles visit: a pilot of 128 does not see them, and a step that is right elsewhere throws whoever
 * comes there across the grid.
 */
const rare = (loss: string, more: Partial<ProblemDefinition> = {}) =>
  defineProblem({
    axes: [{ name: "x", range: [-5, 5], cells: 500 }],
    drift: { loss },
    diffusion: 1,
    initial: { gaussian: { mean: [0], covariance: [[0.9]] } },
    time: { end: 2, frames: 4 },
    ...more,
  });

describe("steps of particles where few of them come", () => {
  // false alarms of a verdict: 1e-4; with the steps of the pilot alone the p of each is below 1e-20
  it("are cut at a wall of slope 4000 that 3 in 1000 meet", () => {
    const { agreement, ensemble } = compare(rare("x^2/2 + 2000*max(0, x - 2.8)^2"));
    expect(agreement.verdict).toBe("agree");
    expect(ensemble.plan.cut).toBe(true);
    // and are as long as ever elsewhere
    expect(ensemble.plan.dt).toBeGreaterThan(0.009);
  });

  it("are cut at a wall from which Heun's scheme throws particles before any frame shows them there", () => {
    const { agreement } = compare(
      rare("x^2/2 + 3000*max(0, x - 1.8)^2", {
        axes: [{ name: "x", range: [-2.5, 2.5], cells: 400, boundary: { lower: "absorbing", upper: "reflecting" } }],
        diffusion: 0.4,
        initial: { gaussian: { mean: [0], covariance: [[0.1]] } },
      }),
    );
    expect(agreement.verdict).toBe("agree");
  });

  it("are shortened for a well that is narrower than a step of noise", () => {
    const { dt } = planned(rare("x^2/2 - 3*exp(-(x - 2.8)^2/2e-4)"));
    const without = planned(rare("x^2/2"));
    // so that a step of noise is no longer than the well, 0.01, is wide
    expect(Math.sqrt(2 * dt)).toBeLessThan(0.03);
    expect(Math.sqrt(2 * without.dt)).toBeGreaterThan(0.1);
  });

  it("are not cut where the drift jumps, as the pilot says 0.0023", () => {
    const { dt, cut } = planned(rare("x^2/2 + 3*abs(x - 2.8)"));
    expect([dt > 0.002, cut]).toEqual([true, false]);
  });
});
