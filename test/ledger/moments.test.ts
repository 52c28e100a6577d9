import { describe, expect, it } from "vitest";
import { stretchedAxis, uniformAxis } from "../../src/grid/axis.js";
import { cellCenters, makeGrid } from "../../src/grid/grid.js";
import { distances } from "../../src/ledger/distances.js";
import { entropy } from "../../src/ledger/entropy.js";
import { outflow } from "../../src/ledger/flux.js";
import { moments, totalMass } from "../../src/ledger/moments.js";
import { absorbingGrids, applyGenerator, chain, gaussian, masses, smallGrids } from "./chain.js";

describe("moments", () => {
  it("agree with the sums written out, in one and two dimensions, and are conditional on survival", () => {
    for (const grid of [...Object.values(smallGrids), ...Object.values(absorbingGrids)]) {
      const mass = masses(grid, (x, y = 0) => Math.exp(Math.sin(3 * x + y)) * (1 + 0.1 * y * x), false);
      const z = cellCenters(grid);
      const total = mass.reduce((sum, p) => sum + p, 0);
      const mean = z.map((coordinate) => mass.reduce((sum, p, c) => sum + p * coordinate[c]!, 0) / total);
      const found = moments(mass, grid);
      // Sums of a few dozen terms of order one: rounding.
      expect(totalMass(mass, grid)).toBeCloseTo(total, 13);
      z.forEach((first, a) => {
        expect(found.mean[a]).toBeCloseTo(mean[a]!, 13);
        z.forEach((second, b) => {
          const direct = mass.reduce((sum, p, c) => sum + p * (first[c]! - mean[a]!) * (second[c]! - mean[b]!), 0);
          expect(found.covariance[a]![b]).toBeCloseTo(direct / total, 13);
        });
      });
    }
  });

  it("give mean and covariance of a correlated Gaussian", () => {
    const grid = makeGrid([uniformAxis("x", [-8, 8], 160), uniformAxis("y", [-8, 8], 128)]);
    const mass = masses(grid, (x, y) => Math.exp(-((x - 0.5) ** 2 - (x - 0.5) * (y! + 1) + (y! + 1) ** 2) / 1.5));
    const { mean, covariance } = moments(mass, grid);
    // Trapezoidal sums of a Gaussian are exact but for the tail at the walls (1e-12).
    [0.5, -1].forEach((expected, a) => expect(mean[a]).toBeCloseTo(expected, 10));
    [1, 0.5, 0.5, 1].forEach((expected, k) => expect(covariance[k >> 1]![k & 1]).toBeCloseTo(expected, 9));
  });

  it("keep their digits for a narrow density far from the origin", () => {
    const grid = makeGrid([uniformAxis("x", [1000, 1001], 1000)]);
    const { covariance } = moments(masses(grid, gaussian(1000.5, 1e-4)), grid);
    // Centred sums: 1e-16·1000 in the positions against a width of 1e-2.
    expect(Math.abs(covariance[0]![0]! / 1e-4 - 1)).toBeLessThan(1e-9);
  });
});

