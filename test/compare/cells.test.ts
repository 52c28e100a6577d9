import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binned, binsOf, cellProbabilities } from "../../src/compare/cells.js";
import { expectationAt } from "../../src/compare/expectation.js";
import { cellCenters, type Grid } from "../../src/grid/grid.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { halvedProblem } from "../../src/solve/halved-problem.js";
import { ordersOf } from "../convergence/order.js";
import { normalCdf } from "../particles/statistics.js";

type Axes = ProblemDefinition["axes"];

const gridOf = (axes: Axes): Grid => defineProblem({ axes, diffusion: 1 }).grid;

/** Largest error of the probabilities of cells, over the width of a cell, as cells are halved. */
function errors(
  axes: (cells: number) => Axes,
  density: (...z: number[]) => number,
  exact: (faces: number[][]) => number,
) {
  const sizes = [32, 64, 128];
  return {
    sizes,
    errors: sizes.map((cells) => {
      const grid = gridOf(axes(cells));
      const centers = cellCenters(grid);
      const values = Float64Array.from({ length: grid.size }, (_, c) => density(...centers.map((center) => center[c])));
      const inner = grid.shape[1] ?? 1;
      // what is kept is the total of the midpoint rule, which on cells of changing width is 1 to order 2 only
      const total = values.reduce((sum, rho, c) => sum + rho * grid.volumes[c], 0);
      return cellProbabilities(values, grid).reduce((worst, p, c) => {
        const faces = grid.axes.map((axis, a) => {
          const i = a === 0 ? Math.floor(c / inner) : c % inner;
          return [axis.faces[i], axis.faces[i + 1]];
        });
        return Math.max(worst, Math.abs(p / total - exact(faces)) / grid.volumes[c]);
      }, 0);
    }),
  };
}

const normal = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
const mass = ([lower, upper]: number[]): number => normalCdf(upper) - normalCdf(lower);

describe("probabilities of cells from values at their centres", () => {
  it.each([
    [
      "a normal density",
      (cells: number): Axes => [{ name: "x", range: [-6, 6], cells }],
      normal,
      ([x]: number[][]) => mass(x),
    ],
    [
      "a cosine on a ring",
      (cells: number): Axes => [{ name: "x", range: [0, 2 * Math.PI], cells, boundary: "periodic" }],
      (x: number) => (1 + 0.9 * Math.cos(x)) / (2 * Math.PI),
      ([[a, b]]: number[][]) => (b - a + 0.9 * (Math.sin(b) - Math.sin(a))) / (2 * Math.PI),
    ],
    [
      "a normal density in the plane",
      (cells: number): Axes => [
        { name: "x", range: [-6, 6], cells },
        { name: "y", range: [-6, 6], cells },
      ],
      (x: number, y: number) => normal(x) * normal(y),
      ([x, y]: number[][]) => mass(x) * mass(y),
    ],
  ])("of %s have order 4", (_, axes, density, exact) => {
    // measured 3.87 to 4.01; the coarsest grid has less than three cells a standard deviation
    for (const order of ordersOf(errors(axes, density, exact))) expect(Math.abs(order - 4)).toBeLessThan(0.2);
  });

  it("have order 3 at least where the widths of cells change", () => {
    const axes = (cells: number): Axes => [{ name: "x", range: [-6, 6], cells, stretch: { around: 0, strength: 4 } }];
    const orders = ordersOf(errors(axes, normal, ([x]) => mass(x)));
    expect(orders.at(-1)).toBeGreaterThan(2.9);
  });

  it("keep the total, are nowhere negative and move at most a quarter of a cell, whatever the density", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 8, maxLength: 40 }),
        fc.constantFrom("reflecting", "periodic", "absorbing"),
        (density, boundary) => {
          const grid = gridOf([{ name: "x", range: [0, 3], cells: density.length, boundary }]);
          const found = cellProbabilities(density, grid);
          const total = density.reduce((sum, rho) => sum + rho * grid.volumes[0], 0);
          expect(Math.abs(found.reduce((sum, p) => sum + p, 0) - total)).toBeLessThanOrEqual(1e-13 * total);
          // a quarter before the total is restored, which changes all by 4/3 or 4/5 at most
          found.forEach((p, c) => {
            expect(p).toBeGreaterThanOrEqual(0.6 * density[c] * grid.volumes[c] * (1 - 1e-12));
            expect(p).toBeLessThanOrEqual((5 / 3) * density[c] * grid.volumes[c] * (1 + 1e-12));
          });
        },
      ),
      { seed: 2, numRuns: 200 },
    );
  });

  it("of nothing are nothing", () => {
    const grid = gridOf([{ name: "x", range: [0, 1], cells: 8 }]);
    expect(Array.from(cellProbabilities(new Float64Array(8), grid))).toEqual(new Array(8).fill(0));
  });
});

