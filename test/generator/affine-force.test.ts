import { describe, expect, it } from "vitest";
import { affineForce } from "../../src/generator/affine-force.js";
import { cellCenters } from "../../src/grid/grid.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";

type Force = (x: number, y: number) => number;
const CELLS = 16;
const WIDTH = 4 / CELLS;

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
  return affineForce(problem, 0, cellCenters(problem.grid));
}

describe("a force that is affine", () => {
  it("is known by its degree or by its values, and given at the cell centres", () => {
    for (const force of ["-x - 2*y + 3", (x: number, y: number) => -x - 2 * y + 3]) {
      const affine = found(force)!;
      // centre of the first cell
      expect(affine[0][0]).toBeCloseTo(-(-2 + WIDTH / 2) - 2 * (-1 + WIDTH / 2) + 3, 13);
      expect(affine[1][0]).toBeCloseTo(2 - WIDTH / 2, 13);
    }
  });

  const bent: readonly (readonly [string, Force])[] = [
    ["curved a little", (x) => -x + 1e-12 * x * x],
    ["zero at all centres", (x) => Math.sin((2 * Math.PI * (x - WIDTH / 2)) / WIDTH)],
    ["odd around the middle of every face", (x) => -x + Math.sin((4 * Math.PI * (x - WIDTH / 2)) / WIDTH)],
    ["with a kink between centres", (x) => Math.abs(x)],
    ["with a kink at a centre", (x) => Math.abs(x - WIDTH / 2)],
    ["with a step", (_, y) => (y > 1 ? 1 : 0)],
    ["not finite somewhere", (x, y) => (x > 1.9 && y > 2.9 ? NaN : -x)],
    ["infinite somewhere", (x, y) => (x > 1.9 && y > 2.9 ? -Infinity : -x)],
    ["with a pole between the centres", (x) => -x + 1e-9 / x],
  ];
  it.each(bent)("%s: it is not", (_, force) => {
    expect(found(force)).toBeNull();
  });

  it("is none on a ring where it would jump at the wrap, nor beside a loss", () => {
    expect(found((x) => -x, "periodic")).toBeNull();
    expect(found("-x", "periodic")).toBeNull();
    expect(found((_, y) => 0.7 - y, "periodic")).not.toBeNull();
    expect(found("-x", "reflecting", { loss: "x^2" })).toBeNull();
  });
});
