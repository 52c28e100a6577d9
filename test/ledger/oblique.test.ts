import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entropyBalance } from "../../src/ledger/balance.js";
import { consolidation } from "../../src/ledger/consolidation.js";
import { currentField, currentNorms, meanCurrents } from "../../src/ledger/current.js";
import { ledger } from "../../src/ledger/ledger.js";
import { moments } from "../../src/ledger/moments.js";
import { finishTotals, startTotals } from "../../src/ledger/totals.js";
import { cellCenters, type Grid } from "../../src/grid/grid.js";
import { stationaryState as solved } from "../../src/solve/stationary.js";
import { exactValue } from "../known/answers.js";
import { applyGenerator, masses, stationaryState } from "./chain.js";
import { linearWork, plane, randomObliqueChain, tensorChain, type Step } from "./oblique.js";

const draws = fc.integer({ min: 1, max: 0x7fffffff }).map((seed) => {
  let state = seed;
  const next = () => (state = (Math.imul(state, 48271) >>> 0) % 0x7fffffff) / 0x7fffffff;
  return () => Math.exp(10 * (next() - 0.5));
});
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const size = (values: Float64Array): number => values.reduce((total, value) => total + Math.abs(value), 0);

describe("entropy balance with oblique faces", () => {
  // Exact on the grid; random rates over ten decades amplify rounding.
  const RELATIVE = 1e-10;
  const grids: Record<string, Grid> = {
    box: plane([6, 7], [1, 2], ["reflecting", "reflecting"]),
    cylinder: plane([7, 5], [1, 1], ["reflecting", "periodic"]),
    torus: plane([6, 5], [2, 1], ["periodic", "periodic"]),
    "box with absorbing ends": plane([6, 6], [1, 1], ["absorbing", "reflecting"]),
  };
  const steps: Step[] = [
    [1, 1],
    [2, -1],
    [3, 2],
  ];
  for (const [name, grid] of Object.entries(grids))
    it(`is that of dp/dt = A p, for random rates (${name})`, () => {
      fc.assert(
        fc.property(draws, (draw) => {
          const generator = randomObliqueChain(grid, steps, draw);
          const drawn = grid.volumes.map(() => draw());
          const mass = drawn.map((p) => p / sum(drawn));
          const rate = applyGenerator(mass, generator);
          const absorbs = grid.axes[0]!.boundary.upper === "absorbing";
          const logPi = absorbs ? null : stationaryState(generator).logMass;
          const balance = entropyBalance(mass, generator, logPi);
          const entropyTerms = rate.map((r, c) => r * (Math.log(mass[c]! / grid.volumes[c]!) + 1));
          expect(Math.abs(balance.entropyRate - sum(entropyTerms))).toBeLessThan(RELATIVE * size(entropyTerms));
          const scale = Math.abs(balance.medium) + Math.abs(balance.fluxAlongEntropy) + balance.production;
          expect(Math.abs(balance.production - balance.medium + balance.fluxAlongEntropy)).toBeLessThan(
            RELATIVE * scale,
          );
          if (!logPi) return;
          const klTerms = rate.map((r, c) => -r * (Math.log(mass[c]!) - logPi[c]!));
          expect(Math.abs(balance.excess! - sum(klTerms))).toBeLessThan(RELATIVE * size(klTerms));
          expect(Math.abs(balance.production - balance.housekeeping! - balance.excess!)).toBeLessThan(RELATIVE * scale);
          expect(balance.housekeeping!).toBeGreaterThan(-RELATIVE * scale);
          expect(balance.excess!).toBeGreaterThan(-RELATIVE * scale);
          // The totals' functional of the same rates: at a first sample the integral is empty, its functional is not.
          const totals = startTotals(mass, generator, { logMass: logPi }, 0);
          const linear = totals.housekeeping!.functional.map((phi, c) => phi * mass[c]!);
          expect(Math.abs(sum(linear) - balance.housekeeping!)).toBeLessThan(RELATIVE * size(linear));
          expect(finishTotals(totals).housekeeping).toBe(0);
        }),
        { seed: 7, numRuns: 30 },
      );
    });
});

