import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem } from "../../src/problem/define.js";

/** V(dx, dy) of all mass in the first cell of a torus of width 4, by the indices of the cell. */
function potential(interaction: string, [nx, ny]: readonly [number, number]) {
  const shape = [nx, ny];
  const { grid, meanField } = discretize(
    defineProblem({
      axes: ["x", "y"].map((name, a) => ({ name, range: [-2, 2], cells: shape[a]!, boundary: "periodic" })),
      drift: { interaction },
      diffusion: 1,
      initial: { uniform: true },
      time: { end: 1 },
    }),
  );
  const mass = new Float64Array(grid.size);
  mass[0] = 1;
  const V = new Float64Array(grid.size);
  meanField!.potentialInto(mass, V);
  return (i: number, j: number): number => V[i * ny + j]!;
}

describe("where images on a torus are equally near", () => {
  it.each(["dx", "dy", "dx*dy", "dx^3*dy^2", "dx - 2*dy"])("an odd W cancels at the antipode: %s", (W) => {
    // in all four corners the values of an odd W add up to 0; transforms round
    expect(potential(W, [4, 4])(2, 2)).toBeCloseTo(0, 12);
    expect(potential(W, [4, 6])(2, 3)).toBeCloseTo(0, 12);
  });

  it("W is the mean of two half way round one ring, of four half way round both, and of one elsewhere", () => {
    const W = (x: number, y: number): number => Math.exp(x / 2 + y / 4);
    const at = potential("exp(dx/2 + dy/4)", [4, 8]);
    expect(at(1, 1)).toBeCloseTo(W(1, 0.5), 12);
    expect(at(3, 7)).toBeCloseTo(W(-1, -0.5), 12);
    expect(at(2, 1)).toBeCloseTo((W(2, 0.5) + W(-2, 0.5)) / 2, 12);
    expect(at(1, 4)).toBeCloseTo((W(1, 2) + W(1, -2)) / 2, 12);
    expect(at(2, 4)).toBeCloseTo((W(2, 2) + W(-2, 2) + W(2, -2) + W(-2, -2)) / 4, 12);
    // with an odd number of cells nothing is half way round
    const odd = potential("exp(dx/2 + dy/4)", [5, 8]);
    expect(odd(2, 4)).toBeCloseTo((W(1.6, 2) + W(1.6, -2)) / 2, 12);
    expect(odd(3, 1)).toBeCloseTo(W(-1.6, 0.5), 12);
  });
});