describe("bins", () => {
  it("are blocks of whole cells, at most 64 or 16 an axis, and cells that the halved grid joins are in one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 700 }), (cells) => {
        const bins = binsOf(gridOf([{ name: "x", range: [0, 1], cells }]));
        expect(bins.count).toBeLessThanOrEqual(64);
        expect(new Set(bins.binOf).size).toBe(bins.count);
        for (let c = 1; c < cells; c++) {
          expect(bins.binOf[c] - bins.binOf[c - 1]).toBeGreaterThanOrEqual(0);
          if (c % 2 === 1) expect(bins.binOf[c]).toBe(bins.binOf[c - 1]);
        }
      }),
      { seed: 3, numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 90 }), fc.integer({ min: 8, max: 90 }), (nx, ny) => {
        const grid = gridOf([
          { name: "x", range: [0, 1], cells: nx },
          { name: "y", range: [0, 1], cells: ny },
        ]);
        const { binOf, count } = binsOf(grid);
        expect(count).toBeLessThanOrEqual(256);
        expect(new Set(binOf).size).toBe(count);
        const at = (i: number, j: number): number => binOf[i * ny + j];
        for (let i = 0; i + 1 < nx; i += 2)
          for (let j = 0; j + 1 < ny; j += 2)
            expect([at(i + 1, j), at(i, j + 1), at(i + 1, j + 1)]).toEqual(new Array(3).fill(at(i, j)));
      }),
      { seed: 4, numRuns: 40 },
    );
  });

  it("sum what their cells hold", () =>
    expect(Array.from(binned([1, 2, 3, 4, 5], Int32Array.from([0, 0, 1, 1, 2]), 3))).toEqual([3, 7, 5]));
});

describe("what the density expects, extrapolated from two grids", () => {
  /** An Ornstein-Uhlenbeck process at t = 0.5: mean 1.2 e^{−0.5}, variance 0.3 e^{−1} + 0.5 (1 − e^{−1}). */
  const mean = 1.2 * Math.exp(-0.5);
  const variance = 0.3 * Math.exp(-1) + 0.5 * (1 - Math.exp(-1));
  const at = (cells: number) => {
    const problem = defineProblem({
      axes: [{ name: "x", range: [-5, 5], cells }],
      drift: { loss: "x^2/2" },
      diffusion: 0.5,
      initial: { gaussian: { mean: 1.2, variance: 0.3 } },
      time: { end: 0.5, frames: 2 },
      solver: { tolerance: 1e-10 },
      observables: { fourth: "x^4" },
    });
    const solution = evolve(problem, { ledger: false });
    const coarse = evolve(halvedProblem(solution)!, { ledger: false });
    // the same bins on all grids: the 16 blocks into which the coarsest is cut
    const binOf = Int32Array.from({ length: cells }, (_, c) => Math.floor((16 * c) / cells));
    return {
      expectation: expectationAt(
        { fine: solution, wide: coarse, widest: null, own: solution },
        1,
        { binOf, count: 16 },
        1e5,
      ),
      grid: problem.grid,
      solution,
    };
  };
  const sizes = [64, 128, 256];
  const found = sizes.map(at);

  const ordersIn = (error: (of: (typeof found)[number]) => number): number[] =>
    ordersOf({ sizes, errors: found.map(error) });
  const exactBin = (b: number): number => {
    const z = (k: number): number => (-5 + (10 / 16) * k - mean) / Math.sqrt(variance);
    return normalCdf(z(b + 1)) - normalCdf(z(b));
  };
  const fourth = mean ** 4 + 6 * mean ** 2 * variance + 3 * variance ** 2;

  it.each([
    [
      "probabilities of bins",
      ({ expectation }) => Math.max(...expectation.bins.map(({ value }, b) => Math.abs(value - exactBin(b)))),
    ],
    ["the variance", ({ expectation }) => Math.abs(expectation.covariance[0][0].value - variance)],
    ["an observable", ({ expectation }) => Math.abs(expectation.observables.fourth.value - fourth)],
  ] as [string, (of: (typeof found)[number]) => number][])("%s have order 4", (_, error) => {
    for (const order of ordersIn(error)) expect(Math.abs(order - 4)).toBeLessThan(0.3);
  });

  it("errors that are left are smaller than the share of the correction that is stated, from 64 cells on", () => {
    for (const { expectation } of found) {
      expectation.bins.forEach(({ value, error }, b) =>
        // where the correction changes its sign the stated error is 0 in passing: a tenth of the largest is allowed
        expect(Math.abs(value - exactBin(b))).toBeLessThan(
          error + 0.1 * Math.max(...expectation.bins.map((bin) => bin.error)),
        ),
      );
      const own = expectation.covariance[0][0];
      expect(Math.abs(own.value - variance)).toBeLessThan(own.error);
    }
  });

  it("spreads are those of a Gaussian: variance and skewness of (x - m)^2 and of x", () => {
    const { spreads } = found[2].expectation;
    // the midpoint rule with 20 cells a standard deviation; the density is wider by the error of the grid, 1e-4
    expect(Math.abs(spreads.covariance[0][0].variance / (2 * variance ** 2) - 1)).toBeLessThan(2e-3);
    expect(Math.abs(spreads.covariance[0][0].skewness - Math.sqrt(8))).toBeLessThan(5e-3);
    expect(Math.abs(spreads.mean[0].skewness)).toBeLessThan(1e-3);
    expect(Math.abs(spreads.mean[0].variance / variance - 1)).toBeLessThan(1e-3);
  });
});