describe("an equilibrium under a full tensor D", () => {
  const D = { xx: 0.6, xy: 0.2, yy: 0.3 };
  const U = (x: number, y: number) => 0.3 * x ** 4 + y * y + 0.5 * x * y - x;
  const work = ([x, y]: readonly [number, number], [dx, dy]: readonly [number, number]) => U(x, y) - U(x + dx, y + dy);

  it("has no current, no entropy production and a consolidation ratio of 1, to rounding", () => {
    const grid = plane([30, 30], [2, 2], ["reflecting", "reflecting"]);
    const generator = tensorChain(grid, D, [1, 1], work);
    const state = solved(generator);
    expect(state).toMatchObject({ method: "closed form", reversible: true });
    const entry = ledger(state.mass, generator, state);
    // Rates of up to 1e2 a unit of time, each product rounded to 1e-16.
    for (const name of ["currentMax", "currentL2"] as const) expect(entry[name]!).toBeLessThan(1e-13);
    for (const name of ["entropyProduction", "housekeeping", "excess", "entropyRate"] as const)
      expect(Math.abs(entry[name]!), name).toBeLessThan(1e-13);
    // Pe = log(ρ_R/ρ_L) at every face: the two vectors of each cell are the same to rounding.
    expect(entry.consolidationRatio).toBeCloseTo(1, 12);
  });
});

describe("a torus under a full tensor D and a constant force", () => {
  it("carries J = μρ everywhere and produces μ·D⁻¹μ of entropy, to rounding", () => {
    const D = { xx: 0.6, xy: 0.2, yy: 0.3 };
    const [det, mu] = [0.6 * 0.3 - 0.04, [0.7, -0.4] as const];
    const force = [(0.3 * mu[0] - 0.2 * mu[1]) / det, (0.6 * mu[1] - 0.2 * mu[0]) / det];
    for (const cells of [
      [12, 12],
      [16, 12],
    ] as const) {
      const grid = plane(cells, [1, 1], ["periodic", "periodic"]);
      const generator = tensorChain(grid, D, [1, 1], (_, [dx, dy]) => force[0]! * dx + force[1]! * dy);
      const mass = masses(grid, () => 1);
      const [x, y] = currentField(mass, generator);
      x!.forEach((value) => expect(value).toBeCloseTo(mu[0] / 4, 13));
      y!.forEach((value) => expect(value).toBeCloseTo(mu[1] / 4, 13));
      const means = meanCurrents(mass, generator);
      expect(means[0]).toBeCloseTo(mu[0] / 4, 13);
      expect(means[1]).toBeCloseTo(mu[1] / 4, 13);
      const { max, l2 } = currentNorms(mass, generator);
      expect(max).toBeCloseTo(Math.hypot(...mu) / 4, 13);
      expect(l2).toBeCloseTo(Math.hypot(...mu) / 2, 13);
      const { housekeeping, excess } = entropyBalance(mass, generator, mass.map(Math.log));
      expect(housekeeping).toBeCloseTo(mu[0] * force[0]! + mu[1] * force[1]!, 12);
      expect(Math.abs(excess!)).toBeLessThan(1e-13);
      // A uniform density has no gradient to compare the drift with.
      expect(consolidation(mass, generator)).toEqual({ ratio: null, literal: null });
    }
  });
});

