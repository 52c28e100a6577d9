import { describe, expect, it } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { extrapolated } from "../../src/compare/extrapolated.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";

/** Ornstein-Uhlenbeck with a push of 0.9 in all, shortly about t = 0.3: the variance knows nothing of it. */
const pushed = (cells: number, more: Partial<ProblemDefinition> = {}) =>
  defineProblem({
    axes: [{ name: "x", range: [-4, 4], cells }],
    drift: { force: { x: "-x + 50*exp(-((t - 0.3)/0.01)^2)" } },
    diffusion: 0.3,
    initial: { gaussian: { mean: 0, variance: 0.2 } },
    time: { end: 0.5, frames: 2 },
    ...more,
  });
const exact = 0.3 - 0.1 * Math.exp(-2 * 0.5);

const variance = (cells: number): { own: number; order: 1 | 2; warned: boolean } => {
  const { frames, orderInSpace, warnings } = evolve(pushed(cells), { ledger: false });
  return {
    own: frames.at(-1)!.covariance[0][0],
    order: orderInSpace,
    warned: warnings.some((text) => text.includes("On the way cells along x")),
  };
};

describe("a push that is gone before the end", () => {
  it("is seen on cells too wide for it, and the halved grid is believed with order 1", () => {
    const [fine, coarse] = [variance(128), variance(64)];
    expect([fine.order, fine.warned]).toEqual([1, true]);
    // upwinding adds ∫|μ|h dt = 0.9·(1/16) to the variance, of which exp(−0.4) are left: 0.037
    expect(fine.own - exact).toBeGreaterThan(0.02);
    const { value, error } = extrapolated(1, fine.own, coarse.own, exact);
    expect(Math.abs(value - exact)).toBeLessThan(error);
    // order 2 would leave two thirds of it and allow for a twelfth
    const other = extrapolated(2, fine.own, coarse.own, exact);
    expect(Math.abs(other.value - exact)).toBeGreaterThan(2 * other.error);
  });

  it("draws no warning where cells resolve it", () => {
    // |Pe| = 50·8/(2048·0.3) = 0.65
    const { own, order, warned } = variance(2048);
    expect([order, warned]).toEqual([2, false]);
    expect(Math.abs(own - exact)).toBeLessThan(1e-3);
  });

  it("is no disagreement of density and particles, but a matter of cells", () => {
    const { agreement } = compare(pushed(128), { count: 40000, ledger: false });
    expect(agreement.verdict).not.toBe("disagree");
    // a variance off by 12 % would show with 40000 particles, whose own is known to 0.7 %
    expect(agreement.budget.gridAlone).toBeGreaterThan(1);
  });
});
