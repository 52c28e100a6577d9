import { describe, expect, it } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { planned } from "../../src/particles/planning.js";
import { plannedRun } from "../../src/particles/simulate.js";
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
    const { agreement, ensemble } = compare(rare("x^2/2 + 2000*max(0, x - 2.8)^2", { time: { end: 1, frames: 3 } }));
    expect(agreement.verdict).toBe("agree");
    expect(ensemble.plan.cut).toBe(true);
    // and are as long as ever elsewhere
    expect(ensemble.plan.dt).toBeGreaterThan(0.0045);
  });

  it("are cut at a wall from which Heun's scheme throws particles before any frame shows them there", () => {
    const { agreement } = compare(
      rare("x^2/2 + 3000*max(0, x - 1.8)^2", {
        axes: [{ name: "x", range: [-2.5, 2.5], cells: 400, boundary: { lower: "absorbing", upper: "reflecting" } }],
        diffusion: 0.4,
        initial: { gaussian: { mean: [0], covariance: [[0.1]] } },
        time: { end: 1, frames: 3 },
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

describe("steps that are cut", () => {
  it("do not let particles leap out of a well that a step of noise spans", () => {
    // a well 3 temperatures deep and 0.03 wide, left in steps of noise of 0.05
    const well = rare("-3*exp(-x^2/0.002)", {
      initial: { point: [0] },
      time: { end: 0.014, frames: 2 },
      observables: { inside: "abs(x) < 0.08" },
    });
    const inside = (dt: number, cut: boolean): number => {
      const run = plannedRun({ ...planned(well, { count: 20_000, dt: 1e-4 }), dt, cut });
      let step = run.next();
      while (!step.done) step = run.next();
      return step.value.frames.at(-1)!.observables.inside.value;
    };
    const exact = inside(1e-5, false);
    // 5 standard errors of the difference of two shares of 20 000: one seed in 2 million
    expect(Math.abs(inside(0.0014, true) - exact)).toBeLessThan(5 * Math.sqrt(0.5 / 20_000));
    expect(Math.abs(inside(0.0014, false) - exact)).toBeGreaterThan(0.1);
  });
});

describe("steps of particles where D is steep", () => {
  const layer = (width: number) =>
    rare("0", {
      diffusion: `0.05 + 0.5/(1 + exp(-x/${width}))`,
      initial: { gaussian: { mean: [0], covariance: [[0.05]] } },
    });

  it("are as long as the layer of D allows, not as its share of the particles does", () => {
    // (∂B)² = D'²/(2D) is 66 at its steepest; SOSRI in steps of 1.3e-3 was off by 4 standard errors of 50 000
    const { dt, scheme } = planned(layer(0.02), { count: 50_000 });
    expect(66 * dt).toBeLessThan(0.03);
    expect(scheme.name).toBe("heun");
  });

  it("keep the particles with the density", () => {
    const { agreement } = compare(layer(0.05), { count: 50_000 });
    expect(agreement.verdict).toBe("agree");
    expect(agreement.plainPValue).toBeGreaterThan(1e-3);
  });
});

describe("jumps in space", () => {
  const error = (definition: Partial<ProblemDefinition>, loss = "x^2/2"): string => {
    try {
      planned(rare(loss, definition));
      return "";
    } catch (fault) {
      return (fault as Error).message;
    }
  };

  it("of D and of the loss are refused with their place", () => {
    expect(error({ diffusion: "0.1 + 0.9*(x > 0.2)", convention: "ito" })).toMatch(
      /diffusion: .*jumps near x = 0\.2\b/,
    );
    expect(error({}, "x^2/2 - 0.5*(abs(x - 0.5) < 0.3)")).toMatch(/drift\.loss: .*jumps near x = 0\.2\b/);
  });

  it("that are none are not", () => {
    expect(error({ diffusion: "0.1 + 0.2*(x > 0.2)*(x - 0.2)" })).toBe("");
    expect(error({}, "(x > 0.5)*(x - 0.5)^2 + sign(x)*x")).toBe("");
  });
});