describe("a rotating Ornstein-Uhlenbeck process under a full tensor D (E24)", () => {
  const value = (name: string) => exactValue("E24", name);
  const D = { xx: 0.5, xy: 0.1, yy: 0.25 };
  const A = [
    [1, -2],
    [1.5, 0.8],
  ] as const;
  const at = (cells: number) => {
    const grid = plane([cells, cells], [4, 3.2], ["reflecting", "reflecting"]);
    return tensorChain(grid, D, [1, 1], linearWork(A, D));
  };
  const [coarse, fine] = [at(40), at(80)];
  const states = [coarse, fine].map((generator) => solved(generator)) as [
    ReturnType<typeof solved>,
    ReturnType<typeof solved>,
  ];

  /** Errors on 40² and 80² cells must fall fourfold, and be small on the finer grid. */
  const converges = (found: readonly [number, number], exact: number, within: number, name: string) => {
    const errors = found.map((number) => Math.abs(number / exact - 1)) as [number, number];
    expect(errors[1], name).toBeLessThan(within);
    expect(errors[0] / errors[1], name).toBeGreaterThan(3.5);
  };
  const both = (measure: (k: 0 | 1) => number): [number, number] => [measure(0), measure(1)];
  const generators = [coarse, fine] as const;

  it("has the known stationary covariance and entropy production, with errors of order 2", () => {
    for (const state of states) {
      expect(state).toMatchObject({ method: "nested dissection", reversible: false });
      expect(state.residual).toBeLessThan(1e-15);
    }
    // h = 0.1 and 0.08: Pe to 2 at two standard deviations, h²·O(1) = 1e-2.
    const covariance = (k: 0 | 1) => moments(states[k].mass, generators[k].grid).covariance;
    converges(
      both((k) => covariance(k)[0]![0]!),
      value("S11"),
      0.02,
      "S11",
    );
    converges(
      both((k) => covariance(k)[1]![1]!),
      value("S22"),
      0.02,
      "S22",
    );
    const [c, f] = both((k) => covariance(k)[0]![1]! - value("S12"));
    expect(Math.abs(f)).toBeLessThan(2e-3);
    expect(c / f).toBeGreaterThan(3.5);
    converges(
      both((k) => ledger(states[k].mass, generators[k], states[k]).entropyProduction!),
      value("sigma_ss"),
      0.03,
      "sigma_ss",
    );
    const steady = ledger(states[1].mass, fine, states[1]);
    // Steady: all production keeps the current going. Rounding of 1e4 faces.
    expect(steady.housekeeping! / steady.entropyProduction!).toBeCloseTo(1, 11);
    expect(Math.abs(steady.excess!)).toBeLessThan(1e-12);
  });

  const mean = [value("m1(t)"), value("m2(t)")] as const;
  const P = { xx: value("P11(t)"), xy: value("P12(t)"), yy: value("P22(t)") };
  const det = P.xx * P.yy - P.xy ** 2;
  const density = (x: number, y: number) => {
    const [u, v] = [x - mean[0], y - mean[1]];
    return Math.exp(-(P.yy * u * u - 2 * P.xy * u * v + P.xx * v * v) / (2 * det)) / (2 * Math.PI * Math.sqrt(det));
  };
  const transient = (k: 0 | 1) => masses(generators[k].grid, density as (...z: number[]) => number);

  it("has the known production, housekeeping, excess and distance of a transient, with errors of order 2", () => {
    const entries = ([0, 1] as const).map((k) => ledger(transient(k), generators[k], states[k]));
    const names = {
      entropyProduction: "sigma_tot(t)",
      housekeeping: "sigma_hk(t)",
      excess: "sigma_ex(t)",
      klToStationary: "KL(t)",
    } as const;
    for (const [name, key] of Object.entries(names) as [keyof typeof names, string][])
      converges([entries[0]![name]!, entries[1]![name]!], value(key), 0.03, name);
  });

  it("has J = μρ − D∇ρ at cell centres and its norms, with errors of order 2", () => {
    const errors = [0, 1].map((k) => {
      const { grid } = generators[k]!;
      const [xs, ys] = cellCenters(grid) as [Float64Array, Float64Array];
      const mass = transient(k as 0 | 1);
      const [Jx, Jy] = currentField(mass, generators[k]!);
      let [worst, largest, square] = [0, 0, 0];
      xs.forEach((x, c) => {
        const y = ys[c]!;
        const rho = density(x, y);
        const [u, v] = [x - mean[0], y - mean[1]];
        const [gx, gy] = [(P.yy * u - P.xy * v) / det, (P.xx * v - P.xy * u) / det];
        const exact = [
          rho * (-(A[0][0] * x + A[0][1] * y) + D.xx * gx + D.xy * gy),
          rho * (-(A[1][0] * x + A[1][1] * y) + D.xy * gx + D.yy * gy),
        ] as const;
        worst = Math.max(worst, Math.hypot(Jx![c]! - exact[0], Jy![c]! - exact[1]));
        largest = Math.max(largest, Math.hypot(...exact));
        square += grid.volumes[c]! * (exact[0] ** 2 + exact[1] ** 2);
      });
      const { max, l2 } = currentNorms(mass, generators[k]!);
      return { worst: worst / largest, max: Math.abs(max / largest - 1), l2: Math.abs(l2 / Math.sqrt(square) - 1) };
    });
    expect(errors[1]!.worst).toBeLessThan(0.05);
    expect(errors[0]!.worst / errors[1]!.worst).toBeGreaterThan(3);
    expect(errors[1]!.max).toBeLessThan(0.03);
    expect(errors[1]!.l2).toBeLessThan(0.02);
    expect(errors[0]!.l2 / errors[1]!.l2).toBeGreaterThan(3.5);
  });

  it("has the consolidation ratio of a Gaussian, but for the tail at the walls: drift and ∇log ρ are linear", () => {
    // ‖μ‖² = Tr AᵀA(P + mmᵀ), ‖D∇log ρ‖² = Tr D P⁻¹ D.
    const M = { xx: P.xx + mean[0] ** 2, xy: P.xy + mean[0] * mean[1], yy: P.yy + mean[1] ** 2 };
    const AA = { xx: 1 + 1.5 ** 2, xy: -2 + 1.5 * 0.8, yy: 4 + 0.64 };
    const DD = { xx: 0.25 + 0.01, xy: 0.05 + 0.025, yy: 0.01 + 0.0625 };
    const drift = AA.xx * M.xx + 2 * AA.xy * M.xy + AA.yy * M.yy;
    const spread = (DD.xx * P.yy - 2 * DD.xy * P.xy + DD.yy * P.xx) / det;
    // The mean of the two faces is the value at the centre; sums over cells of a Gaussian are exact to its tails, 1e-8.
    expect(consolidation(transient(1), fine).ratio! / Math.sqrt(drift / spread)).toBeCloseTo(1, 7);
  });
});
