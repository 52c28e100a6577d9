import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entropyBalance } from "../../src/ledger/balance.js";
import { distances } from "../../src/ledger/distances.js";
import { entropy } from "../../src/ledger/entropy.js";
import {
  absorbingGrids,
  applyGenerator,
  chain,
  gibbs,
  masses,
  randomChain,
  smallGrids,
  stationaryState,
  upwind,
} from "./chain.js";

const SEED = 20240611;

/** Random positive numbers over ten decades, from one fast-check seed. */
const draws = fc.integer({ min: 1, max: 0x7fffffff }).map((seed) => {
  let state = seed;
  const next = () => (state = (Math.imul(state, 48271) >>> 0) % 0x7fffffff) / 0x7fffffff;
  return () => Math.exp(10 * (next() - 0.5));
});

const normalised = (mass: Float64Array) => {
  const total = mass.reduce((sum, p) => sum + p, 0);
  return mass.map((p) => p / total);
};

/** −dH/dt = Σ ṗ (log ρ + 1) straight from dp/dt = A p, and the scale its rounding is measured by. */
function entropyRateDirectly(mass: Float64Array, rate: Float64Array, volumes: Float64Array) {
  let value = 0;
  let scale = 0;
  rate.forEach((change, cell) => {
    const term = change * (Math.log(mass[cell]! / volumes[cell]!) + 1);
    value += term;
    scale += Math.abs(term);
  });
  return { value, scale };
}

