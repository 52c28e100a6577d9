import { describe, expect, test } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { noiseInducedDrift } from "../../src/problem/noise-induced-drift.js";
import type { Convention } from "../../src/problem/problem.js";

const axes = [
  { name: "x", range: [-2, 2], cells: 8 },
  { name: "y", range: [-2, 2], cells: 8 },
] as const;
const points = [Float64Array.of(-1.3, -0.2, 0.4, 0.9, 1.7), Float64Array.of(0.8, -0.5, 0.1, 1.9, -1.1)];
const at = (diffusion: ProblemDefinition["diffusion"], convention: Convention, time = 0, beta = 0) =>
  noiseInducedDrift(
    defineProblem({ axes, diffusion, convention, drift: { entropy: { beta, sign: "diversify" } } }),
    points,
    time,
  );

/** D at a point, and B = √(2D) by its eigenvectors: another way than the program takes. */
const tensor = (x: number, y: number, rise = 0) => ({
  xx: 1.5 + 0.4 * Math.sin(x) + rise,
  xy: 0.3 * Math.cos(x - y),
  yy: 1 + 0.2 * x * y + rise + 0.3 * y * y,
});
const stated = [
  ["1.5 + 0.4*sin(x)", "0.3*cos(x - y)"],
  ["0.3*cos(x - y)", "1 + 0.2*x*y + 0.3*y^2"],
];
function rootOf(x: number, y: number, rise: number): readonly (readonly number[])[] {
  const { xx, xy, yy } = tensor(x, y, rise);
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const first = Math.sqrt(2 * (c * c * xx + 2 * c * s * xy + s * s * yy));
  const second = Math.sqrt(2 * (s * s * xx - 2 * c * s * xy + c * c * yy));
  const mixed = c * s * (first - second);
  return [
    [c * c * first + s * s * second, mixed],
    [mixed, s * s * first + c * c * second],
  ];
}
const difference = (f: (z: number) => number): number =>
  [
    [-2, 1 / 12],
    [-1, -2 / 3],
    [1, 2 / 3],
    [2, -1 / 12],
  ].reduce((sum, [shift, weight]) => sum + (weight * f(1e-3 * shift)) / 1e-3, 0);

describe("the drift that noise induces", () => {
  test("is none in Fick form", () => {
    expect(at({ tensor: stated }, "fick").map((part) => [...part])).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
  });

  test("is the divergence of a tensor D for Ito", () => {
    const found = at({ tensor: stated }, "ito", 0, 0.7);
    points[0].forEach((x, k) => {
      const y = points[1][k];
      const across = 0.3 * Math.sin(x - y);
      expect(found[0][k]).toBeCloseTo(0.4 * Math.cos(x) + across, 14);
      expect(found[1][k]).toBeCloseTo(-across + 0.2 * x + 0.6 * y, 14);
    });
  });

  test.each([0, 0.7])("is half of B·∂B for Stratonovich, with B the root of all of D, d = %d included", (beta) => {
    const found = at({ tensor: stated }, "stratonovich", 0, beta);
    points[0].forEach((x, k) => {
      const y = points[1][k];
      const root = rootOf(x, y, beta);
      for (const i of [0, 1]) {
        let sum = 0;
        for (const j of [0, 1])
          for (const m of [0, 1])
            sum +=
              0.5 *
              root[i][m] *
              difference((step) => rootOf(x + (j === 0 ? step : 0), y + (j === 1 ? step : 0), beta)[j][m]);
        // differences of order 4 with step 1e-3 err by 1e-12 from rounding
        expect(Math.abs(found[i][k] - sum)).toBeLessThan(1e-11);
      }
    });
  });

  test("of a tensor that is all but diagonal is that of the diagonal: (1 - alpha) of each slope", () => {
    const [a, b] = ["1.5 + 0.4*sin(x)*y", "1 + 0.3*y^2"];
    for (const [convention, part] of [
      ["ito", 1],
      ["stratonovich", 0.5],
    ] as const) {
      const diagonal = at({ x: a, y: b }, convention);
      const full = at(
        {
          tensor: [
            [a, 1e-9],
            [1e-9, b],
          ],
        },
        convention,
      );
      points[0].forEach((x, k) => {
        const y = points[1][k];
        expect(diagonal[0][k]).toBeCloseTo(part * 0.4 * Math.cos(x) * y, 14);
        expect(diagonal[1][k]).toBeCloseTo(part * 0.6 * y, 14);
        for (const i of [0, 1]) expect(Math.abs(full[i][k] - diagonal[i][k])).toBeLessThan(1e-8);
      });
    }
  });

  test("on one axis is (1 - alpha)·D'", () => {
    const on = (convention: Convention) =>
      noiseInducedDrift(defineProblem({ axes: [axes[0]], diffusion: "1 + x^2/8", convention }), [points[0]], 0);
    for (const [convention, part] of [
      ["fick", 0],
      ["stratonovich", 0.5],
      ["ito", 1],
    ] as const) {
      const [along, across] = on(convention);
      expect(across).toHaveLength(0);
      points[0].forEach((x, k) => expect(along[k]).toBeCloseTo((part * x) / 4, 14));
    }
  });

  test("is none for a D that is the same everywhere", () => {
    const D = {
      tensor: [
        ["1 + t", 0.2],
        [0.2, "2 + t"],
      ],
    };
    for (const convention of ["ito", "stratonovich"] as const)
      for (const part of at(D, convention, 2)) expect(Math.max(...part.map(Math.abs))).toBe(0);
  });
});