describe("entropy and distances", () => {
  it("count empty cells as nothing", () => {
    const grid = smallGrids["stretched 1D"]!;
    const mass = new Float64Array(grid.size);
    mass[3] = 1;
    expect(entropy(mass, grid)).toBe(Math.log(grid.axes[0]!.widths[3]!));
    expect(entropy(new Float64Array(grid.size), grid)).toBe(0);
  });

  it("see KL of two Gaussians, also where the stationary masses underflow", () => {
    const grid = makeGrid([uniformAxis("x", [-20, 20], 800)]);
    const logMass = grid.volumes.map(
      (V, c) => Math.log(V / Math.sqrt(0.02 * Math.PI)) - grid.axes[0]!.centers[c]! ** 2 / 0.02,
    );
    expect(Math.exp(logMass[0]!)).toBe(0);
    const { kl, l1, max } = distances(masses(grid, gaussian(1, 0.25)), logMass, grid);
    // ½[v/w + m²/w − 1 − log(v/w)], v = 0.25, w = 0.01, m = 1; Gaussian sums exact to rounding of terms of order 1e4.
    expect(kl).toBeCloseTo(0.5 * (25 + 100 - 1 - Math.log(25)), 9);
    expect(l1).toBeGreaterThan(1.5);
    // At x = −0.025, a centre next to 0, where π peaks and ρ is the lower.
    expect(max).toBeCloseTo(gaussian(0, 0.01)(0.025) - gaussian(1, 0.25)(-0.025), 9);
  });

  it("see KL down to 1e-24, far below the rounding of its terms", () => {
    const grid = smallGrids["uniform 1D"]!;
    const stationary = masses(grid, (x) => Math.exp(-x * x));
    const logMass = stationary.map(Math.log);
    for (const size of [1e-3, 1e-6, 1e-12]) {
      const mass = stationary.map((p, c) => p * (1 + size * Math.sin(Math.PI * grid.axes[0]!.centers[c]!)));
      // KL = ½ Σ (δp)²/π + O(size³) for an odd, hence mass-free, disturbance; log π is known to about 1e-15 only.
      const leading =
        0.5 *
        size ** 2 *
        stationary.reduce((sum, p, c) => sum + p * Math.sin(Math.PI * grid.axes[0]!.centers[c]!) ** 2, 0);
      expect(distances(mass, logMass, grid).kl / leading).toBeCloseTo(1, 2);
    }
  });
});

describe("outflow", () => {
  it("names each absorbing end and adds up to the loss of mass", () => {
    const names = {
      "absorbing 1D": ["x.lower", "x.upper"],
      "half absorbing 1D": ["x.upper"],
      "absorbing 2D": ["x.lower", "y.lower", "y.upper"],
    };
    for (const [name, expected] of Object.entries(names)) {
      const grid = absorbingGrids[name]!;
      const generator = chain(grid, { D: 0.4, force: (_axis, x) => 1 - x });
      const mass = masses(grid, (x, y = 1) => Math.exp(x * y));
      const flux = outflow(mass, generator);
      expect(Object.keys(flux)).toEqual(expected);
      const loss = -applyGenerator(mass, generator).reduce((sum, rate) => sum + rate, 0);
      // Rates reach about 1e3: rounding.
      expect(Object.values(flux).reduce((sum, part) => sum + part, 0)).toBeCloseTo(loss, 11);
    }
    const closed = smallGrids["2D"]!;
    expect(
      outflow(
        masses(closed, () => 1),
        chain(closed, { D: 1 }),
      ),
    ).toEqual({});
  });

  it("is the slope at the wall, D·∂ρ/∂x, for the slowest mode between absorbing walls", () => {
    const error = (cells: number) => {
      const grid = makeGrid([uniformAxis("x", [0, 1], cells, "absorbing")]);
      const flux = outflow(
        masses(grid, (x) => 0.5 * Math.PI * Math.sin(Math.PI * x)),
        chain(grid, { D: 0.25 }),
      );
      return Math.abs(flux["x.upper"]! - 0.125 * Math.PI ** 2);
    };
    // Order 2; the constant is that of sin(πh/2)/(πh/2).
    expect(error(50)).toBeLessThan(1e-3);
    expect(error(50) / error(100)).toBeCloseTo(4, 1);
  });
});

it("keeps a stretched 2D grid in cell order: the marginal of x sits on the first axis", () => {
  const grid = makeGrid([stretchedAxis("x", [0, 1], 7, { around: 0, strength: 3 }), uniformAxis("y", [5, 6], 3)]);
  const mass = new Float64Array(grid.size);
  mass[4 * 3 + 2] = 0.5;
  const { mean, covariance } = moments(mass, grid);
  expect(mean).toEqual([grid.axes[0]!.centers[4], grid.axes[1]!.centers[2]]);
  expect(covariance).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
