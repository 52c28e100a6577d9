import { defineProblem } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import type { Frame } from "../../src/solve/solution.js";
import { steady } from "../../src/solve/steady.js";
import { densityAt, lastDensityAt } from "./density-at.js";
import { exactSteps, fineSteps, type KnownProblem } from "./known-problem.js";

/** Rate at which an expectation falls that is proportional to one left eigenfunction. */
const rateOf = (name: string, [before, after]: readonly Frame[]): number =>
  Math.log(before.observables[name] / after.observables[name]) / (after.time - before.time);

/** E02. */
export const onRing: KnownProblem = {
  id: "E02",
  setting: "ring, point start; and 1 + 0.5 cos x + 0.3 cos 2x",
  cells: 640,
  tolerance: 1e-4,
  tolerances: { "rho(0)": 3e-3 },
  limit: 2e-6,
  reason: "order 2: h² = 1e-4, less at each place but ρ(0), half a turn and four standard deviations away",
  measure(cells) {
    const ring = { name: "x", range: [0, "2*pi"], cells, boundary: "periodic" } as const;
    const point = evolve(
      defineProblem({
        axes: [ring],
        diffusion: 0.3,
        initial: { point: "pi" },
        time: { end: 1, frames: 2 },
        solver: exactSteps,
      }),
      { ledger: false },
    );
    const modes = evolve(
      defineProblem({
        axes: [ring],
        diffusion: 0.3,
        initial: { density: "1 + 0.5*cos(x) + 0.3*cos(2*x)" },
        observables: { first: "cos(x)", second: "cos(2*x)" },
        time: { end: 1, frames: 2 },
        solver: exactSteps,
      }),
      { ledger: false },
    );
    const [start, end] = modes.frames;
    return {
      "rho(pi)": lastDensityAt(point, Math.PI),
      "rho(pi/2)": lastDensityAt(point, Math.PI / 2),
      "rho(0)": lastDensityAt(point, 0),
      "mode1 factor e^-Dt": end.observables["first"] / start.observables["first"],
      "mode2 factor": end.observables["second"] / start.observables["second"],
    };
  },
};

/** E03. */
export const betweenWalls: KnownProblem = {
  id: "E03",
  setting: "[0, 1], reflecting, point start",
  cells: 640,
  tolerance: 2e-5,
  limit: 1e-9,
  reason: "order 2: h² = 2.4e-6, times 4 at the far wall",
  measure(cells) {
    const solution = evolve(
      defineProblem({
        axes: [{ name: "x", range: [0, 1], cells }],
        diffusion: 0.1,
        initial: { point: 0.3 },
        observables: { left: "x < 0.5", mode: "cos(pi*x)" },
        time: { at: [0.25, 0.5] },
        solver: exactSteps,
      }),
      { ledger: false },
    );
    return {
      "rho(0)": lastDensityAt(solution, 0),
      "rho(0.3)": lastDensityAt(solution, 0.3),
      "rho(0.5)": lastDensityAt(solution, 0.5),
      "rho(1)": lastDensityAt(solution, 1),
      "P(x<0.5)": solution.frames[1].observables["left"],
      lambda1: rateOf("mode", solution.frames),
    };
  },
};

/** E04. */
export const driftBetweenWalls: KnownProblem = {
  id: "E04",
  setting: "[0, 1], reflecting; rates from the decay of left eigenfunctions",
  cells: 640,
  tolerance: 2e-5,
  limit: 1e-6,
  reason: "order 2: (μh/D)²/12 = 3e-6 for the state, (nπh)²/12 for the rates",
  measure(cells) {
    // φ_n = exp(−μx/2D)(cos nπx + μ/(2Dnπ) sin nπx), with μ/2D = −2: no slope at the walls
    const mode = (n: number): string => `exp(2*x)*(cos(${n}*pi*x) - 2/(${n}*pi)*sin(${n}*pi*x))`;
    const problem = defineProblem({
      axes: [{ name: "x", range: [0, 1], cells }],
      drift: { force: { x: -2 } },
      diffusion: 0.5,
      initial: { density: "1 + 0.5*cos(pi*x) + 0.4*cos(2*pi*x)" },
      observables: { first: mode(1), second: mode(2) },
      time: { at: [0.02, 0.12] },
      solver: fineSteps,
    });
    const state = steady(problem);
    const { frames } = evolve(problem, { ledger: false });
    const at = (place: number): number => densityAt(problem.grid.axes[0], state.density, place);
    return {
      "rho*(0)": at(0),
      "rho*(0.5)": at(0.5),
      "rho*(1)": at(1),
      "mean*": state.mean[0],
      lambda1: rateOf("first", frames),
      lambda2: rateOf("second", frames),
    };
  },
};

/** E05. */
export const advected: KnownProblem = {
  id: "E05",
  setting: "ring, Gaussian start",
  cells: 1024,
  tolerance: 3e-4,
  limit: 3e-7,
  reason: "order 2: the drift lets the variance grow by h²μ²t/(6D) = 4e-6 more, 2e-4 of it",
  measure(cells) {
    const solution = evolve(
      defineProblem({
        axes: [{ name: "x", range: [0, 1], cells, boundary: "periodic" }],
        drift: { force: { x: 1 } },
        diffusion: 0.02,
        initial: { gaussian: { mean: 0.25, variance: 0.0025 } },
        time: { end: 0.5, frames: 2 },
        solver: fineSteps,
      }),
      { ledger: false },
    );
    return {
      "rho(0.75)": lastDensityAt(solution, 0.75),
      "rho(0.5)": lastDensityAt(solution, 0.5),
      "rho(0)": lastDensityAt(solution, 0),
    };
  },
};
