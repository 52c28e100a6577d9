import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { initialMasses } from "../../src/problem/initial.js";
import { chooseStepper } from "../../src/solve/choose.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";
import { advance } from "../../src/steppers/stepper.js";

const onLine = (more: Partial<ProblemDefinition> = {}): ProblemDefinition => ({
  axes: [{ name: "x", range: [-3, 3], cells: 60 }],
  drift: { force: { x: "0.3 - x" } },
  diffusion: 0.5,
  resets: [{ restart: { rate: 0.7, to: 0.33 } }],
  initial: { gaussian: { mean: -1, variance: 0.1 } },
  time: { end: 1 },
  ...more,
});
const inPlane = (more: Partial<ProblemDefinition> = {}): ProblemDefinition =>
  onLine({
    axes: [
      { name: "x", range: [-3, 3], cells: 24 },
      { name: "y", range: [-2, 2], cells: 18 },
    ],
    drift: { force: { x: "y - x", y: "-x - y" } },
    resets: [{ restart: { rate: 0.7, to: [0.4, 0.2] } }],
    initial: { gaussian: { mean: [-1, 0.5], variance: 0.2 } },
    ...more,
  });

/** Masses at t = 1 after steps of 1/n, and what has been absorbed. */
function massesBy(
  definition: ProblemDefinition,
  stepper: "tr-bdf2" | "strang" | "uniformization" | "ssprk43",
  n: number,
) {
  const problem = defineProblem({ ...definition, solver: { stepper } });
  const discretization = discretize(problem);
  const method = chooseStepper(problem, discretization);
  method.state.set(initialMasses(problem).mass);
  for (let k = 0; k < n; k++) advance(method, k / n, 1 / n);
  const found = { mass: method.state.slice(), absorbed: method.absorbed.slice() };
  discretization.workspace.release();
  return found;
}
const distance = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, c) => sum + Math.abs(value - other[c]), 0);

describe("steppers with restarts", () => {
  const absorbing = onLine({
    axes: [{ name: "x", range: [-1.5, 2], cells: 60, boundary: "absorbing" }],
    initial: { gaussian: { mean: 0, variance: 0.05 } },
  });
  it.each([
    ["tr-bdf2", onLine(), 2, 40],
    ["tr-bdf2", absorbing, 2, 40],
    ["ssprk43", onLine(), 3, 150],
    ["ssprk43", absorbing, 3, 300],
    ["strang", inPlane(), 4, 20],
  ] as const)("%s comes to the exact exponential, at its order (%#)", (stepper, problem, order, n) => {
    const exact = massesBy(problem, "uniformization", 1);
    const [coarse, fine] = [n, 2 * n].map((steps) => massesBy(problem, stepper, steps));
    const [error, half] = [coarse, fine].map(({ mass }) => distance(mass, exact.mass));
    expect(half).toBeLessThan(2e-4);
    // a third of an order less than stated: the source at one cell excites the fastest modes
    expect(Math.log2(error / half)).toBeGreaterThan(order - 0.35);
    for (let end = 0; end < 2; end++) expect(Math.abs(fine.absorbed[end] - exact.absorbed[end])).toBeLessThan(2e-4);
    const total = (mass: Float64Array) => mass.reduce((sum, part) => sum + part, 0);
    expect(Math.abs(total(fine.mass) + total(fine.absorbed) - 1)).toBeLessThan(1e-13);
    expect(Math.min(...fine.mass)).toBeGreaterThanOrEqual(0);
  });

  it("uniformization meets the integral over the age of the last restart", () => {
    // p(t) = e^(−rt) G_t p₀ + r ∫₀ᵗ e^(−rs) G_s δ ds, with G by uniformization without restarts and Gauss-Legendre in s
    const plain = onLine({ resets: [] });
    const flow = (initial: ProblemDefinition["initial"], time: number): Float64Array => {
      const problem = defineProblem({ ...plain, initial: initial!, solver: { stepper: "uniformization" } });
      const discretization = discretize(problem);
      const method = chooseStepper(problem, discretization);
      method.state.set(initialMasses(problem).mass);
      advance(method, 0, time);
      const mass = method.state.slice();
      discretization.workspace.release();
      return mass;
    };
    const first = flow(plain.initial, 1).map((part) => part * Math.exp(-0.7));
    // Simpson over a graded mesh: the integrand starts on the scale h²/D = 0.02
    const nodes = 400;
    const at = (k: number): number => (k / nodes) ** 2;
    for (let k = 0; k < nodes; k++) {
      const [a, b] = [at(k), at(k + 1)];
      for (const [s, weight] of [
        [a, 1],
        [(a + b) / 2, 4],
        [b, 1],
      ] as const) {
        const part = flow({ point: 0.33 }, s);
        for (let c = 0; c < part.length; c++) first[c] += ((weight * (b - a)) / 6) * 0.7 * Math.exp(-0.7 * s) * part[c];
      }
    }
    // Simpson's error with 400 intervals, refined where the integrand is fast: 1e-9 was seen
    expect(distance(first, massesBy(onLine(), "uniformization", 1).mass)).toBeLessThan(1e-8);
  });
});

