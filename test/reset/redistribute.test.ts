import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisFromFaces, stretchedAxis, uniformAxis, type Boundary } from "../../src/grid/axis.js";
import { cellCenters, makeGrid, type Grid } from "../../src/grid/grid.js";
import type { Redistribution } from "../../src/problem/reset.js";
import { redistributed } from "../../src/reset/redistribute.js";
import { exactValue } from "../known/answers.js";

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const largestGap = (one: Float64Array, other: Float64Array): number =>
  one.reduce((most, value, c) => Math.max(most, Math.abs(value - other[c])), 0);
const heat = (alpha: number): Redistribution => ({ alpha, sign: "redistribute", mode: "heat" });
const resolvent = (alpha: number): Redistribution => ({ alpha, sign: "redistribute", mode: "resolvent" });

function gaussian({ axes: [axis], volumes }: Grid, mean: number, variance: number): Float64Array {
  const mass = axis.centers.map((x, c) => volumes[c] * Math.exp(-((x - mean) ** 2) / (2 * variance)));
  const total = sum(mass);
  return mass.map((part) => part / total);
}

function variance({ axes: [axis] }: Grid, mass: Float64Array): number {
  const mean = axis.centers.reduce((total, x, c) => total + mass[c] * x, 0);
  return axis.centers.reduce((total, x, c) => total + mass[c] * (x - mean) ** 2, 0);
}

describe("E20: factors of a cosine mode on [0, 1]", () => {
  const alpha = 0.002;
  const modes: readonly (readonly [string, Redistribution, number])[] = [
    ["literal", { alpha, sign: "literal", mode: "strict" }, 64],
    ["literal", { alpha, sign: "literal", mode: "limited" }, 64],
    // explicit spreading needs α ≤ h²/2
    ["explicit", { alpha, sign: "redistribute", mode: "strict" }, 15],
    ["explicit", { alpha, sign: "redistribute", mode: "limited" }, 15],
    ["resolvent", resolvent(alpha), 64],
    ["heat", heat(alpha), 64],
  ];
  it.each(modes)("%s, %o", (name, action, cells) => {
    const factor = (n: number): number => {
      const grid = makeGrid([uniformAxis("x", [0, 1], n)]);
      const wave = grid.axes[0].centers.map((x) => Math.cos(3 * Math.PI * x));
      const after = redistributed(
        wave.map((value) => (1 + 0.2 * value) / n),
        grid,
        action,
      );
      // all modes of the density are eigenvectors of the faces' Laplacian, so one cell tells
      return (after[0] * n - 1) / (0.2 * wave[0]);
    };
    const exact = exactValue("E20", name);
    const k = 3 * Math.PI;
    // (2/h)² sin²(kh/2) is short of k² by k⁴h²/12, times α, and half as much again for the next order
    const allowed = (n: number): number => (1.5 * alpha * k ** 4) / 12 / n ** 2;
    expect(Math.abs(factor(cells) - exact)).toBeLessThanOrEqual(allowed(cells));
    if (name === "explicit") return;
    const [fine, finer] = [factor(512), factor(1024)];
    // order 2: extrapolated, the factor is right to rounding over 512² times the next order
    expect(Math.abs((4 * finer - fine) / 3 - exact)).toBeLessThan(1e-9);
  });
});

describe("E20: moments of a Gaussian", () => {
  // a literal step needs a density that is not negative after it: the Gaussian ends where E20 says it would be
  const grid = makeGrid([uniformAxis("x", [-2, 2], 512)]);
  const start = gaussian(grid, 0, 0.01);
  it("spreads by 2 alpha, whatever the mode", () => {
    const before = variance(grid, start);
    const wanted = exactValue("E20", "var amended") - 0.01;
    // summation by parts makes 2α exact on equal cells
    for (const action of [heat(0.002), resolvent(0.002)])
      expect(Math.abs(variance(grid, redistributed(start, grid, action)) - before - wanted)).toBeLessThan(1e-12);
  });
  it("sharpens by 2 alpha where it is not limited", () => {
    const radius = exactValue("E20", "negativity radius");
    const wide = makeGrid([uniformAxis("x", [-2, 2], 2000)]);
    const { centers } = wide.axes[0];
    const bell = gaussian(wide, 0, 0.01);
    // a density on a constant floor has room for the literal step, and its variance falls by exactly 2α
    const floor = bell.map((part, c) => 0.5 * part + (0.5 * wide.volumes[c]) / 4);
    const after = redistributed(floor, wide, { alpha: 0.002, sign: "literal", mode: "strict" });
    const change = variance(wide, after) - variance(wide, floor);
    expect(Math.abs(2 * change - (exactValue("E20", "var literal") - 0.01))).toBeLessThan(1e-12);
    // without the floor it would be negative beyond the radius: h = 0.002, and the zero is found to a cell
    const negative = centers.filter((x, c) => Math.abs(x) < 0.5 && after[c] < (0.5 * wide.volumes[c]) / 4);
    expect(Math.abs(Math.min(...negative.map(Math.abs)) - radius)).toBeLessThan(0.002);
  });
});

