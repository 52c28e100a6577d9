import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import type { Solution } from "../../src/solve/solution.js";

const gaussian = (x: number, mean: number, variance: number): number =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

interface Known {
  readonly definition: ProblemDefinition;
  /** The density at the end, at a point. */
  readonly density: (...z: number[]) => number;
}

const end = 0.7;
const decay = Math.exp(-end);

/** Ornstein-Uhlenbeck, D = 1/2, rate 1: mean and variance relax exponentially (Uhlenbeck and Ornstein 1930). */
const ou = (cells: number, boundaryStretch = 0): Known => ({
  definition: {
    axes: [{ name: "x", range: [-6, 6], cells, stretch: { around: 0.5, strength: boundaryStretch } }],
    drift: { loss: "x^2/2" },
    diffusion: 0.5,
    initial: { gaussian: { mean: [2], variance: 0.1 } },
    time: { end, frames: 2 },
    solver: { tolerance: 1e-7 },
  },
  density: (x) => gaussian(x, 2 * decay, 0.5 + (0.1 - 0.5) * decay ** 2),
});

/** The same rotating about the origin: the mean turns, the covariance stays isotropic. */
const rotating = (cells: number): Known => ({
  definition: {
    axes: [
      { name: "x", range: [-5, 5], cells },
      { name: "y", range: [-5, 5], cells },
    ],
    drift: { force: { x: "-x - 2*y", y: "2*x - y" } },
    diffusion: 0.5,
    initial: { gaussian: { mean: [1.5, 0], variance: 0.2 } },
    time: { end, frames: 2 },
    solver: { tolerance: 1e-6 },
  },
  density: (x, y) => {
    const variance = 0.5 + (0.2 - 0.5) * decay ** 2;
    const [mx, my] = [1.5 * decay * Math.cos(2 * end), 1.5 * decay * Math.sin(2 * end)];
    return gaussian(x, mx, variance) * gaussian(y, my, variance);
  },
});

/** Brownian motion on a ring: a decaying wave. */
const ring = (cells: number): Known => ({
  definition: {
    axes: [{ name: "x", range: [0, 1], cells, boundary: "periodic" }],
    drift: { force: { x: 1 } },
    diffusion: 0.05,
    initial: { density: "1 + 0.9*cos(2*pi*x)" },
    time: { end: 0.3, frames: 2 },
    solver: { tolerance: 1e-7 },
  },
  density: (x) => 1 + 0.9 * Math.exp(-0.05 * 4 * Math.PI ** 2 * 0.3) * Math.cos(2 * Math.PI * (x - 0.3)),
});

/** Brownian motion between absorbing walls: the slowest wave alone. */
const exit = (cells: number): Known => ({
  definition: {
    axes: [{ name: "x", range: [0, 1], cells, boundary: "absorbing" }],
    diffusion: 0.25,
    initial: { density: "sin(pi*x)*pi/2" },
    time: { end: 0.4, frames: 2 },
    solver: { tolerance: 1e-7 },
  },
  density: (x) => (Math.PI / 2) * Math.sin(Math.PI * x) * Math.exp(-0.25 * Math.PI ** 2 * 0.4),
});

/**
 * Brownian motion with a full tensor before a wall at x = 0: a point start and its image along the conormal D n, added
 * where the wall reflects and taken away where it absorbs.
 */
const tensorWall = (cells: number, sign: 1 | -1): Known => {
  const [xx, xy, yy] = [0.5, 0.2, 0.1];
  const [age, start] = [0.04, 0.8];
  const variance = 2 * (end + age);
  const point = (u: number, v: number): number =>
    Math.exp(-(yy * u * u - 2 * xy * u * v + xx * v * v) / (2 * variance * (xx * yy - xy * xy))) /
    (2 * Math.PI * variance * Math.sqrt(xx * yy - xy * xy));
  return {
    definition: {
      axes: [
        {
          name: "x",
          range: [0, 5],
          cells,
          boundary: { lower: sign < 0 ? "absorbing" : "reflecting", upper: "reflecting" },
        },
        { name: "y", range: [-3, 3], cells },
      ],
      diffusion: {
        tensor: [
          [xx, xy],
          [xy, yy],
        ],
      },
      initial: {
        gaussian: {
          mean: [start, 0],
          covariance: [
            [2 * age * xx, 2 * age * xy],
            [2 * age * xy, 2 * age * yy],
          ],
        },
      },
      time: { end, frames: 2 },
      solver: { tolerance: 1e-6 },
    },
    density: (x, y) => point(x - start, y) + sign * point(x + start, y + (2 * start * xy) / xx),
  };
};

