import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { discretize } from "../../src/generator/discretize.js";
import { spectralLaplacian, type SpectralLaplacian } from "../../src/generator/spectral-laplacian.js";
import { stretchedAxis, uniformAxis, type Boundary } from "../../src/grid/axis.js";
import { cellCenters, makeGrid, type Grid } from "../../src/grid/grid.js";
import { defineProblem } from "../../src/problem/define.js";
import { explicitKernel } from "../../src/steppers/stepper.js";
import { exponential, apply, fullMatrix, extended } from "../structure/oracle.js";
import { numbersFrom } from "../structure/random.js";

type Closed = Exclude<Boundary, "absorbing">;

const RANGES = [
  [-1, 2],
  [0.5, 2.5],
] as const;

const gridOf = (...axes: readonly (readonly [cells: number, boundary: Closed])[]): Grid =>
  makeGrid(axes.map(([cells, boundary], a) => uniformAxis("xy"[a], RANGES[a], cells, boundary)));

const GRIDS: readonly (readonly [string, Grid])[] = [
  ["64, a ring", gridOf([64, "periodic"])],
  ["64, reflecting", gridOf([64, "reflecting"])],
  ["45, a ring", gridOf([45, "periodic"])],
  ["50, reflecting", gridOf([50, "reflecting"])],
  ["2, a ring", gridOf([2, "periodic"])],
  ["16 x 12, both", gridOf([16, "reflecting"], [12, "periodic"])],
  ["9 x 7, both", gridOf([9, "periodic"], [7, "reflecting"])],
];

const randomField = (size: number, seed = 7): Float64Array => {
  const next = numbersFrom(seed);
  return Float64Array.from({ length: size }, next);
};
const sum = (field: Float64Array): number => field.reduce((total, value) => total + value, 0);
const largest = (field: Float64Array): number => field.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
const distance = (one: Float64Array, other: Float64Array): number => largest(one.map((value, c) => value - other[c]));

/** A wave of so many half periods along each axis (whole ones on a ring, doubled), and its wavenumbers. */
function waveOn(grid: Grid, halves: readonly number[]): { field: Float64Array; wavenumbers: number[] } {
  const centers = cellCenters(grid);
  const wavenumbers = grid.axes.map(({ faces, boundary }, axis) => {
    const count = boundary.upper === "periodic" ? 2 * halves[axis] : halves[axis];
    return (Math.PI * count) / (faces[faces.length - 1] - faces[0]);
  });
  const field = new Float64Array(grid.size).map((_, c) =>
    wavenumbers.reduce((product, k, axis) => product * Math.cos(k * (centers[axis][c] - grid.axes[axis].faces[0])), 1),
  );
  return { field, wavenumbers };
}

/** Largest |symbol|: what the rounding of a transform is multiplied by. */
const stiffness = (grid: Grid): number => grid.axes.reduce((total, { widths: [h] }) => total + (Math.PI / h) ** 2, 0);

