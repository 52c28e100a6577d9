import { describe, expect, it } from "vitest";
import type { Generator } from "../../src/generator/generator.js";
import { stretchedAxis, uniformAxis, type Axis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import { entropyBalance } from "../../src/ledger/balance.js";
import { consolidation } from "../../src/ledger/consolidation.js";
import { currentField, currentNorms, faceCurrents, meanCurrents } from "../../src/ledger/current.js";
import { ledger } from "../../src/ledger/ledger.js";
import { chain, gaussian, gibbs, masses, stationaryState } from "./chain.js";

/** Ornstein-Uhlenbeck process, k = 1, D = 0.5, from N(2, 0.04), at t = 0.7: closed forms to 14 digits. */
const transient = {
  mean: 0.99317060758282,
  variance: 0.38656539658686,
  entropy: 0.94371142158875,
  klToStationary: 1.0016067736892,
  entropyProduction: 2.0393487124538,
  consolidationRatio: 1.4570329007832,
};

const ornsteinUhlenbeck = (axis: Axis): Generator => chain(makeGrid([axis]), { D: 0.5, potential: (x) => 0.5 * x * x });

function transientLedger(axis: Axis) {
  const generator = ornsteinUhlenbeck(axis);
  const { grid } = generator;
  const mass = masses(grid, gaussian(transient.mean, transient.variance));
  return ledger(
    mass,
    generator,
    gibbs(grid, (x) => x * x),
  );
}

describe("ledger of an Ornstein-Uhlenbeck transient", () => {
  const quantities = ["entropy", "klToStationary", "entropyProduction", "consolidationRatio"] as const;
  const axes: Record<string, (cells: number) => Axis> = {
    uniform: (cells) => uniformAxis("x", [-6, 6], cells),
    stretched: (cells) => stretchedAxis("x", [-6, 6], cells, { around: 0.5, strength: 2 }),
  };
  for (const [name, axis] of Object.entries(axes)) {
    it(`gives the known values on a ${name} grid, with an error that falls fourfold when the cells are halved`, () => {
      const [coarse, fine] = [transientLedger(axis(128)), transientLedger(axis(256))];
      for (const quantity of quantities) {
        const error = (entry: typeof fine) => Math.abs(entry[quantity]! - transient[quantity]);
        // 256 cells are 0.05 wide: h² = 2e-3, times derivatives of order one.
        expect(error(fine), quantity).toBeLessThan(2e-3);
        // Entropy and KL on a uniform grid are trapezoidal sums of a Gaussian: exact at once, so no rate to see.
        if (error(coarse) > 1e-9) expect(error(coarse) / error(fine), quantity).toBeCloseTo(4, 0);
      }
    });
  }

  it("has an entropy rate that is −dH/dt of the closed form", () => {
    const { entropyRate } = transientLedger(uniformAxis("x", [-6, 6], 512));
    const { variance } = transient;
    // H = ½ log(2πe v) and dv/dt = 2D − 2kv; h² = 5e-4.
    expect(entropyRate).toBeCloseTo(-(1 - 2 * variance) / (2 * variance), 3);
  });

  it("needs the loss for a free energy: E[L] − D·H", () => {
    const grid = makeGrid([uniformAxis("x", [-6, 6], 512)]);
    const loss = grid.axes[0]!.centers.map((x) => 0.5 * x * x);
    const generator = { ...ornsteinUhlenbeck(grid.axes[0]!), freeEnergy: { loss, temperature: () => 0.5 } };
    const mass = masses(grid, gaussian(transient.mean, transient.variance));
    const { freeEnergy } = ledger(mass, generator, null);
    // Trapezoidal sums of a Gaussian: exact to rounding and to the tail beyond the wall, 1e-14.
    const energy = 0.5 * (transient.mean ** 2 + transient.variance);
    expect(freeEnergy).toBeCloseTo(energy - 0.5 * transient.entropy, 9);
  });
});

describe("consolidation", () => {
  it("is 1 at equilibrium in the weighted form, and depends on the box in the literal one", () => {
    const literal = [3, 6, 12].map((half) => {
      const generator = ornsteinUhlenbeck(uniformAxis("x", [-half, half], 100 * half));
      const { ratio, literal } = consolidation(masses(generator.grid, gaussian(0, 0.5)), generator);
      // μ = D∇log ρ face by face: the Gibbs state, exponential fitting and the logarithmic mean agree to rounding.
      expect(ratio).toBeCloseTo(1, 12);
      // ∫μ² = ⅔·half³ and ∫(D∇ρ)² = √(π/2)/(4π); the half cells at the walls are left out, 3·h/(2·half) = 5e-3.
      const closedForm = Math.sqrt(((2 / 3) * half ** 3 * 4 * Math.PI) / Math.sqrt(Math.PI / 2));
      expect(Math.abs(literal! / closedForm - 1)).toBeLessThan(6e-3);
      return literal!;
    });
    // Known to three digits: 13.5, 38, 108.
    expect(Math.abs(literal[0]! - 13.5)).toBeLessThan(0.2);
    expect(Math.abs(literal[1]! - 38)).toBeLessThan(0.5);
    expect(Math.abs(literal[2]! - 108)).toBeLessThan(1);
  });

  it("does not exist for a uniform density, and is zero without drift", () => {
    const flat = makeGrid([uniformAxis("x", [0, 1], 50)]);
    const drifting = chain(flat, { D: 1, force: () => 2 });
    expect(
      consolidation(
        masses(flat, () => 1),
        drifting,
      ),
    ).toEqual({ ratio: null, literal: null });
    const still = chain(flat, { D: 1 });
    expect(
      consolidation(
        masses(flat, (x) => 1 + x),
        still,
      ),
    ).toEqual({ ratio: 0, literal: 0 });
  });
});

describe("current", () => {
  const ring = makeGrid([stretchedAxis("x", [0, 2 * Math.PI], 80, { around: 2, strength: 2 }, "periodic")]);
  const tilted = chain(ring, { D: 0.3, potential: (x) => Math.cos(x), force: () => 0.7 });
  const steady = stationaryState(tilted);

  it("is one constant around a tilted ring, equal to the known one in the limit", () => {
    const mass = steady.logMass.map(Math.exp);
    const [J] = faceCurrents(mass, tilted);
    const [mean] = meanCurrents(mass, tilted);
    // State reduction has no cancellation: the null vector is good to rounding in every cell.
    expect(Math.max(...J!) / Math.min(...J!) - 1).toBeLessThan(1e-12);
    expect(currentNorms(mass, tilted).max / mean! - 1).toBeLessThan(1e-12);
    // Constant J: (∫J²)^½ = J·√2π.
    expect(currentNorms(mass, tilted).l2 / (mean! * Math.sqrt(2 * Math.PI))).toBeCloseTo(1, 12);
    // Closed form 0.03252054994972109 (V = cos z, force 0.7, D = 0.3); the scheme is of order 2, h ≈ 0.08.
    expect(Math.abs(mean! / 0.03252054994972109 - 1)).toBeLessThan(0.03);
  });

  it("produces J·2π·force/D of entropy on a tilted ring, all of it housekeeping", () => {
    const mass = steady.logMass.map(Math.exp);
    const { production, housekeeping, excess } = entropyBalance(mass, tilted, steady.logMass);
    const J = meanCurrents(mass, tilted)[0]!;
    expect(production / ((J * 2 * Math.PI * 0.7) / 0.3)).toBeCloseTo(1, 12);
    expect(housekeeping! / production).toBeCloseTo(1, 12);
    expect(Math.abs(excess!)).toBeLessThan(1e-14);
  });

  it("turns a rigid rotation into J = ρ·Ω(−y, x) at cell centres, to second order", () => {
    const field = (cells: number) => {
      const axis = (name: string) => stretchedAxis(name, [-4, 4], cells, { around: 0, strength: 1 });
      const grid = makeGrid([axis("x"), axis("y")]);
      const generator = chain(grid, {
        D: 0.5,
        potential: (x, y) => 0.5 * (x * x + y! * y!),
        force: (a, x, y) => (a === 0 ? -2 * y! : 2 * x),
      });
      const density = (x: number, y: number) => Math.exp(-(x * x + y * y)) / Math.PI;
      const mass = masses(grid, density as (...z: number[]) => number);
      const [Jx, Jy] = currentField(mass, generator);
      let error = 0;
      const [xs, ys] = [grid.axes[0]!.centers, grid.axes[1]!.centers];
      xs.forEach((x, i) =>
        ys.forEach((y, j) => {
          const rho = density(x, y);
          const cell = i * ys.length + j;
          error = Math.max(error, Math.hypot(Jx![cell]! + 2 * y * rho, Jy![cell]! - 2 * x * rho));
        }),
      );
      return { error, norms: currentNorms(mass, generator), means: meanCurrents(mass, generator) };
    };
    const [coarse, fine] = [field(32), field(64)];
    // |J| = 2rρ is largest at r = 1/√2; ∫|J|² = ∫4r²ρ² = 1/π.
    const largest = (2 * Math.exp(-0.5)) / (Math.SQRT2 * Math.PI);
    expect(fine.error).toBeLessThan(0.02 * largest);
    expect(coarse.error / fine.error).toBeGreaterThan(3.5);
    expect(fine.norms.max / largest).toBeCloseTo(1, 1);
    expect(fine.norms.l2 * Math.sqrt(Math.PI)).toBeCloseTo(1, 2);
    // Symmetry: as much goes left as right.
    expect(Math.abs(fine.means[0]!) + Math.abs(fine.means[1]!)).toBeLessThan(1e-14);
  });
});

describe("current at absorbing walls", () => {
  const slab = makeGrid([uniformAxis("x", [0, 1], 200, "absorbing")]);
  const generator = chain(slab, { D: 0.25 });
  // J = −D∂ρ/∂x = −(D·π²/2) cos πx for ρ = (π/2) sin πx.
  const J = (x: number) => -0.125 * Math.PI ** 2 * Math.cos(Math.PI * x);
  const mass = masses(slab, (x) => Math.sin(Math.PI * x));

  it("counts what leaves: downwards at the lower end, upwards at the upper end", () => {
    const [field] = currentField(mass, generator);
    // Order 2, h = 5e-3; half a cell from the wall as good as inside.
    slab.axes[0]!.centers.forEach((x, cell) => expect(field![cell]).toBeCloseTo(J(x), 3));
    const { max, l2 } = currentNorms(mass, generator);
    expect(max).toBeCloseTo(J(1), 3);
    expect(l2).toBeCloseTo(J(1) / Math.SQRT2, 3);
  });

  it("does so along the second axis of a grid as well", () => {
    const grid = makeGrid([uniformAxis("x", [0, 2], 4), slab.axes[0]!].map((axis, a) => ({ ...axis, name: "xy"[a]! })));
    const plane = chain(grid, { D: 0.25 });
    const [across, along] = currentField(
      masses(grid, (_x, y) => Math.sin(Math.PI * y!)),
      plane,
    );
    expect(Math.max(...across!.map(Math.abs))).toBeLessThan(1e-12);
    slab.axes[0]!.centers.forEach((y, j) => expect(along![2 * 200 + j]).toBeCloseTo(J(y) / 2, 3));
  });
});
