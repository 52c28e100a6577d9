import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { stretchedAxis, uniformAxis } from "../../src/grid/axis.js";
import { cellCenters, makeGrid, type Grid } from "../../src/grid/grid.js";
import { stationaryState } from "../../src/solve/stationary.js";
import { uniform } from "../linear/oracle.js";
import { generatorFrom, square } from "./rates.js";

const gibbs = (grid: Grid, potential: ArrayLike<number>) =>
  generatorFrom(grid, (_, lower, upper) => potential[lower] - potential[upper]);

/** Largest relative error of the density against exp(−U), both relative to the heaviest cell's. */
function gibbsError(grid: Grid, potential: ArrayLike<number>, logMass: Float64Array): number {
  const errors = logMass.map((value, c) => value - Math.log(grid.volumes[c]) + potential[c]);
  const top = logMass.indexOf(logMass.reduce((a, b) => Math.max(a, b)));
  return errors.reduce((most, value) => Math.max(most, Math.abs(value - errors[top])), 0);
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

function faultOf(run: () => unknown): InputError {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("expected an InputError");
}

describe("the Gibbs state", () => {
  it("is found in closed form on a stretched line, mass 1, residual at rounding", () => {
    const grid = makeGrid([stretchedAxis("x", [-3, 3], 200, { around: 0.5, strength: 4 })]);
    const potential = grid.axes[0].centers.map((x) => 5 * (x ** 4 - 2 * x * x));
    const state = stationaryState(gibbs(grid, potential));
    expect(state).toMatchObject({ method: "closed form", reversible: true });
    // Required: 1e-13. Flows are products of two rounded numbers; log masses up to 250 carry 3e-14 there.
    expect(state.residual).toBeLessThan(1e-14);
    expect(gibbsError(grid, potential, state.logMass)).toBeLessThan(1e-12);
    expect(Math.abs(sum(state.mass) - 1)).toBeLessThan(1e-14);
  });

  it("keeps the balance of two wells behind a barrier of 2e4 kT, where rates underflow", () => {
    const grid = makeGrid([uniformAxis("x", [-2, 2], 41)]);
    const potential = grid.axes[0].centers.map((x) => 2e4 * (x * x - 1) ** 2 + 0.3 * x);
    const generator = gibbs(grid, potential);
    expect(generator.axes[0].forward.some((rate, c) => c < 40 && rate === 0)).toBe(true);
    const { logMass, mass, residual, method } = stationaryState(generator);
    expect(method).toBe("closed form");
    // Each difference of potentials near 1e5 is rounded to 1e-11; they telescope.
    expect(gibbsError(grid, potential, logMass)).toBeLessThan(1e-10);
    expect(residual).toBeLessThan(1e-13);
    expect(mass.every((value) => value >= 0)).toBe(true);
  });

  it("is found in closed form in two dimensions, whatever ends are joined, for |Pe| to 100", () => {
    const sides = fc.constantFrom("reflecting" as const, "periodic" as const);
    const cells = fc.integer({ min: 2, max: 20 });
    fc.assert(
      fc.property(cells, cells, sides, sides, fc.integer(), fc.constantFrom(1, 10, 100), (nx, ny, a, b, seed, size) => {
        const grid = square([nx, ny], [a, b]);
        const draw = uniform(seed);
        const potential = Float64Array.from({ length: grid.size }, () => size * draw());
        const state = stationaryState(gibbs(grid, potential));
        expect(state.method).toBe("closed form");
        // Pe up to 100 rounded to 1.4e-14 at worst.
        expect(state.residual).toBeLessThan(1e-13);
        expect(gibbsError(grid, potential, state.logMass)).toBeLessThan(1e-12);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

describe("stationary states with a current", () => {
  // V = cos z, constant force 0.7, D = 0.3: J from the closed quadrature formula (known answer, 13 digits).
  const current = 0.03252054994972109;

  it("gives the known current of the tilted ring with the integrated flux on 32 cells", () => {
    const diffusion = 0.3;
    const axis = uniformAxis("z", [0, 2 * Math.PI], 32, "periodic");
    const h = axis.widths[0];
    const energy = (z: number): number => (Math.cos(z) - 0.7 * z) / diffusion;
    const grid = makeGrid([axis]);
    const generator = generatorFrom(grid, () => 0);
    const [rates] = generator.axes;
    for (let i = 0; i < 32; i++) {
      const left = axis.centers[i];
      // ∫ exp(U − U_L)/D over the gap: composite Simpson with 4000 intervals, error below 1e-14 of the integral.
      const points = 4000;
      let integral = 0;
      for (let k = 0; k <= points; k++) {
        const weight = k === 0 || k === points ? 1 : k % 2 ? 4 : 2;
        integral += (weight * Math.exp(energy(left + (h * k) / points) - energy(left))) / diffusion;
      }
      integral *= h / points / 3;
      rates.forward[i] = 1 / (h * integral);
      rates.backward[(i + 1) % 32] = Math.exp(energy(left + h) - energy(left)) / (h * integral);
      rates.peclet[i] = energy(left) - energy(left + h);
    }
    const { mass, method, reversible, residual } = stationaryState(generator);
    expect({ method, reversible }).toEqual({ method: "state reduction", reversible: false });
    expect(residual).toBeLessThan(1e-15);
    for (let i = 0; i < 32; i++) {
      const flow = rates.forward[i] * mass[i] - rates.backward[(i + 1) % 32] * mass[(i + 1) % 32];
      // 13 digits of the reference and cancellation of two larger flows; on 16 cells the midpoint mass is off by 1e-11.
      expect(Math.abs(flow / current - 1)).toBeLessThan(1e-12);
    }
  });

  it("solves a rotating drift exactly: the variance of the Gaussian is off by O(h²) only", () => {
    const errors = [24, 48].map((n) => {
      const grid = square([n, n], ["reflecting", "reflecting"]);
      const generator = rotating(grid, 2);
      const { mass, method, residual } = stationaryState(generator);
      expect(method).toBe("nested dissection");
      expect(residual).toBeLessThan(1e-15);
      const [x] = cellCenters(grid);
      return Math.abs(mass.reduce((total, m, c) => total + m * x[c] ** 2, 0) - 0.5);
    });
    // Halving h divides the error by 4 at leading order; Pe is near 1 on the coarse grid.
    expect(errors[0] / errors[1]).toBeGreaterThan(3.5);
    expect(errors[1]).toBeLessThan(0.02);
  });

  it("does not take a circulation of 1e-10 kT for none", () => {
    const grid = square([12, 12], ["reflecting", "reflecting"]);
    const state = stationaryState(rotating(grid, 1e-10));
    expect(state).toMatchObject({ method: "nested dissection", reversible: false });
    expect(state.residual).toBeLessThan(1e-15);
  });

  it("is stationary for the rates of any scheme, not for exp(Pe)", () => {
    const upwind = (x: number): number => 1 + Math.max(-x, 0);
    const line = makeGrid([uniformAxis("x", [-3, 3], 60)]);
    const onLine = stationaryState(
      generatorFrom(line, (_, lower) => -(line.axes[0].centers[lower] + 0.05) * 0.5, upwind),
    );
    expect(onLine).toMatchObject({ method: "closed form", reversible: true });
    expect(onLine.residual).toBeLessThan(1e-15);
    const grid = square([20, 20], ["reflecting", "periodic"]);
    expect(stationaryState(rotating(grid, 0.4, upwind)).residual).toBeLessThan(1e-15);
  });

  it("gives no mass to cells that a one-way face lets empty", () => {
    const line = makeGrid([uniformAxis("x", [0, 1], 10)]);
    const central = (x: number): number => Math.max(0, 1 - x / 2);
    const { mass, logMass } = stationaryState(generatorFrom(line, (_, lower) => (lower === 3 ? 2 : 0.1), central));
    expect(Array.from(mass.subarray(0, 4))).toEqual([0, 0, 0, 0]);
    expect(logMass[3]).toBe(-Infinity);
    expect(Math.abs(sum(mass) - 1)).toBeLessThan(1e-15);
  });
});

describe("problems without one stationary state", () => {
  const line = makeGrid([uniformAxis("x", [-1, 1], 20)]);
  const flat = () => generatorFrom(line, () => 0);

  it("says where all mass is absorbed", () => {
    const generator = flat();
    generator.axes[0].forward[19] = 3;
    const fault = faultOf(() => stationaryState(generator));
    expect(fault).toMatchObject({ code: "no-stationary-state", path: "axes[0].boundary" });
    expect(fault.message).toMatch(/absorbing upper end of x.*first-passage/s);
  });

  it("refuses rates that depend on time, unless asked for this instant", () => {
    const generator = { ...flat(), timeDependent: true };
    expect(faultOf(() => stationaryState(generator)).code).toBe("time-dependent");
    expect(stationaryState(generator, { instantaneous: true }).residual).toBeLessThan(1e-15);
  });

  it("names the regions that exchange nothing, on a line and on a plane", () => {
    const onLine = flat();
    onLine.axes[0].forward[9] = onLine.axes[0].backward[10] = 0;
    const fault = faultOf(() => stationaryState(onLine));
    expect(fault.code).toBe("several-stationary-states");
    expect(fault.found).toContain("x in [-1, 0] (10 cells); x in [0, 1] (10 cells)");

    const grid = square([8, 8], ["reflecting", "reflecting"]);
    const onPlane = rotating(grid, 1);
    for (let j = 0; j < 8; j++) onPlane.axes[0].forward[3 * 8 + j] = onPlane.axes[0].backward[4 * 8 + j] = 0;
    expect(faultOf(() => stationaryState(onPlane)).found).toContain("x in [-4, 0], y in [-4, 4] (32 cells)");
  });
});

/** Drift −z + ω (−y, x) with D = 0.5, as Pe = μ h/D at the middle of each face. */
function rotating(grid: Grid, omega: number, fit?: (x: number) => number) {
  const [x, y] = cellCenters(grid);
  const h = grid.axes.map((axis) => axis.widths[0]);
  return generatorFrom(
    grid,
    (axis, lower) =>
      axis === 0
        ? ((-(x[lower] + h[0] / 2) - omega * y[lower]) * h[0]) / 0.5
        : ((-(y[lower] + h[1] / 2) + omega * x[lower]) * h[1]) / 0.5,
    fit,
    0.5,
  );
}
