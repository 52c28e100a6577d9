import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { firstPassage } from "../../src/solve/first-passage.js";

/** Largest error of the mean time at cell centres, against T(x, y). */
function worst(definition: ProblemDefinition, exact: (...z: number[]) => number): number {
  const problem = defineProblem(definition);
  const { data } = firstPassage(problem).fields.meanTime;
  const [x, y = Float64Array.of(0)] = problem.grid.axes.map(({ centers }) => centers);
  return data.reduce(
    (most, value, c) => Math.max(most, Math.abs(value - exact(x[Math.floor(c / y.length)], y[c % y.length]))),
    0,
  );
}

const square = (cells: number, half: number, more: object = {}) =>
  ["x", "y"].map((name) => ({ name, range: [-half, half] as const, cells, ...more }));

describe("the edge of a target", () => {
  it.each([0, 0.03, 0.25, 0.5, 0.77, 0.98, 1 - 1e-8])(
    "may lie at %f of a cell: the error is at most (h/2)²/2D",
    (at) => {
      const cells = 50;
      const h = 1 / cells;
      const edge = (cells - 3 + at) * h;
      const error = worst(
        {
          axes: [{ name: "x", range: [0, 1], cells, boundary: { lower: "absorbing", upper: "reflecting" } }],
          diffusion: 0.5,
          target: `x > ${edge}`,
        },
        (x) => (x < edge ? x * (edge - x) : 0),
      );
      // The cell beside an edge at the distance d balances as if it ended at h/2: d(h − d)/2D, most in its middle; rounding beside.
      expect(error).toBeLessThanOrEqual((1 + 1e-6) * h * h * 0.25);
    },
  );

  it("may be a wall, or lie before it, or beyond the wrap of a ring", () => {
    const [low, high] = [0.0123, 0.9977];
    const exact = (x: number): number => (x > low && x < high ? ((x - low) * (high - x)) / 2 : 0);
    const target = `x > ${high} or x < ${low}`;
    for (const boundary of ["reflecting", "absorbing", "periodic"] as const)
      expect(
        worst({ axes: [{ name: "x", range: [0, 1], cells: 50, boundary }], diffusion: 1, target }, exact),
      ).toBeLessThan(1.01 * (0.02 * 0.02) * 0.125);
    // the ring again, the target where the grid begins
    const gap = [0.2177, 1.0023];
    expect(
      worst(
        {
          axes: [{ name: "x", range: [0, 1], cells: 50, boundary: "periodic" }],
          diffusion: 1,
          target: `x > ${gap[1] - 1} and x < ${gap[0]}`,
        },
        (x) => {
          const z = x < 0.0023 ? x + 1 : x;
          return z > gap[0] ? ((z - gap[0]) * (gap[1] - z)) / 2 : 0;
        },
      ),
    ).toBeLessThan(1.01 * 0.02 * 0.02 * 0.125);
  });

  it("is where it is for a drift and D that vary: as an absorbing wall there", () => {
    const stated = { drift: { loss: "0.3*cos(3*x)", force: { x: "x" } }, diffusion: "0.3 + 0.1*sin(2*x)" };
    const at = (target: string | undefined, upper: number, cells: number): number =>
      firstPassage(
        defineProblem({
          axes: [
            {
              name: "x",
              range: [-1, upper],
              cells,
              boundary: target ? "reflecting" : { lower: "reflecting", upper: "absorbing" },
            },
          ],
          ...stated,
          ...(target && { target }),
          initial: { point: 0 },
        }),
      ).fromStart!.meanTime;
    const exact = at(undefined, 0.937, 4000);
    const errors = [100, 200, 400].map((cells) => Math.abs(at("x > 0.937", 1.3, cells) - exact));
    // order 2, though its factor depends on where in its cell the edge is
    errors.forEach((error, k) => expect(error).toBeLessThan(2 * exact * (2.3 / (100 * 2 ** k)) ** 2));
  });

  it.each([
    ["equal cells", {}, 0.065],
    ["unequal cells", { stretch: { around: 0.3, strength: 2 } }, 0.16],
  ])("may be a circle: E29's disk, (1 − r²)/4D, to order 2 on %s", (_, more, most) => {
    for (const cells of [32, 45, 64, 90]) {
      const error = worst({ axes: square(cells, 1.1, more), diffusion: 1, target: "x^2 + y^2 > 1" }, (x, y) =>
        Math.max(0, (1 - x * x - y * y) / 4),
      );
      // an error of order 2 has a bound that is the same for all grids
      expect(error / (2.2 / cells) ** 2, `${cells} cells`).toBeLessThan(most);
    }
  });

  it("may be met askew by a full tensor: the ellipse of D, (1 − zᵀD⁻¹z)/4, to order 2", () => {
    const [a, b, c] = [0.6, 0.25, 0.3];
    const det = a * c - b * b;
    const form = (x: number, y: number): number => (c * x * x - 2 * b * x * y + a * y * y) / det;
    for (const cells of [30, 47, 64, 91]) {
      const error = worst(
        {
          axes: square(cells, 1),
          diffusion: {
            tensor: [
              [a, b],
              [b, c],
            ],
          },
          target: `(${c}*x^2 - 2*${b}*x*y + ${a}*y^2)/${det} > 1`,
        },
        (x, y) => Math.max(0, (1 - form(x, y)) / 4),
      );
      expect(error / (2 / cells) ** 2, `${cells} cells`).toBeLessThan(0.25);
    }
  });

  it("may be given by a function as by an expression", () => {
    const disk = { axes: square(32, 1.1), diffusion: 1 };
    const found = firstPassage(defineProblem({ ...disk, target: (x: number, y: number) => x * x + y * y > 1 }));
    const stated = firstPassage(defineProblem({ ...disk, target: "x^2 + y^2 > 1" }));
    // both find the edge to a millionth of a cell
    found.fields.meanTime.data.forEach((value, k) => expect(value).toBeCloseTo(stated.fields.meanTime.data[k], 6));
  });
});
