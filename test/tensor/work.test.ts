import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { gaussLegendre } from "../../src/linear/gauss-legendre.js";
import { defineProblem } from "../../src/problem/define.js";

type Force = (x: number, y: number) => number;

const tensor = [
  [0.6, 0.2],
  [0.2, 0.3],
];

const square = (force: { x: unknown; y: unknown }, boundary = "reflecting", diffusion: unknown = { tensor }) =>
  discretize(
    defineProblem({
      name: "work along faces",
      axes: ["x", "y"].map((name) => ({ name, range: [-2, 2], cells: 40, boundary })),
      drift: { force },
      diffusion,
    } as Parameters<typeof defineProblem>[0]),
  );

/** Pe of all faces inside the grid: along x, along y, then obliquely. */
const peclets = ({ axes, oblique }: ReturnType<typeof square>): number[] =>
  [axes[0].peclet, axes[1].peclet, oblique!.peclet].flatMap((part) => [...part]);

/** Largest difference between two lists, against the largest number in them. */
const difference = (one: number[], other: number[]): number =>
  one.reduce((most, value, k) => Math.max(most, Math.abs(value - other[k])), 0) / Math.max(...one.map(Math.abs));

const { nodes, weights } = gaussLegendre(20);

/** ∫ D⁻¹μ·dl from the centre of cell (i, j) along (a, b) cells, by 20 Gauss nodes. */
function work(force: { x: Force; y: Force }, i: number, j: number, [a, b]: readonly number[]): number {
  const h = 0.1;
  const [x, y] = [-2 + (i + 0.5) * h, -2 + (j + 0.5) * h];
  const determinant = 0.6 * 0.3 - 0.2 * 0.2;
  return nodes.reduce((sum, s, g) => {
    const [px, py] = [x + s * a * h, y + s * b * h];
    const [mx, my] = [force.x(px, py), force.y(px, py)];
    return sum + (weights[g] * h * (a * (0.3 * mx - 0.2 * my) + b * (0.6 * my - 0.2 * mx))) / determinant;
  }, 0);
}

describe("the work ∫D⁻¹μ·dl with a constant tensor", () => {
  const forces: [string, { x: Force; y: Force }, { x: string; y: string }][] = [
    ["affine", { x: (x, y) => -x - 2 * y + 0.3, y: (x, y) => -y + 2 * x }, { x: "-x - 2*y + 0.3", y: "-y + 2*x" }],
    [
      "of degree 3",
      { x: (x, y) => x - x ** 3 + x * y, y: (x, y) => -y + x ** 2 * y },
      { x: "x - x^3 + x*y", y: "-y + x^2*y" },
    ],
    [
      "no polynomial",
      { x: (x, y) => Math.sin(2 * x) - y, y: (x, y) => Math.exp(-x) - y },
      { x: "sin(2*x) - y", y: "exp(-x) - y" },
    ],
  ];

  // rounding of sums of a few terms, against the largest Pe
  for (const [kind, functions, texts] of forces)
    it(`is exact to rounding for a force that is ${kind}, as a function and as an expression`, () => {
      const discretization = square(texts);
      const { axes, oblique } = discretization;
      const own = peclets(discretization);
      const exact = own.map((_, k) => {
        const face = k - 3200;
        if (face < 0) {
          const cell = k % 1600;
          const [i, j] = [Math.floor(cell / 40), cell % 40];
          const along = k < 1600 ? [1, 0] : [0, 1];
          // where there is no face Pe stands for nothing
          return i + along[0] < 40 && j + along[1] < 40 ? work(functions, i, j, along) : own[k];
        }
        const direction = oblique!.first.findIndex((_f, d) => face < oblique!.first[d + 1]);
        const cell = oblique!.lower[face];
        return work(functions, Math.floor(cell / 40), cell % 40, oblique!.directions[direction]);
      });
      expect(axes[0].peclet.length).toBe(1600);
      expect(difference(own, exact)).toBeLessThan(1e-14);
      expect(difference(own, peclets(square(functions)))).toBeLessThan(1e-14);
    });

  it("sees a function that is affine on most of the grid where it is not", () => {
    // the kink lies a quarter of a cell beyond a centre, so that neither ends nor middles of faces fall on it
    const kink = 0.5 + 0.05 + 0.025;
    const bent: Force = (x) => (x > kink ? -2 * (x - kink) : 0) - 1;
    const { axes } = square({ x: bent, y: "-y" });
    const [i, j] = [25, 10];
    // 5 Gauss nodes on a kink: wrong by less than 2 % of what the bend does to this face, where the middle alone is by 11 %
    const exact = ((0.3 * (-1 - 2 * 0.5 * 0.075 ** 2 * 10) - 0.2 * 1) * 0.1) / 0.14;
    const center = -2 + (j + 0.5) * 0.1;
    const found = axes[0].peclet[i * 40 + j] - (-0.2 * (-center - 1) * 0.1) / 0.14;
    expect(Math.abs(found - exact)).toBeLessThan(0.02 * Math.abs(exact - ((0.3 * -1 - 0.2) * 0.1) / 0.14));
  });

  it("does not take the middle of a face for all of it at the wrap of a ring where the drift jumps", () => {
    // along the face through the wrap -x goes from -1.95 to -2 and on from 2 to 1.95: the exact integral is 0, five nodes
    // leave what the one in the middle has, 0.285 of its value there
    const force: Force = (x) => -x;
    const alone = ((0.3 * 2) / 0.14) * 0.1;
    for (const x of ["-x", force])
      expect(Math.abs(square({ x, y: "0" }, "periodic").axes[0].peclet[39 * 40])).toBeLessThan(0.29 * alone);
  });
});
