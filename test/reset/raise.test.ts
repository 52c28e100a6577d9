import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { boosted } from "../../src/reset/boost.js";
import { evolve } from "../../src/solve/evolve.js";

const line: ProblemDefinition = {
  axes: [{ name: "x", range: [-2, 2], cells: 40 }],
  drift: { loss: "(x^2-1)^2", force: { x: "0.3" } },
  diffusion: 0.25,
  initial: { gaussian: { mean: -1, variance: 0.05 } },
  time: { end: 2, frames: 3 },
  resets: [{ at: [1], boost: 0.5 }],
};
const plane: ProblemDefinition = {
  ...line,
  axes: [
    { name: "x", range: [-2, 2], cells: 12 },
    { name: "y", range: [-1, 3], cells: 16, boundary: "absorbing" },
  ],
  drift: { loss: "(x^2+y^2)/2", force: { x: "-y", y: "x" } },
  initial: { gaussian: { mean: [0, 1], variance: 0.1 } },
};

const square = (half: number, cells: number): ProblemDefinition["axes"] =>
  ["x", "y"].map((name) => ({ name, range: [-half, half], cells }));

describe("rates of a D that is raised in place", () => {
  const cases: readonly (readonly [string, ProblemDefinition])[] = [
    ["the same everywhere, integrated", line],
    ["the same everywhere, Scharfetter-Gummel", { ...line, solver: { scheme: "scharfetter-gummel" } }],
    ["upwind", { ...line, solver: { scheme: "upwind" } }],
    ["with absorbing ends", { ...line, axes: [{ name: "x", range: [-2, 2], cells: 40, boundary: "absorbing" }] }],
    ["on a ring", { ...line, axes: [{ name: "x", range: [-2, 2], cells: 40, boundary: "periodic" }], drift: {} }],
    ["varying in space", { ...line, diffusion: "0.2 + 0.1*x^2" }],
    ["varying in space, read as Ito", { ...line, diffusion: "0.2 + 0.1*x^2", convention: "ito" }],
    ["changing in time", { ...line, diffusion: "0.2 + 0.1*sin(t)^2" }],
    ["under a force that changes in time", { ...line, drift: { force: { x: "sin(t) - x" } } }],
    ["on a plane", plane],
    ["another along each axis", { ...plane, diffusion: { x: "0.3", y: "0.1 + 0.05*y^2" } }],
    ["adaptive", { ...plane, diffusion: { adaptive: { D0: 0.5, tau: 1, sigma2: 0.05, fisher: "hessian-absolute" } } }],
  ];
  it.each(cases)("%s: bit for bit those of the larger D from the start", (_, definition) => {
    const problem = defineProblem(definition);
    for (const decay of [null, 0.7]) {
      const diffusion = boosted(problem.diffusion, [{ amount: 0.5, decay, since: 1 }]);
      const [raised, fresh] = [discretize(problem, 0), discretize({ ...problem, diffusion }, 1)];
      raised.raise!(diffusion.scalar!, 1);
      for (const time of [1, 1.25, 1]) {
        for (const one of [raised, fresh]) if (one.timeDependent) one.rebuild(time);
        expect(raised.timeDependent).toBe(fresh.timeDependent);
        expect(raised.constantDiffusion?.()).toEqual(fresh.constantDiffusion?.());
        expect(raised.freeEnergy?.temperature()).toBe(fresh.freeEnergy?.temperature());
        raised.axes.forEach((rates, axis) => {
          for (const key of ["forward", "backward", "peclet", "diffusion"] as const)
            expect(rates[key], `${key} ${axis}`).toEqual(fresh.axes[axis][key]);
        });
      }
    }
  });

  it("a full tensor keeps its faces, and the axes take what is added", () => {
    const tensor: ProblemDefinition = {
      ...plane,
      axes: square(2, 12),
      diffusion: {
        tensor: [
          ["0.5", "0.1"],
          ["0.1", "0.3"],
        ],
      },
    };
    const problem = defineProblem(tensor);
    const diffusion = boosted(problem.diffusion, [{ amount: 0.5, decay: null, since: 1 }]);
    const [raised, fresh] = [discretize(problem), discretize({ ...problem, diffusion }, 1)];
    raised.raise!(diffusion.scalar!, 1);
    // Selling's decomposition of this D + 0.5 I has the same directions: equal but for the rounding of the weights
    const ratesOf = ({ axes, oblique }: typeof raised): number[] =>
      [...axes, oblique!].flatMap(({ forward, backward }) => [...forward, ...backward]);
    ratesOf(raised).forEach((rate, k) => expect(Math.abs(rate - ratesOf(fresh)[k])).toBeLessThan(1e-12 * (1 + rate)));
    // free diffusion far from walls: the covariance grows by 2D + 2B, the shear stays
    const { frames } = evolve(
      defineProblem({
        ...tensor,
        axes: square(6, 48),
        drift: {},
        initial: { gaussian: { mean: [0, 0], variance: 0.3 } },
        time: { at: [0, 1] },
        resets: [{ at: [0.5], boost: 0.4 }],
      }),
    );
    const [before, after] = frames.map(({ covariance }) => covariance);
    // exact on equal cells but for steps in time and tails at the walls, seven standard deviations out at the start, four at the end
    expect(after[0][0] - before[0][0]).toBeCloseTo(2 * 0.5 + 2 * 0.4 * 0.5, 3);
    expect(after[1][1] - before[1][1]).toBeCloseTo(2 * 0.3 + 2 * 0.4 * 0.5, 3);
    expect(after[0][1]).toBeCloseTo(2 * 0.1, 3);
  });

  // before the boost the faces lead further, (2, 1) among them, than those of the larger D
  it("a full tensor that varies in space, raised at the start: as with the larger D to order 2, with its ledger", () => {
    const ends = (cells: number, raised: boolean) => {
      const { frames, minDensity } = evolve(
        defineProblem({
          axes: square(4, cells),
          drift: { force: { x: "-x - y", y: "x - y" } },
          diffusion: {
            tensor: [
              [raised ? "0.4 + 0.1*x^2" : "0.6 + 0.1*x^2", "0.3"],
              ["0.3", raised ? "0.26" : "0.46"],
            ],
          },
          initial: { gaussian: { mean: [1, 0], variance: 0.2 } },
          time: { end: 0.5, frames: 2 },
          solver: { tolerance: 1e-5 },
          ...(raised && { resets: [{ at: [0], boost: 0.2 }] }),
        }),
      );
      expect(minDensity).toBeGreaterThanOrEqual(0);
      const { mean, covariance, ledger } = frames[1];
      return [...mean, ...covariance.flat(), ledger.entropy!, ledger.entropyProduction!];
    };
    const off = (cells: number): number => {
      const larger = ends(cells, false);
      return Math.max(...ends(cells, true).map((value, k) => Math.abs(value - larger[k])));
    };
    const [coarse, fine] = [off(24), off(48)];
    expect(coarse).toBeLessThan(0.06);
    expect(fine).toBeLessThan(coarse / 3);
  });
});

it("a run does not fill its memory however often D is raised", () => {
  const at = Array.from({ length: 400 }, (_, k) => 0.005 * k);
  const { resets, massError } = evolve(
    defineProblem({ ...line, solver: { dt: 0.01 }, resets: [{ at, boost: 1e-3, decay: 0.5 }] }),
  );
  expect(resets).toHaveLength(400);
  expect(massError).toBeLessThan(1e-12);
});
