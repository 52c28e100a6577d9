import { describe, expect, test } from "vitest";
import { cellCenters } from "../../src/grid/grid.js";
import { defineProblem, type AxisDefinition, type Expression } from "../../src/problem/define.js";
import { erf } from "../../src/problem/expression/erf.js";
import { observableWeights } from "../../src/problem/observables.js";

const normalBelow = (z: number): number => 0.5 * (1 + erf(z / Math.SQRT2));

/** E[f] from point values of a density at the centres. */
function expectationOn(axes: readonly AxisDefinition[], f: Expression, density: (...z: number[]) => number, time = 0) {
  const problem = defineProblem({ axes, diffusion: 1, observables: { f } });
  const weights = observableWeights(problem, problem.observables[0]!, time);
  const centers = cellCenters(problem.grid);
  return weights.reduce(
    (sum, weight, c) => sum + weight * problem.grid.volumes[c]! * density(...centers.map((center) => center[c]!)),
    0,
  );
}
const weightsOf = (axes: readonly AxisDefinition[], f: Expression, time = 0): Float64Array => {
  const problem = defineProblem({ axes, diffusion: 1, observables: { f } });
  return observableWeights(problem, problem.observables[0]!, time);
};
const gaussian = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
const plane = (x: number, y?: number): number => gaussian(x) * gaussian(y!);
const axis = (name: string, cells: number, more: Partial<AxisDefinition> = {}): AxisDefinition => ({
  name,
  range: [-8, 8],
  cells,
  ...more,
});
/** Largest error over cuts that move through a cell, for a grid and one twice as fine. */
const orderOf = (error: (cells: number, cut: number) => number, cells: number): { order: number; fine: number } => {
  const cuts = Array.from({ length: 9 }, (_, k) => -0.61 + 0.1331 * k);
  const worst = (n: number): number => Math.max(...cuts.map((cut) => Math.abs(error(n, cut))));
  const fine = worst(2 * cells);
  return { order: Math.log2(worst(cells) / fine), fine };
};

describe("an indicator on a line", () => {
  test("whose edge is a face has weights 0 and 1", () => {
    for (const f of ["x < 0", (x: number) => x < 0]) expect([...weightsOf([axis("x", 4)], f)]).toEqual([1, 1, 0, 0]);
  });

  test.each([
    ["an expression", (c: number): Expression => `x < ${c}`, {}],
    [
      "a function",
      (c: number): Expression =>
        (x) =>
          x < c,
      {},
    ],
    [
      "an expression on stretched cells",
      (c: number): Expression => `x < ${c}`,
      { stretch: { around: 0.4, strength: 2 } },
    ],
  ])("given as %s is integrated with order 2 wherever the edge lies", (_, f, more) => {
    const { order, fine } = orderOf((n, c) => expectationOn([axis("x", n, more)], f(c), gaussian) - normalBelow(c), 80);
    expect(order).toBeGreaterThan(1.85);
    expect(fine).toBeLessThan(2e-4); // h²/24·max ρ' = 1e-4 for h = 0.1, and somewhat wider cells when stretched
  });

  test("leaves constants and linear densities exact in every cell it cuts", () => {
    // A linear density is reconstructed exactly: P(x < 0.37) for ρ = (1 + x/10)/16 on [-8, 8]
    const exact = (0.37 + 8 + (0.37 ** 2 - 64) / 20) / 16;
    expect(expectationOn([axis("x", 10)], "x < 0.37", (x) => (1 + x / 10) / 16)).toBeCloseTo(exact, 12);
    expect(expectationOn([axis("x", 10)], "x < 7.5", (x) => (1 + x / 10) / 16)).toBeCloseTo(
      (15.5 + (7.5 ** 2 - 64) / 20) / 16,
      12,
    );
  });

  test("takes the slope across the seam of a periodic axis", () => {
    const ring = { name: "x", range: [0, 2 * Math.PI] as const, boundary: "periodic" as const };
    const density = (x: number): number => (1 + Math.sin(x)) / (2 * Math.PI);
    const exact = (c: number): number => (c + 1 - Math.cos(c)) / (2 * Math.PI);
    const error = (n: number): number => expectationOn([{ ...ring, cells: n }], "x < 0.02", density) - exact(0.02);
    // the edge lies in the first cell: its slope, 1, enters with order 2, and a wrong one would leave order 1
    expect(Math.abs(error(100))).toBeLessThan(1e-6);
    expect(Math.abs(error(25))).toBeLessThan(5e-5);
  });

  test("moves with time", () => {
    expect(expectationOn([axis("x", 160)], "x < t", gaussian, 0.321)).toBeCloseTo(normalBelow(0.321), 3);
  });

  test("sees both edges of a window inside one cell", () => {
    const window = expectationOn([axis("x", 16)], "abs(x - 0.5) < 0.3", () => 1 / 16);
    expect(window).toBeCloseTo(0.6 / 16, 12); // uniform density: the length of the window
    expect(weightsOf([axis("x", 16)], "x == 0.5").reduce((a, b) => a + b)).toBe(0); // a point has no mass
  });
});

