import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";

/** Where, from when on and for how long steps of equal length are taken. */
export interface TimeProblem {
  readonly name: string;
  readonly problem: Problem;
  readonly end: number;
}

const problemOn = (definition: Omit<ProblemDefinition, "time">, end: number): Problem =>
  defineProblem({ ...definition, time: { end, frames: 2 } });

const doubleWell = {
  axes: [{ name: "x", range: [-2, 2], cells: 64 }],
  drift: { loss: "(x^2 - 1)^2" },
  diffusion: 0.4,
  initial: { gaussian: { mean: 0.3, variance: 0.2 } },
} as const;

export const line: TimeProblem = { name: "double well", end: 0.5, problem: problemOn(doubleWell, 0.5) };

export const ring: TimeProblem = {
  name: "tilted ring",
  end: 0.5,
  problem: problemOn(
    {
      axes: [{ name: "x", range: [0, "2*pi"], cells: 64, boundary: "periodic" }],
      drift: { loss: "cos(x)", force: { x: 0.7 } },
      diffusion: 0.3,
      initial: { gaussian: { mean: 2, variance: 0.3 } },
    },
    0.5,
  ),
};

export const leaking: TimeProblem = {
  name: "absorbing end, stretched, D(x)",
  end: 0.5,
  problem: problemOn(
    {
      axes: [
        {
          name: "x",
          range: [0, 4],
          cells: 64,
          boundary: { lower: "absorbing", upper: "reflecting" },
          stretch: { around: 0, strength: 2 },
        },
      ],
      drift: { loss: "x^2/2" },
      diffusion: "0.5 + 0.1*sin(x)",
      initial: { density: "x*exp(-x^2)" },
    },
    0.5,
  ),
};

export const plane: TimeProblem = {
  name: "rotating Ornstein-Uhlenbeck",
  end: 0.4,
  problem: problemOn(
    {
      axes: ["x", "y"].map((name) => ({ name, range: [-4, 4] as const, cells: 40 })),
      drift: { force: { x: "-x - 2*y", y: "2*x - y" } },
      diffusion: 0.5,
      initial: { gaussian: { mean: [1, 0], variance: 0.4 } },
    },
    0.4,
  ),
};

/** Odd in x, and so it stays: the density and its changes vanish at the wall. */
export const leakingPlane: TimeProblem = {
  name: "absorbing end and ring, D(y)",
  end: 1,
  problem: problemOn(
    {
      axes: [
        { name: "x", range: [0, 4], cells: 40, boundary: { lower: "absorbing", upper: "reflecting" } },
        { name: "y", range: [0, "2*pi"], cells: 32, boundary: "periodic" },
      ],
      drift: { loss: "x^2/2*(1 + 0.3*cos(y))", force: { y: 1 } },
      diffusion: { x: "0.5 + 0.1*sin(y)", y: "0.4 + 0.1*cos(y)" },
      initial: { density: "x*exp(-x^2)*(2 + cos(y))" },
    },
    1,
  ),
};

/** A drift through the wall that the splitting meets in two halves: order reduction, as for every splitting. */
export const wallPlane: TimeProblem = {
  name: "drift through an absorbing end",
  end: 0.3,
  problem: problemOn(
    {
      axes: [
        { name: "x", range: [0, 4], cells: 40, boundary: { lower: "absorbing", upper: "reflecting" } },
        { name: "y", range: [0, "2*pi"], cells: 32, boundary: "periodic" },
      ],
      drift: { loss: "x^2/2 + 0.5*cos(y)*x", force: { y: 1 } },
      diffusion: { x: "0.5 + 0.1*sin(y)", y: "0.4 + 0.05*x" },
      initial: { density: "x*exp(-x^2)*(2 + cos(y))" },
    },
    0.3,
  ),
};

/** A force that moves, and a D that falls. */
export const drivenLine: TimeProblem = {
  name: "moving force, annealed D",
  end: 1,
  problem: problemOn(
    {
      axes: [{ name: "x", range: [-4, 4], cells: 64 }],
      drift: { loss: "x^2/2", force: { x: "sin(3*t)*(1 + 0.2*x)" } },
      diffusion: "0.3 + 0.4*exp(-2*t)",
      initial: { gaussian: { mean: 0.5, variance: 0.3 } },
    },
    1,
  ),
};

export const drivenPlane: TimeProblem = {
  name: "moving force, annealed D(y)",
  end: 0.5,
  problem: problemOn(
    {
      axes: ["x", "y"].map((name) => ({ name, range: [-4, 4] as const, cells: 24 })),
      drift: { loss: "(x^2 + y^2)/2", force: { x: "sin(3*t) - y", y: "x*cos(2*t)" } },
      diffusion: { x: "0.3 + 0.4*exp(-2*t)", y: "0.4 + 0.1*sin(y)*cos(t)" },
      initial: { gaussian: { mean: [0.5, 0], variance: 0.4 } },
    },
    0.5,
  ),
};
