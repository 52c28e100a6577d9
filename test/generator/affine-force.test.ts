import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { affineForce, middleOf } from "../../src/generator/affine-force.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";

type Force = (x: number, y: number) => number;
const CELLS = 16;
const WIDTH = 4 / CELLS;
const coefficient = fc.double({ min: -10, max: 10, noNaN: true });

function found(x: Force | string, boundary: "reflecting" | "periodic" = "reflecting", drift = {}) {
  const definition: ProblemDefinition = {
    axes: [
      { name: "x", range: [-2, 2], cells: CELLS, boundary },
      { name: "y", range: [-1, 3], cells: CELLS },
    ],
    drift: { force: { x, y: "1 - y" }, ...drift },
    diffusion: 0.5,
  };
  const problem = defineProblem(definition);
  return { grid: problem.grid, affine: affineForce(problem, 0) };
}

describe("a force that is affine", () => {
  it("is known by its degree or by its values, and given by its value in the middle and its slopes", () => {
    for (const force of ["-x - 2*y + 3.2", (x: number, y: number) => -x - 2 * y + 3.2]) {
      const { grid, affine } = found(force);
      expect(middleOf(grid)).toEqual([0, 1]);
      const [x, y] = affine!;
      // rounding of sums of four numbers up to 7
      expect(x.value).toBeCloseTo(1.2, 14);
      expect(x.slopes[0]).toBeCloseTo(-1, 14);
      expect(x.slopes[1]).toBeCloseTo(-2, 14);
      expect(y).toEqual({ value: 0, slopes: [0, -1] });
    }
  });

  it("is seen however it is written: rounding of its terms does not hide it", () => {
    fc.assert(
      fc.property(fc.tuple(coefficient, coefficient, coefficient), ([a, b, c]) => {
        expect(found((x, y) => a + b * x + c * y).affine).not.toBeNull();
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  const bent: readonly (readonly [string, Force])[] = [
    ["curved a little", (x) => -x + 1e-12 * x * x],
    ["zero at all centres", (x) => Math.sin((2 * Math.PI * (x - WIDTH / 2)) / WIDTH)],
    ["odd around the middle of every face", (x) => -x + Math.sin((4 * Math.PI * (x - WIDTH / 2)) / WIDTH)],
    ["with a kink between centres", (x) => Math.abs(x)],
    ["with a kink at a centre", (x) => Math.abs(x - WIDTH / 2)],
    ["with a step", (_, y) => (y > 1 ? 1 : 0)],
    ["another one in a single cell", (x, y) => (x > 0.25 && x < 0.5 && y > 0.5 && y < 0.75 ? 1e-12 : 0) - x],
    ["a thin wall", (x) => -x + (Math.abs(x - 0.3) < 0.1 * WIDTH ? 1 : 0)],
    ["not finite somewhere", (x, y) => (x > 1.75 && y > 2.75 ? NaN : -x)],
    ["infinite somewhere", (x, y) => (x > 1.75 && y > 2.75 ? -Infinity : -x)],
    ["with a pole between the centres", (x) => -x + 1e-9 / x],
  ];
  it.each(bent)("%s: it is not", (_, force) => {
    expect(found(force).affine).toBeNull();
  });

  it("is none on a ring where it would jump at the wrap, nor beside a loss", () => {
    expect(found((x) => -x, "periodic").affine).toBeNull();
    expect(found("-x", "periodic").affine).toBeNull();
    expect(found((_, y) => 0.7 - y, "periodic").affine).not.toBeNull();
    expect(found("-x", "reflecting", { loss: "x^2" }).affine).toBeNull();
  });
});
