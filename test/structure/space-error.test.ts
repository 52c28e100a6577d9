import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";

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
  ] as const)
    it(`is within a factor of 2 of the measured one (${name})`, () => {
      const { density, problem, error } = evolve(defineProblem(known.definition), {
        estimateError: true,
        ledger: false,
      });
      const { axes, size, volumes } = problem.grid;
      const values = (density.data as Float64Array).slice(-size);
      const inner = axes[1]?.centers;
      let measured = 0;
      for (let c = 0; c < size; c++) {
        const z = inner
          ? [axes[0].centers[Math.floor(c / inner.length)], inner[c % inner.length]]
          : [axes[0].centers[c]];
        measured += Math.abs(values[c] - known.density(...z)) * volumes[c];
      }
      expect(error.space! / measured).toBeGreaterThan(0.5);
      expect(error.space! / measured).toBeLessThan(2);
    });
});

describe("error.space where a wall cuts off faces of a full tensor", () => {
  // x alone is a Brownian motion: survival is erf(0.8/√(2·(0.04 + 2·0.5·0.3)))
  const survival = 0.829933;

  it.each([64, 128])(
    "is taken for an error of order 1, and covers the mass that is not absorbed: %d cells",
    (cells) => {
      const solution = evolve(
        defineProblem({
          axes: [
            { name: "x", range: [0, 4], cells, boundary: { lower: "absorbing", upper: "reflecting" } },
            { name: "y", range: [-3, 3], cells },
          ],
          diffusion: {
            tensor: [
              [0.5, 0.2],
              [0.2, 0.1],
            ],
          },
          initial: { gaussian: { mean: [0.8, 0], variance: 0.04 } },
          time: { end: 0.3, frames: 2 },
        }),
        { ledger: false, estimateError: true },
      );
      expect(solution.orderInSpace).toBe(1);
      // the error in the mass bounds the one in L1 from below; within a half is what an estimate can be asked for
      const missed = solution.frames[1]!.mass - survival;
      expect(solution.error.space!).toBeGreaterThan(0.5 * missed);
      expect(solution.error.space!).toBeLessThan(4 * missed);
    },
  );
});