describe("stationary states with restarts", () => {
  const brownian = (cells: number, boundary: "reflecting" | "periodic") =>
    defineProblem({
      axes: [{ name: "x", range: [-12, 12], cells, boundary }],
      diffusion: 0.5,
      resets: [{ restart: { rate: 0.7, to: 0.4 } }],
    });

  it.each(["reflecting", "periodic"] as const)("of Brownian motion: an exponential cusp, %s", (boundary) => {
    // 0 = Dρ″ − rρ + rδ: ρ = (α/2)exp(−α|x − x₀|), α = √(r/D) = 1.18 (Evans and Majumdar 2011); at the ends e^(−13.7)
    const alpha = Math.sqrt(0.7 / 0.5);
    const error = (cells: number): number => {
      const { density, residual, minDensity } = steady(brownian(cells, boundary));
      expect(residual).toBeLessThan(1e-14);
      expect(minDensity).toBeGreaterThan(0);
      const { centers } = brownian(cells, boundary).grid.axes[0];
      return centers.reduce(
        (sum, x, c) =>
          sum + (24 / cells) * Math.abs(density.get(c) - (alpha / 2) * Math.exp(-alpha * Math.abs(x - 0.4))),
        0,
      );
    };
    // 0.4 lies at the same place within a cell on both grids; order 2, and 2e-6 from the ends
    const [coarse, fine] = [error(300), error(600)];
    expect(fine).toBeLessThan(1e-3);
    expect(coarse / fine).toBeGreaterThan(3.7);
  });

  it("of any drift, on a plane and on a ring: what the masses of a long run settle into", () => {
    for (const definition of [
      inPlane(),
      onLine({
        axes: [{ name: "x", range: [-3, 3], cells: 40, boundary: "periodic" }],
        drift: { force: { x: "1+x/9" } },
      }),
    ]) {
      const problem = defineProblem({
        ...definition,
        time: { at: [40] },
        solver: { stepper: "uniformization" },
      });
      const { density, residual } = steady(problem);
      expect(residual).toBeLessThan(1e-14);
      const run = evolve(problem, { ledger: false });
      const { volumes } = problem.grid;
      // exp(−0.7·40) = 7e-13 of the start is left
      const gap = volumes.reduce((sum, volume, c) => sum + volume * Math.abs(density.data[c] - run.density.data[c]), 0);
      expect(gap).toBeLessThan(1e-11);
    }
  });

  it("on cells that are never reached there is nothing", () => {
    // upwind on a drift that goes up only, with next to no diffusion: nothing comes below the restart point
    const problem = defineProblem({
      axes: [{ name: "x", range: [0, 1], cells: 50 }],
      drift: { force: { x: 1 } },
      diffusion: 1e-190,
      resets: [{ restart: { rate: 2, to: 0.5 } }],
    });
    const { density, ledger } = steady(problem);
    expect(density.get(10)).toBeLessThan(1e-100);
    expect(density.get(30)).toBeGreaterThan(0.1);
    expect(ledger.entropyProduction).toBeNull();
  });
});