describe("entropy balance", () => {
  // All identities are exact on the grid; what is left is rounding, which random rates over ten decades amplify.
  const RELATIVE = 1e-10;

  for (const [name, grid] of Object.entries(smallGrids)) {
    it(`splits production into housekeeping and excess, each non-negative, for random rates (${name})`, () => {
      fc.assert(
        fc.property(draws, (draw) => {
          const generator = randomChain(grid, draw);
          const mass = normalised(grid.volumes.map(() => draw()));
          const { logMass } = stationaryState(generator);
          const { production, housekeeping, excess, medium, fluxAlongEntropy } = entropyBalance(
            mass,
            generator,
            logMass,
          );
          const scale = Math.abs(medium) + Math.abs(fluxAlongEntropy) + production;
          expect(Math.abs(production - housekeeping! - excess!)).toBeLessThan(RELATIVE * scale);
          expect(Math.abs(production - medium + fluxAlongEntropy)).toBeLessThan(RELATIVE * scale);
          expect(production).toBeGreaterThanOrEqual(0);
          expect(housekeeping!).toBeGreaterThan(-RELATIVE * scale);
          expect(excess!).toBeGreaterThan(-RELATIVE * scale);
        }),
        { seed: SEED, numRuns: 40 },
      );
    });

    it(`has excess = −dKL/dt and entropy rate = −dH/dt for random rates (${name})`, () => {
      fc.assert(
        fc.property(draws, (draw) => {
          const generator = randomChain(grid, draw);
          const mass = normalised(grid.volumes.map(() => draw()));
          const { logMass } = stationaryState(generator);
          const { entropyRate, excess } = entropyBalance(mass, generator, logMass);
          const rate = applyGenerator(mass, generator);
          const direct = entropyRateDirectly(mass, rate, grid.volumes);
          expect(Math.abs(entropyRate - direct.value)).toBeLessThan(RELATIVE * direct.scale);
          const terms = rate.map((change, cell) => -change * (Math.log(mass[cell]!) - logMass[cell]!));
          const sum = terms.reduce((total, term) => total + term, 0);
          const scale = terms.reduce((total, term) => total + Math.abs(term), 0);
          expect(Math.abs(excess! - sum)).toBeLessThan(RELATIVE * scale);
        }),
        { seed: SEED, numRuns: 40 },
      );
    });

    it(`has no housekeeping under detailed balance, whatever the density (${name})`, () => {
      const frequency = 2 * Math.PI;
      const U = (x: number, y = 0) => 0.7 * Math.cos(frequency * x) + 0.4 * Math.sin(frequency * y);
      const generator = chain(grid, { D: 0.3, potential: U });
      const { logMass } = gibbs(grid, (...z) => U(...(z as [number])) / 0.3);
      const mass = masses(grid, (x, y = 0) => Math.exp(Math.sin(3 * x) + y));
      const { housekeeping, production } = entropyBalance(mass, generator, logMass);
      // Rounding of the logarithms (1e-16 each) times the fluxes, against a production that is made of the same fluxes.
      expect(Math.abs(housekeeping!)).toBeLessThan(1e-14 * production);
      const atRest = entropyBalance(logMass.map(Math.exp), generator, logMass);
      // Both the fluxes and the forces are rounding here.
      expect(Math.abs(atRest.housekeeping!)).toBeLessThan(1e-25);
      expect(Math.abs(atRest.excess!)).toBeLessThan(1e-25);
      expect(atRest.production).toBeLessThan(1e-25);
    });
  }

  for (const [name, grid] of Object.entries(absorbingGrids)) {
    it(`includes in −dH/dt what absorbing walls take away (${name})`, () => {
      fc.assert(
        fc.property(draws, (draw) => {
          const generator = randomChain(grid, draw);
          const mass = grid.volumes.map(() => draw());
          const balance = entropyBalance(mass, generator, null);
          const direct = entropyRateDirectly(mass, applyGenerator(mass, generator), grid.volumes);
          expect(Math.abs(balance.entropyRate - direct.value)).toBeLessThan(RELATIVE * direct.scale);
          expect(balance.entropyRate).toBe(balance.fluxAlongEntropy - balance.absorption);
          expect(balance.absorbing).toBe(true);
          expect(balance.housekeeping).toBeNull();
        }),
        { seed: SEED, numRuns: 40 },
      );
    });
  }

  it("takes the edge force from the rates, so that the balance closes for upwind rates as well", () => {
    const grid = smallGrids["stretched ring"]!;
    const generator = chain(grid, {
      D: 0.2,
      force: (_axis, x) => 1 + 0.5 * Math.sin((2 * Math.PI * x) / 5),
      scheme: upwind,
    });
    const { logMass } = stationaryState(generator);
    const steady = entropyBalance(logMass.map(Math.exp), generator, logMass);
    expect(steady.production).toBeGreaterThan(0.1);
    // In a steady state all production is housekeeping and all of it flows into the medium; rounding only.
    expect(Math.abs(steady.housekeeping! / steady.production - 1)).toBeLessThan(1e-12);
    expect(Math.abs(steady.medium / steady.production - 1)).toBeLessThan(1e-12);
  });

  it("takes the edge force from Pe where a rate has underflowed", () => {
    const grid = smallGrids["uniform 1D"]!;
    const U = (x: number) => 60 * x * x;
    const generator = chain(grid, { D: 0.02, potential: U });
    expect(generator.axes[0]!.backward.some((rate, cell) => cell > 0 && rate === 0)).toBe(true);
    const { logMass } = gibbs(grid, (x) => U(x) / 0.02);
    const mass = masses(grid, (x) => Math.exp(-x * x));
    const { production, housekeeping, excess } = entropyBalance(mass, generator, logMass);
    expect(production).toBeGreaterThan(0);
    // Pe up to 1000 is known to 1e-13 absolutely, that is to 1e-15 of itself.
    expect(Math.abs(housekeeping! / production)).toBeLessThan(1e-12);
    expect(Math.abs(excess! / production - 1)).toBeLessThan(1e-12);
  });

  it("ignores faces between empty cells and the unheard front of a density, and reports a front that is heard", () => {
    const grid = smallGrids["uniform 1D"]!;
    const generator = chain(grid, { D: 0.5 });
    const faint = masses(grid, () => 1);
    faint.fill(0, 12);
    expect(entropyBalance(faint, generator, null).oneSided).toBe(true);
    faint.fill(1e-30, 6, 12);
    const balance = entropyBalance(faint, generator, null);
    expect(balance.oneSided).toBe(false);
    expect(Number.isFinite(balance.production)).toBe(true);
  });

  it("decreases KL at the rate of the excess (a difference in time)", () => {
    const grid = smallGrids["2D cylinder"]!;
    const generator = chain(grid, {
      D: 0.4,
      force: (axis, x, y) => (axis === 0 ? -x : 1 + 0.3 * Math.sin(Math.PI * y!)),
    });
    const { logMass } = stationaryState(generator);
    const mass = masses(grid, (x, y) => Math.exp(-x * x + Math.sin(y!)));
    const rate = applyGenerator(mass, generator);
    const step = 1e-5;
    const shifted = (sign: number) => mass.map((p, cell) => p + sign * step * rate[cell]!);
    const slope = (f: (p: Float64Array) => number) => (f(shifted(1)) - f(shifted(-1))) / (2 * step);
    const { excess, entropyRate } = entropyBalance(mass, generator, logMass);
    // Central difference: rounding 1e-16/1e-5 and truncation (1e-5 · rates of about 30)² both stay below 1e-6.
    expect(slope((p) => distances(p, logMass, grid).kl)).toBeCloseTo(-excess!, 5);
    expect(slope((p) => entropy(p, grid))).toBeCloseTo(-entropyRate, 5);
  });
});