describe.each(GRIDS)("the spectral Laplacian on %s cells", (_, grid) => {
  const weights = grid.axes.length === 2 ? [0.7, 1.9] : [0.7];
  const halves = grid.axes.length === 2 ? [2, 3] : [1];

  it("multiplies a wave by −κ² with the exact symbol, by −(4/h²)·sin²(κh/2) with the discrete one", () => {
    const { field, wavenumbers } = waveOn(grid, halves);
    for (const symbol of ["exact", "discrete"] as const) {
      const factor = wavenumbers.reduce((total, k, axis) => {
        const h = grid.axes[axis].widths[0];
        return total - weights[axis] * (symbol === "exact" ? k * k : (4 / h ** 2) * Math.sin((k * h) / 2) ** 2);
      }, 0);
      const operator = spectralLaplacian(grid, { symbol });
      // a dozen roundings of values up to 1, the stiffest mode included; the wave itself has the rounding of its angle
      const rounding = 2e-15;
      const scaled = (by: number) => field.map((value) => by * value);
      expect(distance(operator.laplacian(field, weights), scaled(factor))).toBeLessThan(4 * rounding * stiffness(grid));
      const alpha = weights.map((weight) => 0.01 * weight);
      expect(distance(operator.heat(field, alpha), scaled(Math.exp(0.01 * factor)))).toBeLessThan(rounding);
      expect(distance(operator.resolvent(field, alpha), scaled(1 / (1 - 0.01 * factor)))).toBeLessThan(rounding);
    }
  });

  it("is the face-based operator to rounding with the discrete symbol", () => {
    const problem = defineProblem({
      axes: grid.axes.map(({ name, boundary: { upper }, widths }, axis) => ({
        name,
        range: RANGES[axis],
        cells: widths.length,
        boundary: upper,
      })),
      diffusion: weights.length === 2 ? { x: weights[0], y: weights[1] } : weights[0],
    });
    const discretization = discretize(problem);
    const [mass, moved] = [discretization.workspace.allocate(grid.size), discretization.workspace.allocate(grid.size)];
    mass.set(randomField(grid.size));
    explicitKernel(discretization)(mass, moved, 0, 1);
    const found = spectralLaplacian(grid).laplacian(mass, weights);
    expect(distance(found, moved)).toBeLessThan(4e-15 * stiffness(grid));
    if (grid.size > 64) return;
    const t = 0.03;
    const exact = apply(exponential(fullMatrix(discretization), t), extended(mass)).slice(0, grid.size);
    const heated = spectralLaplacian(grid).heat(
      mass,
      weights.map((D) => D * t),
    );
    // squaring doubles the rounding of the dense exponential some ten times
    expect(distance(heated, exact)).toBeLessThan(1e-12);
  });

  it.each(["exact", "discrete"] as const)("is a semigroup, and the resolvent undoes I − αΔ (%s)", (symbol) => {
    const { laplacian, heat, resolvent } = spectralLaplacian(grid, { symbol });
    const field = randomField(grid.size);
    expect(distance(heat(heat(field, 0.003), 0.008), heat(field, 0.011))).toBeLessThan(2e-15);
    expect(distance(heat(field, 0), field)).toBeLessThan(2e-15);
    const solved = resolvent(field, 0.01);
    const back = laplacian(solved).map((value, c) => solved[c] - 0.01 * value);
    expect(distance(back, field)).toBeLessThan(4e-15 * (1 + 0.01 * stiffness(grid)));
  });

  it("writes into the field itself as into a new array, without a trace of earlier calls", () => {
    const { heat, resolvent } = spectralLaplacian(grid);
    const field = randomField(grid.size);
    const expected = heat(field, 0.02);
    resolvent(randomField(grid.size, 8), 3);
    expect(heat(field, 0.02, field)).toBe(field);
    expect(field).toEqual(expected);
  });
});

describe("sums and signs", () => {
  const anyGrid = fc
    .array(
      fc.record({
        cells: fc.integer({ min: 2, max: 24 }),
        boundary: fc.constantFrom<Closed>("periodic", "reflecting"),
      }),
      { minLength: 1, maxLength: 2 },
    )
    .map((axes) => gridOf(...axes.map(({ cells, boundary }) => [cells, boundary] as const)));
  const anyCase = anyGrid.chain((grid) =>
    fc.record({
      grid: fc.constant(grid),
      // single cells among empty ones are the hardest
      field: fc
        .array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
          minLength: grid.size,
          maxLength: grid.size,
        })
        .map((values) => Float64Array.from(values)),
      alpha: fc.integer({ min: -8, max: 6 }).map((power) => 10 ** power),
    }),
  );
  const operations: readonly (readonly [
    string,
    (own: SpectralLaplacian, f: Float64Array, a: number) => Float64Array,
  ])[] = [
    ["heat", (own, field, alpha) => own.heat(field, alpha)],
    ["resolvent", (own, field, alpha) => own.resolvent(field, alpha)],
  ];

  for (const [name, operation] of operations) {
    it(`nothing turns negative by ${name} with the discrete symbol`, () => {
      fc.assert(
        fc.property(anyCase, ({ grid, field, alpha }) => {
          expect(Math.min(...operation(spectralLaplacian(grid), field, alpha))).toBeGreaterThanOrEqual(0);
        }),
        { seed: 1, numRuns: 300 },
      );
    });

    it(`sums are kept to rounding by ${name}`, () => {
      fc.assert(
        fc.property(anyCase, fc.constantFrom("exact", "discrete"), ({ grid, field, alpha }, symbol) => {
          const after = sum(operation(spectralLaplacian(grid, { symbol }), field, alpha));
          // adding up n numbers rounds n times at most, on either side
          expect(Math.abs(after - sum(field))).toBeLessThanOrEqual(3e-16 * grid.size * (1 + sum(field)));
        }),
        { seed: 2, numRuns: 300 },
      );
    });
  }

  it("a sharp field rings with the exact symbol, as its description says", () => {
    const point = new Float64Array(64);
    point[20] = 1;
    const grid = gridOf([64, "periodic"]);
    const alpha = 0.05 * grid.axes[0].widths[0] ** 2;
    expect(Math.min(...spectralLaplacian(grid, { symbol: "exact" }).heat(point, alpha))).toBeLessThan(-0.01);
    expect(Math.min(...spectralLaplacian(grid).heat(point, alpha))).toBeGreaterThanOrEqual(0);
  });
});