/** L1 between the density at the end and a known one, at the centres. */
function distance({ density, problem }: Pick<Solution, "density" | "problem">, known: Known["density"]): number {
  const { axes, size, volumes } = problem.grid;
  const values = (density.data as Float64Array).slice(-size);
  const inner = axes[1]?.centers;
  let measured = 0;
  for (let c = 0; c < size; c++) {
    const z = inner
      ? [axes[0]!.centers[Math.floor(c / inner.length)]!, inner[c % inner.length]!]
      : [axes[0]!.centers[c]!];
    measured += Math.abs(values[c]! - known(...z)) * volumes[c]!;
  }
  return measured;
}

/** L1 between what cells hold at the end and what they should, by Simpson's rule. */
function massDistance({ density, problem }: Pick<Solution, "density" | "problem">, known: Known["density"]): number {
  const { axes, size, volumes } = problem.grid;
  const values = (density.data as Float64Array).slice(-size);
  const inner = axes[1]?.centers.length ?? 1;
  const rule = [
    [-0.5, 1 / 6],
    [0, 4 / 6],
    [0.5, 1 / 6],
  ] as const;
  let measured = 0;
  for (let c = 0; c < size; c++) {
    const place = (a: number, index: number, share: number): number =>
      axes[a]!.centers[index]! + share * axes[a]!.widths[index]!;
    let average = 0;
    for (const [s, weight] of rule)
      if (!axes[1]) average += weight * known(place(0, c, s));
      else
        for (const [u, other] of rule)
          average += weight * other * known(place(0, Math.floor(c / inner), s), place(1, c % inner, u));
    measured += Math.abs(values[c]! - average) * volumes[c]!;
  }
  return measured;
}

describe("the estimated error in space", () => {
  for (const [name, known] of [
    ["Ornstein-Uhlenbeck, 64 cells", ou(64)],
    ["Ornstein-Uhlenbeck, 256 cells", ou(256)],
    ["Ornstein-Uhlenbeck, 121 cells", ou(121)],
    ["Ornstein-Uhlenbeck, stretched", ou(128, 3)],
    ["a wave on a ring", ring(48)],
    ["the slowest wave between absorbing walls", exit(40)],
    ["a rotating Gaussian, 48 x 48 cells", rotating(48)],
    ["a rotating Gaussian, 96 x 96 cells", rotating(96)],
    ["a full tensor before an absorbing wall, 64 x 64 cells", tensorWall(64, -1)],
    ["a full tensor before an absorbing wall, 128 x 128 cells", tensorWall(128, -1)],
  ] as const)
    it(`is within a factor of 2 of the measured one, of values at centres or of what cells hold (${name})`, () => {
      const { density, problem, error } = evolve(defineProblem(known.definition), {
        estimateError: true,
        ledger: false,
      });
      const own = { density, problem };
      const measured = Math.max(distance(own, known.density), massDistance(own, known.density));
      expect(error.space! / measured).toBeGreaterThan(0.5);
      expect(error.space! / measured).toBeLessThan(2);
    });
});

describe("error.space between absorbing ends", () => {
  // exact: e^(-λt) times 8/π² of mass; the values at centres are off by 3.6 times less than the mass is
  it("covers the error of what is left", () => {
    const { error, frames } = evolve(
      defineProblem({
        axes: [
          { name: "x", range: [0, 1], cells: 64, boundary: "absorbing" },
          { name: "y", range: [0, 2], cells: 64, boundary: "absorbing" },
        ],
        diffusion: { x: 0.5, y: 0.8 },
        initial: { density: "sin(pi*x)*sin(pi*y/2)" },
        time: { end: 0.2, frames: 2 },
      }),
      { estimateError: true, ledger: false },
    );
    const exact = Math.exp(-0.2 * Math.PI ** 2 * (0.5 + 0.8 / 4));
    const off = Math.abs(frames[1]!.mass - exact);
    expect(error.space! / off).toBeGreaterThan(0.7);
    expect(error.space! / off).toBeLessThan(1.5);
  });
});

describe("error.space where walls meet faces of a full tensor", () => {
  it.each([64, 128])("is that of order 2 at an absorbing wall, which cuts them: %d cells", (cells) => {
    expect(evolve(defineProblem(tensorWall(cells, -1).definition), { ledger: false }).orderInSpace).toBe(2);
  });

  it.each([64, 128])("is that of order 1 at a reflecting wall, where they are missing: %d cells", (cells) => {
    const { definition, density } = tensorWall(cells, 1);
    const solution = evolve(defineProblem(definition), { ledger: false, estimateError: true });
    expect(solution.orderInSpace).toBe(1);
    const measured = distance(solution, density);
    expect(solution.error.space!).toBeGreaterThan(0.5 * measured);
    expect(solution.error.space!).toBeLessThan(6 * measured);
  });
});