describe("an indicator in the plane", () => {
  const grid = (n: number): AxisDefinition[] => [axis("x", n), axis("y", Math.round(0.75 * n))];
  const oblique = (c: number): string => `x + y < ${c}`;
  const disc = (c: number): string => `x^2 + y^2 < ${(1 + c) ** 2}`;
  test.each([
    ["a half-plane", oblique, (c: number) => normalBelow(c / Math.SQRT2)],
    ["a disc", disc, (c: number) => 1 - Math.exp(-0.5 * (1 + c) ** 2)],
  ])("of %s is integrated with order 2", (_, f, exact) => {
    const { order, fine } = orderOf((n, c) => expectationOn(grid(n), f(c), plane) - exact(c), 64);
    expect(order).toBeGreaterThan(1.8);
    expect(fine).toBeLessThan(8e-4); // h²/24·∮|∇ρ| = 7e-4 for h = 1/6 and a disc of radius 1
  });

  test("of a disc has its area to far below the grid's error", () => {
    const area = (f: Expression): number => expectationOn(grid(24), f, () => 1);
    // kinks of the boundary in a cell are split exactly; what is left is Gauss quadrature of a smooth arc
    expect(area(disc(0.7))).toBeCloseTo(Math.PI * 1.7 ** 2, 5);
    expect(area((x, y) => x * x + y! * y! < 1.7 ** 2)).toBeCloseTo(Math.PI * 1.7 ** 2, 5);
    // {x < 1.1, y < 0.3 − x} within [-8, 8]²: the whole height left of -7.7, then ∫ (8.3 − x) dx
    const corner = 16 * 0.3 + 8.3 * (1.1 + 7.7) - (1.1 ** 2 - 7.7 ** 2) / 2;
    expect(area("x + y < 0.3 and x < 1.1")).toBeCloseTo(corner, 9);
  });

  test("whose edge runs along faces has weights 0 and 1", () => {
    const weights = weightsOf(grid(8), "x < 0 and y > 0");
    expect(new Set(weights)).toEqual(new Set([0, 1]));
  });
});

describe("a smooth observable", () => {
  test("is taken at the centres", () => {
    expect(expectationOn([axis("x", 60)], "x^2", gaussian)).toBeCloseTo(1, 12); // midpoint rule, exact for a Gaussian
    expect([...weightsOf([axis("x", 4)], (x) => x)]).toEqual([-6, -2, 2, 6]);
  });

  test("with a kink is integrated across it", () => {
    const error = (n: number): number => expectationOn([axis("x", n)], "abs(x - 0.123)", gaussian) - kinked;
    const kinked = 2 * gaussian(0.123) + 0.123 * (2 * normalBelow(0.123) - 1);
    expect(Math.log2(Math.abs(error(40) / error(160))) / 2).toBeGreaterThan(1.8);
  });

  test("that is not finite somewhere is an error that says where", () => {
    expect(() => weightsOf([axis("x", 4)], "log(x)")).toThrow(/observables.f: expected finite values.*NaN at x = -6/);
  });
});