describe("a strict step beyond what it can do", () => {
  it("is refused with the largest alpha, which is then taken, and leaves 0 somewhere", () => {
    const grid = makeGrid([stretchedAxis("x", [-1, 1], 60, { around: 0, strength: 2 })]);
    const mass = gaussian(grid, 0.1, 0.1);
    const literal = (alpha: number): Float64Array =>
      redistributed(mass, grid, { alpha, sign: "literal", mode: "strict" }, "resets[0].redistribute");
    let largest = NaN;
    try {
      literal(1);
    } catch (error) {
      expect(error).toMatchObject({ code: "alpha-too-large", path: "resets[0].redistribute.alpha" });
      largest = Number(/at most ([\d.e-]+)/.exec(String(error))![1]);
    }
    expect(Math.min(...literal(largest * (1 - 1e-5)))).toBeGreaterThan(0);
    // the error gives six digits
    expect(() => literal(largest * (1 + 1e-5))).toThrow(/lap/);
    expect(Math.min(...literal(largest * (1 - 1e-5)))).toBeLessThan(1e-4 * Math.max(...mass));
  });
  it.each([
    [[20], 0.5],
    [[20, 20], 0.25],
  ])("spreads explicitly up to its share of h squared on %o cells", (shape, share) => {
    const grid = makeGrid(shape.map((cells, a) => uniformAxis(["x", "y"][a], [0, 1], cells, "periodic")));
    const mass = new Float64Array(grid.size);
    mass[3] = 1;
    const bound = share / 20 ** 2;
    const step = (alpha: number) => redistributed(mass, grid, { alpha, sign: "redistribute", mode: "strict" });
    expect(Math.min(...step(bound))).toBe(0);
    expect(() => step(1.001 * bound)).toThrow(new RegExp(`at most ${bound.toPrecision(6)}`));
  });
});

describe("limited spreading beyond the explicit bound", () => {
  it.each([0.01, 0.1, 1])("goes in parts and spreads as heat does: alpha = %d", (alpha) => {
    const grid = makeGrid([uniformAxis("x", [-2, 2], 100)]);
    const start = grid.axes[0].centers.map((x) => Math.exp(-5 * x * x));
    const sum = start.reduce((total, part) => total + part, 0);
    const mass = start.map((part) => part / sum);
    const limited = redistributed(mass, grid, { alpha, sign: "redistribute", mode: "limited" });
    const spread = redistributed(mass, grid, heat(alpha));
    // parts of h²/2 = 8e-4: n explicit steps differ from heat by k⁴·alpha·h²/4 at most, here for waves of length 1
    expect(limited.reduce((total, part, c) => total + Math.abs(part - spread[c]!), 0)).toBeLessThan(5e-3);
  });
});

/** Grids of all kinds: one or two axes, equal, stretched or jittered cells, all ends. */
const grids = fc
  .record({
    shape: fc.array(fc.integer({ min: 2, max: 24 }), { minLength: 1, maxLength: 2 }),
    ends: fc.array(fc.constantFrom<Boundary>("reflecting", "periodic", "absorbing"), { minLength: 2, maxLength: 2 }),
    jitter: fc.double({ min: 0, max: 0.8, noNaN: true }),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ shape, ends, jitter, seed }) =>
    makeGrid(
      shape.map((cells, a) => {
        if (jitter < 0.3) return uniformAxis(["x", "y"][a], [-1, 1], cells, ends[a]);
        const faces = Float64Array.from({ length: cells + 1 }, (_, i) =>
          i === 0 || i === cells ? i : i + jitter * (0.5 - ((i * 7919 + seed * 104729) % 1000) / 1000),
        );
        return axisFromFaces(["x", "y"][a], faces, { lower: ends[a], upper: ends[a] });
      }),
    ),
  );
const modes = fc.constantFrom<Redistribution["mode"]>("heat", "resolvent", "limited");

describe("any redistribution of any density on any grid", () => {
  it("keeps the mass to rounding and nothing below 0", () => {
    fc.assert(
      fc.property(
        grids,
        modes,
        fc.constantFrom<Redistribution["sign"]>("redistribute", "literal"),
        fc.double({ min: -6, max: 2, noNaN: true }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (grid, mode, sign, exponent, values) => {
          const mass = Float64Array.from({ length: grid.size }, () => Number(values.next().value) ** 8);
          const action = { alpha: 10 ** exponent, sign: mode === "limited" ? sign : "redistribute", mode } as const;
          const after = redistributed(mass, grid, action);
          expect(Math.min(...after)).toBeGreaterThanOrEqual(0);
          // one rounding a cell
          expect(Math.abs(sum(after) - sum(mass))).toBeLessThanOrEqual(1e-14 * (1 + sum(mass)));
        },
      ),
      { seed: 7, numRuns: 150 },
    );
  });

  it("heat and resolvent are the same by waves and by faces, and leave a uniform density alone", () => {
    for (const boundary of ["reflecting", "periodic", "absorbing"] as const)
      for (const action of [heat(0.03), resolvent(0.03)]) {
        const grid = makeGrid([uniformAxis("x", [-1, 1], 24, boundary), uniformAxis("y", [0, 3], 17, "periodic")]);
        const mass = cellCenters(grid)[0].map((x, c) => Math.exp(-3 * x) * (1 + ((c * 37) % 11)));
        const total = sum(mass);
        // a grid that does not know that its cells are equal goes by its faces
        const unequal: Grid = { ...grid, axes: grid.axes.map((axis) => ({ ...axis, uniform: false })) };
        expect(largestGap(redistributed(mass, grid, action), redistributed(mass, unequal, action))).toBeLessThan(
          1e-13 * total,
        );
        expect(largestGap(redistributed(unequal.volumes, unequal, action), grid.volumes)).toBeLessThan(1e-14);
      }
  });

  it("heat is a semigroup on unequal cells: twice over alpha is once over 2 alpha", () => {
    const grid = makeGrid([stretchedAxis("x", [-1, 1], 200, { around: 0.3, strength: 3 })]);
    const mass = gaussian(grid, -0.2, 0.003);
    const twice = redistributed(redistributed(mass, grid, heat(0.02)), grid, heat(0.02));
    expect(largestGap(twice, redistributed(mass, grid, heat(0.04)))).toBeLessThan(1e-15);
  });
});