describe("the error in space on a smooth density", () => {
  const errorOf = (boundary: Closed, cells: number, symbol: "exact" | "discrete"): number => {
    const grid = makeGrid([uniformAxis("x", [0, 2 * Math.PI], cells, boundary)]);
    const [x] = cellCenters(grid);
    // even at both ends, so smooth in both kinds of waves; its Laplacian by hand
    const field = x.map((z) => Math.exp(Math.cos(z)));
    const exact = x.map((z) => Math.exp(Math.cos(z)) * (Math.sin(z) ** 2 - Math.cos(z)));
    return distance(spectralLaplacian(grid, { symbol }).laplacian(field), exact);
  };

  it.each(["periodic", "reflecting"] as const)("is of order 2 with the discrete symbol (%s)", (boundary) => {
    const errors = [64, 128, 256].map((cells) => errorOf(boundary, cells, "discrete"));
    // the next term is of order 4, and the centres lie half a cell beside the place of the largest error
    for (const k of [1, 2]) expect(Math.abs(Math.log2(errors[k - 1] / errors[k]) - 2)).toBeLessThan(0.03);
  });

  it.each(["periodic", "reflecting"] as const)(
    "is rounding from 32 cells on with the exact symbol (%s)",
    (boundary) => {
      // modes of exp(cos x) fall below 1e-16 at k = 15; a ring of 32 cells has 16, a line 32 of half the wavenumber
      for (const cells of [32, 64]) expect(errorOf(boundary, cells, "exact")).toBeLessThan(3e-15 * (cells / 2) ** 2);
    },
  );
});

describe("what does not fit is refused", () => {
  const faultOf = (attempt: () => unknown): InputError => {
    try {
      attempt();
    } catch (fault) {
      if (fault instanceof InputError) return fault;
      throw fault;
    }
    throw new Error("nothing was refused");
  };
  const plane = gridOf([8, "periodic"], [8, "reflecting"]);
  const field = new Float64Array(64).fill(1);
  const own = spectralLaplacian(plane);
  const absorbing = { lower: "reflecting", upper: "absorbing" } as const;

  it.each([
    [
      "an absorbing end",
      () => spectralLaplacian(makeGrid([uniformAxis("x", [0, 1], 8, absorbing)])),
      "axes[0].boundary",
    ],
    [
      "unequal cells",
      () => spectralLaplacian(makeGrid([stretchedAxis("x", [0, 1], 8, { around: 0, strength: 2 })])),
      "axes[0]",
    ],
    ["a field of another length", () => own.heat(new Float64Array(63), 1), "field"],
    ["room of another length", () => own.heat(field, 1, new Float64Array(65)), "out"],
    ["one weight of two", () => own.laplacian(field, [1]), "weights"],
    ["a duration below 0", () => own.heat(field, -1e-9), "alpha"],
    ["a duration that is no number", () => own.resolvent(field, [1, NaN]), "alpha"],
  ])("(%s)", (_, attempt, path) => {
    const fault = faultOf(attempt);
    expect(fault.path).toBe(path);
    expect(["spectral-does-not-fit", "bad-length", "out-of-range"]).toContain(fault.code);
  });
});
