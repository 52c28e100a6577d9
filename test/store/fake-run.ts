import ndarray from "ndarray";
import { uniformAxis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import { constantField } from "../../src/problem/field.js";
import type { Problem } from "../../src/problem/problem.js";
import type { Frame, Ledger, Solution, Stationary } from "../../src/solve/solution.js";

/** A problem and results made up for tests of what is done with results. */
export function fakeProblem(shape: readonly number[] = [4], names: readonly string[] = ["x", "y"]): Problem {
  return {
    name: "made-up",
    title: "Made up",
    about: "",
    grid: makeGrid(shape.map((cells, a) => uniformAxis(names[a]!, [-1, 1], cells))),
    drift: {
      loss: null,
      learningRate: constantField(1),
      force: shape.map(() => null),
      entropy: null,
      interaction: null,
    },
    diffusion: { scalar: null, diagonal: shape.map(() => constantField(1)), cross: null },
    convention: "fick",
    initial: { kind: "uniform" },
    time: { start: 0, frames: [0, 0.5, 1], jumps: [] },
    observables: [],
    resets: [],
    restart: null,
    target: null,
    regions: null,
    solver: { scheme: "auto", stepper: "auto", tolerance: 1e-4, dt: null },
    particles: { count: 1, dt: null, scheme: "auto", seed: 1 },
    warnings: [],
    source: { name: "made-up", parameters: { D: 1 } },
  };
}

export const fakeLedger: Ledger = {
  entropy: 0.5,
  freeEnergy: null,
  klToStationary: Infinity,
  stationaryL1: 0,
  stationaryMax: 0,
  entropyRate: -1,
  entropyProduction: NaN,
  housekeeping: null,
  excess: 0,
  currentMax: 1e-12,
  currentL2: 0,
  consolidationRatio: 1,
  consolidationLiteral: 1,
};

const frame = (time: number, dimension: number): Frame => ({
  time,
  mass: 1,
  mean: Array.from({ length: dimension }, (_, a) => a),
  covariance: Array.from({ length: dimension }, (_, a) => Array.from({ length: dimension }, (_, b) => a + b)),
  observables: { left: time / 2 },
  ledger: fakeLedger,
  flux: { "x.lower": time },
  absorbed: { "x.lower": time / 10 },
});

/** A run all of whose densities are `value`. */
export function fakeSolution(value: number, problem = fakeProblem()): Solution {
  const { shape, size, axes } = problem.grid;
  const times = problem.time!.frames;
  return {
    problem,
    status: "ok",
    frames: times.map((time) => frame(time, axes.length)),
    density: ndarray(new Float64Array(times.length * size).fill(value), [times.length, ...shape]),
    current: axes.map((_, a) => ndarray(new Float64Array(size).fill(a), [...shape])),
    totals: { entropyProduction: 1, housekeeping: null, excess: 1, entropyRate: -Infinity, referenceWork: 0 },
    resets: [],
    silentDetectors: [],
    orderInSpace: 2,
    steps: value,
    rejected: 0,
    seconds: 0.25,
    massError: 1e-16,
    minDensity: 0,
    error: { time: 1e-5, space: null },
    warnings: ["made up"],
  };
}

export function fakeStationary(value: number, problem = fakeProblem()): Stationary {
  const { shape, size, axes } = problem.grid;
  return {
    problem,
    ...frame(0, axes.length),
    meanField: null,
    method: "closed form",
    residual: 1e-17,
    density: ndarray(new Float64Array(size).fill(value), [...shape]),
    current: axes.map(() => ndarray(new Float64Array(size), [...shape])),
    currents: { max: 0, x: 0 },
    minDensity: value,
    seconds: 0.01,
    warnings: [],
  };
}
