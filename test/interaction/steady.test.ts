import { describe, expect, it } from "vitest";
import { NumericalError } from "../../src/errors.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";
import { steadySummary } from "../../src/solve/summary.js";
import { defineProblem } from "../../src/problem/define.js";
import { doubleWell, kuramoto, swarm } from "./problems.js";

/**
 * The mean of exp(−(x⁴/4 − x²/2 + (x − m)²/2)/D) by the trapezoidal rule, which is exact to rounding for a smooth weight
 * that has vanished at both ends.
 */
function meanGiven(m: number, D: number): number {
  const weight = (x: number): number => Math.exp(-(x ** 4 / 4 - m * x) / D);
  let [sum, first] = [0, 0];
  for (let k = -4000; k <= 4000; k++) {
    const x = k / 1000;
    sum += weight(x);
    first += x * weight(x);
  }
  return first / sum;
}

/** The largest solution of m = E[x; m], by bisection (Dawson 1983). */
function orderParameter(D: number): number {
  if (meanGiven(1e-3, D) < 1e-3) return 0;
  let [low, high] = [1e-3, 2];
  for (let k = 0; k < 60; k++) {
    const middle = 0.5 * (low + high);
    if (meanGiven(middle, D) > middle) low = middle;
    else high = middle;
  }
  return low;
}

/** θ⟨x²⟩ = D at m = 0, where ⟨x²⟩ = 2√D·Γ(3/4)/Γ(1/4): D = (2Γ(3/4)/Γ(1/4))². */
const CRITICAL = (2 * 0.3379891200336424) ** 2;

describe("the mean-field double well", () => {
  it("has its critical point where the closed form says", () => {
    expect(orderParameter(CRITICAL - 1e-4)).toBeGreaterThan(0.005);
    expect(orderParameter(CRITICAL + 1e-4)).toBe(0);
  });

  it.each([0.1, 0.25, 0.4, 0.44, 0.455, 0.47, 0.6, 1])(
    "takes the mean that solves the self-consistency equation at D = %d, across the critical 0.4569",
    (D) => {
      const exact = orderParameter(D);
      const [coarse, fine] = [160, 320].map((cells) => steady(doubleWell(D, {}, cells)));
      expect(fine.residual).toBeLessThan(1e-12);
      // the midpoint rule over a density that vanishes at the walls: exact to rounding, which is amplified by 1/(1 - nu)
      const margin = 1 - fine.meanField![0].stability.contraction!;
      expect(Math.abs(fine.mean[0] - exact)).toBeLessThan(1e-12 / margin);
      expect(Math.abs(coarse.mean[0] - exact)).toBeLessThan(1e-12 / margin);
      expect(fine.meanField![0].stability.verdict).toBe("stable");
    },
  );

  it("has three states below the critical point, of which the symmetric one is not stable, and one above", () => {
    const below = steady(doubleWell(0.25), { branches: 6 }).meanField!;
    expect(below.map(({ mean }) => Math.sign(Math.round(1e6 * mean[0])) + 0).sort()).toEqual([-1, 0, 1]);
    for (const { mean, stability, residual, freeEnergy } of below) {
      expect(residual).toBeLessThan(1e-12);
      expect(stability.verdict).toBe(Math.abs(mean[0]) > 1e-6 ? "stable" : "unstable");
      // the broken states lie lower, and equally low
      if (Math.abs(mean[0]) > 1e-6) expect(freeEnergy! - below[0].freeEnergy!).toBeCloseTo(0, 12);
      else expect(freeEnergy! - below[0].freeEnergy!).toBeGreaterThan(0.04);
    }
    const above = steady(doubleWell(0.6), { branches: 6 }).meanField!;
    expect(above).toHaveLength(1);
    expect(above[0].stability.verdict).toBe("stable");
  });

  it("says that an unstable state is one, and that others may be found", () => {
    const found = steady(doubleWell(0.25, { initial: { uniform: true } }));
    expect(found.mean[0]).toBeCloseTo(0, 10);
    expect(found.warnings.join()).toMatch(/not stable.*branches/);
  });
});

