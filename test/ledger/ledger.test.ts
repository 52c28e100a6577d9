import { describe, expect, it } from "vitest";
import { uniformAxis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import { ledger } from "../../src/ledger/ledger.js";
import { absorbingGrids, chain, gibbs, masses, smallGrids, stationaryState } from "./chain.js";

const exists = (entry: object) =>
  Object.entries(entry)
    .filter(([, value]) => value !== null)
    .map(([name]) => name);

const WITHOUT_STATIONARY = [
  "entropy",
  "entropyRate",
  "entropyProduction",
  "currentMax",
  "currentL2",
  "consolidationRatio",
  "consolidationLiteral",
];
const DISTANCES = ["klToStationary", "stationaryL1", "stationaryMax", "housekeeping", "excess"];

describe("ledger", () => {
  const grid = smallGrids["2D"]!;
  const generator = chain(grid, { D: 0.5, potential: (x, y) => x * x + y! });
  const stationary = gibbs(grid, (x, y) => (x * x + y!) / 0.5);
  const mass = masses(grid, (x, y) => Math.exp(Math.sin(2 * x) * y!));

  it("is complete, but for the free energy, when a stationary state is known", () => {
    expect(exists(ledger(mass, generator, stationary)).sort()).toEqual([...WITHOUT_STATIONARY, ...DISTANCES].sort());
    const withLoss = { ...generator, freeEnergy: { loss: new Float64Array(grid.size), temperature: () => 2 } };
    const entry = ledger(mass, withLoss, stationary);
    expect(entry.freeEnergy).toBe(-2 * entry.entropy!);
  });

  it("has nothing to compare with without a stationary state", () => {
    expect(exists(ledger(mass, generator, null)).sort()).toEqual([...WITHOUT_STATIONARY].sort());
  });

  it("is all zero at an equilibrium, but for entropy and consolidation", () => {
    const entry = ledger(stationary.logMass.map(Math.exp), generator, stationary);
    expect(entry.consolidationRatio).toBeCloseTo(1, 12);
    for (const name of exists(entry).filter((name) => !/^(entropy|consolidation.*)$/.test(name)))
      // Rates up to 50 times rounding 1e-16, fields divided by cells of 0.1.
      expect(Math.abs(entry[name as keyof typeof entry]!), name).toBeLessThan(1e-13);
  });

  it("has no rates where the density jumps to zero, but all that is finite", () => {
    const half = masses(grid, (x) => (x < 0 ? 1 : 0));
    const entry = ledger(half, generator, stationary);
    for (const name of ["entropyRate", "entropyProduction", "excess", "consolidationRatio"] as const)
      expect(entry[name], name).toBeNull();
    for (const name of ["entropy", "klToStationary", "housekeeping", "currentMax", "consolidationLiteral"] as const)
      expect(entry[name], name).not.toBeNull();
  });

  it("keeps of a point mass only L1 and housekeeping", () => {
    const point = new Float64Array(grid.size);
    point[7] = 0.5;
    point[8] = 0.5;
    expect(exists(ledger(point, generator, stationary, true))).toEqual(["stationaryL1", "housekeeping"]);
    expect(exists(ledger(point, generator, null, true))).toEqual([]);
  });

  it("has a housekeeping rate for a point mass: the squared stationary velocity over D where the point is", () => {
    const ring = makeGrid([uniformAxis("x", [0, 1], 20, "periodic")]);
    const driven = chain(ring, { D: 0.5, force: () => 3 });
    const point = new Float64Array(20);
    point[5] = 1;
    const { housekeeping } = ledger(point, driven, stationaryState(driven), true);
    // Uniform π: v = μ = 3 everywhere, and w₊ − w₋ = μ/h is exact in exponential fitting.
    expect(housekeeping).toBeCloseTo(9 / 0.5, 10);
  });

  it("leaves entropy production out while mass is absorbed: it would grow without bound as cells shrink", () => {
    for (const absorbing of Object.values(absorbingGrids)) {
      const leaky = chain(absorbing, { D: 0.5 });
      const entry = ledger(
        masses(absorbing, () => 1),
        leaky,
        null,
      );
      expect(entry.entropyProduction).toBeNull();
      expect(entry.entropyRate).not.toBeNull();
    }
    const rate = (cells: number) => {
      const slab = makeGrid([uniformAxis("x", [0, 1], cells, "absorbing")]);
      return ledger(
        masses(slab, (x) => Math.sin(Math.PI * x)),
        chain(slab, { D: 0.25 }),
        null,
      ).entropyRate!;
    };
    // −dH/dt = −λ∫ρ(log ρ + 1) with ρ = (π/2) sin πx: λ = π²/4, ∫ρ log ρ = log π − 1. Order 2.
    const exact = -(Math.PI ** 2 / 4) * Math.log(Math.PI);
    expect(rate(100)).toBeCloseTo(exact, 2);
    expect((rate(100) - exact) / (rate(200) - exact)).toBeGreaterThan(3);
  });

  it("keeps entropy production when the absorbing walls are out of reach", () => {
    const wide = makeGrid([uniformAxis("x", [-15, 15], 600, "absorbing")]);
    const entry = ledger(
      masses(wide, (x) => Math.exp(-x * x)),
      chain(wide, { D: 0.5 }),
      null,
    );
    // ∫(D∇ρ)²/(Dρ) = D/v = 1, h = 0.05.
    expect(entry.entropyProduction).toBeCloseTo(1, 2);
  });

  it("is null, never NaN, for what is left when everything has been absorbed", () => {
    const absorbing = absorbingGrids["absorbing 1D"]!;
    const entry = ledger(new Float64Array(absorbing.size), chain(absorbing, { D: 1, force: () => 1 }), null);
    for (const value of Object.values(entry)) expect(value === null || Number.isFinite(value)).toBe(true);
    expect(entry.entropy).toBe(0);
    expect(entry.consolidationRatio).toBeNull();
  });
});