describe("the ledger with restarts", () => {
  const problem = defineProblem({ ...onLine(), time: { end: 2, frames: 401 }, solver: { tolerance: 1e-8 } });
  const { frames, totals } = evolve(problem);
  const ledgers = frames.map(({ ledger }) => ledger);

  it("has the rates of entropy and of KL that their differences show, and KL falls to 0", () => {
    const h = 2 / 400;
    for (const k of [5, 50, 200, 395]) {
      const slope = (key: "entropy" | "klToStationary"): number =>
        (ledgers[k - 2][key]! - 8 * ledgers[k - 1][key]! + 8 * ledgers[k + 1][key]! - ledgers[k + 2][key]!) / (12 * h);
      // differences of order 4 with h = 0.005 err by h⁴ times a fifth derivative, which is largest at the start
      const allowed = k === 5 ? 2e-4 : 2e-6;
      expect(Math.abs(ledgers[k].entropyRate! + slope("entropy"))).toBeLessThan(allowed);
      expect(Math.abs(ledgers[k].excess! + slope("klToStationary"))).toBeLessThan(allowed);
    }
    for (let k = 1; k < ledgers.length; k++)
      expect(ledgers[k].klToStationary!).toBeLessThan(ledgers[k - 1].klToStationary!);
  });

  it("leaves out what currents alone do not tell", () => {
    for (const { entropyProduction, housekeeping } of ledgers)
      expect([entropyProduction, housekeeping]).toEqual([null, null]);
    expect([totals.entropyProduction, totals.housekeeping]).toEqual([null, null]);
    expect(totals.excess).toBeCloseTo(ledgers[0].klToStationary! - ledgers[400].klToStationary!, 12);
    expect(totals.entropyRate).toBeCloseTo(ledgers[0].entropy! - ledgers[400].entropy!, 12);
  });

  it("is at rest in the stationary state", () => {
    const { ledger } = steady(problem);
    // sums of order 1 that cancel
    expect(Math.abs(ledger.entropyRate!)).toBeLessThan(1e-12);
    expect(Math.abs(ledger.excess!)).toBeLessThan(1e-12);
    expect(ledger.klToStationary!).toBeLessThan(1e-28);
  });
});

describe("transient restarts of Brownian motion", () => {
  it("are e^(−rt)G_t + r∫e^(−rs)G_s ds, to order 2 in space", () => {
    const [rate, D, x0, start, T] = [0.7, 0.5, 0.4, -1, 1];
    const kernel = (x: number, s: number, from: number): number =>
      Math.exp(-((x - from) ** 2) / (4 * D * s)) / Math.sqrt(4 * Math.PI * D * s);
    // s = u² takes the root out of the integrand, which is then smooth: Simpson with 4000 intervals errs by 1e-12
    const exact = (x: number): number => {
      const n = 4000;
      let integral = 0;
      for (let k = 0; k <= n; k++) {
        const u = Math.max((k / n) * Math.sqrt(T), 1e-9);
        const weight = k === 0 || k === n ? 1 : k % 2 ? 4 : 2;
        integral += ((weight * Math.sqrt(T)) / n / 3) * 2 * u * Math.exp(-rate * u * u) * kernel(x, u * u, x0);
      }
      return Math.exp(-rate * T) * kernel(x, T + 0.1 / (2 * D), start) + rate * integral;
    };
    const error = (cells: number): number => {
      const problem = defineProblem({
        axes: [{ name: "x", range: [-9, 9], cells }],
        diffusion: D,
        resets: [{ restart: { rate, to: x0 } }],
        initial: { gaussian: { mean: start, variance: 0.1 } },
        time: { at: [T] },
        solver: { tolerance: 1e-7 },
      });
      const { density } = evolve(problem, { ledger: false });
      return problem.grid.axes[0].centers.reduce(
        (sum, x, c) => sum + (18 / cells) * Math.abs(density.data[c] - exact(x)),
        0,
      );
    };
    const [coarse, fine] = [error(225), error(450)];
    expect(fine).toBeLessThan(5e-4);
    expect(coarse / fine).toBeGreaterThan(3.5);
  });
});