describe("near the critical point of noisy oscillators", () => {
  it.each([
    [2.001, "stable"],
    [2, "marginal"],
    [1.999, "stable"],
  ] as const)("slow relaxation at K = %d is reported and the state is met all the same", (K, verdict) => {
    const found = steady(kuramoto(K));
    expect(found.residual).toBeLessThan(1e-12);
    expect(found.meanField![0].stability.verdict).toBe(verdict);
    expect(found.warnings.join()).toMatch(/relaxes slowly/);
    const r = Math.hypot(found.observables["cosine"], found.observables["sine"]);
    // r = I1(Kr)/I0(Kr) = Kr/2 − (Kr)³/16 + (Kr)⁵/96 − …
    const exact = K > 2 ? 0.031609607139 : 0;
    // the root is triple at the critical point, r − I1(2r)/I0(2r) = r³/2 + …: an iteration that rounding lets stand still
    // at a change of 2e-10, as it may, has left an r of 7e-4
    expect(Math.abs(r - exact)).toBeLessThan(K === 2 ? 1e-3 : 1e-10);
  });

  it("grows or decays at the rate that the contraction implies: at K the iteration multiplies by K/2", () => {
    for (const K of [1, 1.5, 3]) {
      const { stability } = steady(kuramoto(K, { initial: { uniform: true } })).meanField![0];
      expect(stability.contraction).toBeCloseTo(K / 2, 12);
    }
  });

  it("counts states that differ by a shift as one, and shifts as no instability", () => {
    const found = steady(kuramoto(3), { branches: 8 }).meanField!;
    expect(found.map(({ stability }) => stability.verdict).sort()).toEqual(["stable", "unstable"]);
  });
});

describe("a stationary state in a mean field", () => {
  it("is found for repulsion, where the plain iteration overshoots", () => {
    // nu = -30: a plain iteration diverges from the first step
    const found = steady(
      doubleWell(0.2, { drift: { loss: "x^2/2", interaction: "6*exp(-dx^2)" }, initial: { uniform: true } }),
    );
    expect(found.residual).toBeLessThan(1e-12);
    expect(found.meanField![0].stability.verdict).toBe("stable");
  });

  it("is found on a plane and with D(x), where no free energy tells its stability", () => {
    const plane = steady(swarm(), { branches: 3 });
    expect(plane.residual).toBeLessThan(1e-12);
    expect(plane.meanField![0].stability.verdict).toBe("stable");
    const varying = steadySummary(steady(doubleWell(0.3, { diffusion: "0.3 + 0.1*x^2" })));
    expect(varying.residual).toBeLessThan(1e-12);
    expect(varying.branches).toMatchObject([{ start: "initial", stability: "stable", contraction: null }]);
  });

  it("keeps a current in a mean field that chases, and says when there is none to be found", () => {
    const driven = defineProblem({
      axes: [{ name: "x", range: [0, "2*pi"], cells: 64, boundary: "periodic" }],
      drift: { loss: "cos(x)", force: { x: "0.5" }, interaction: "-0.5*cos(dx - 0.3)" },
      diffusion: 0.5,
      initial: { uniform: true },
    });
    const found = steady(driven);
    expect(found.residual).toBeLessThan(1e-12);
    expect(Math.abs(found.currents["x"])).toBeGreaterThan(0.01);
    expect(found.meanField![0]).toMatchObject({
      stability: { verdict: "stable", contraction: null },
      freeEnergy: null,
    });
    // a pack that pushes itself around the ring never rests, but for the uniform density
    const running = kuramoto(4, { drift: { interaction: "-4*cos(dx - 0.8)" } });
    expect(() => steady(running)).toThrow(NumericalError);
  });
});

/**
 * Rates of growth from steps in time: departures act for 1/10 of their time, which leaves them a percent of the coupling, 1 here;
 * the grid of 64 cells takes 8e-4 of that off.
 */
const NEAR = 0.01;

describe("the stability of a state that is not one of least free energy", () => {
  const carried = (K: number, more = {}) =>
    steady(
      kuramoto(K, { drift: { interaction: "-K*cos(dx)", force: { x: "0.7" } }, initial: { uniform: true }, ...more }),
    );

  it.each([
    [1, "stable"],
    [2, "marginal"],
    [3, "unstable"],
  ] as const)("a force that carries a ring around takes nothing from the growth K/2 - 1, K = %d", (K, verdict) => {
    const { meanField, warnings } = carried(K);
    const { stability } = meanField![0];
    expect(stability).toMatchObject({ verdict, contraction: null });
    expect(Math.abs(stability.growth! - (K / 2 - 1))).toBeLessThan(NEAR);
    if (K > 1) expect(warnings.join()).toMatch(K === 2 ? /cannot be told/ : /not stable.*grows as exp\(0\.49/);
    else expect(warnings.join()).not.toMatch(/stable|departure/);
  });

  it("a pack that is carried along has no stationary state to be found", () => {
    expect(() => carried(3, { initial: { density: "1 + 0.5*cos(x)" } })).toThrow(NumericalError);
  });

  it("a pack that pushes itself leaves the uniform density, at K cos(a)/2 - 1, however fast it turns", () => {
    const pack = (K: number) =>
      steady(kuramoto(K, { drift: { interaction: "-K*cos(dx - 0.8)" }, initial: { uniform: true } })).meanField![0];
    for (const [K, verdict] of [
      [4, "unstable"],
      [2, "stable"],
    ] as const) {
      expect(pack(K).stability.verdict).toBe(verdict);
      expect(Math.abs(pack(K).stability.growth! - ((K / 2) * Math.cos(0.8) - 1))).toBeLessThan(NEAR);
    }
  });

  it("a swarm on an orbit leaves the even ring that it could stand on", () => {
    const found = steady(
      swarm({
        drift: { loss: "(x^2 + y^2 - 2)^2/8", force: { x: "-y", y: "x" }, interaction: "-3*exp(-(dx^2 + dy^2)/2)" },
        diffusion: 0.2,
        initial: { uniform: true },
      }),
    );
    expect(found.meanField![0].stability.verdict).toBe("unstable");
    expect(found.warnings.join()).toMatch(/not stable/);
  });

  it("has the growth that a run in time shows", () => {
    const stated = { diffusion: "0.2 + 0.02*x^2", initial: { uniform: true } } as const;
    const { stability, density } = steady(doubleWell(0.3, stated)).meanField![0];
    expect(stability.verdict).toBe("unstable");
    const tilted = (x: number): number => density.get(Math.floor(((x + 4) / 8) * 128)) * (1 + 1e-5 * x);
    const problem = doubleWell(0.3, { ...stated, initial: { density: tilted }, time: { at: [0, 8, 16] } });
    const [, early, late] = evolve(problem, { ledger: false }).frames.map(({ mean }) => mean[0]);
    // nothing but the growing departure has a mean by then; a hundredth as above, and what the tolerance leaves
    expect(Math.abs(Math.log(late / early) / 8 - stability.growth!)).toBeLessThan(0.02);
  });
});

describe("a strong interaction", () => {
  it.each([
    ["3000*dx^2/2", 1, 256],
    ["300*dx^4", 1, 256],
    ["-3000*cos(dx)", 0.05, 1024],
  ] as const)("of %s against D = %d is met to the rounding of W", (interaction, D, cells) => {
    const { residual, meanField } = steady(doubleWell(D, { drift: { loss: "x^2/2", interaction } }, cells));
    // 4 roundings of 1e-15·max|W|/D, at most 2e-9 here
    expect(residual).toBeLessThan(2e-9);
    expect(meanField![0].stability.verdict).toBe("stable");
  });
});
