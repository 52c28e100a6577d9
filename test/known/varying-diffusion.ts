import { defineProblem } from "../../src/problem/define.js";
import type { Convention } from "../../src/problem/problem.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";
import { densityAt, lastDensityAt } from "./density-at.js";
import { exactSteps, fineSteps, type KnownProblem } from "./known-problem.js";

/** E06: D = s²x²/2 vanishes at the lower wall; faces c·sinh(ks) with the start, 1, at the middle one. */
export const geometricBrownian: KnownProblem = {
  id: "E06",
  setting: "[0, 40], 1280 cells finest at 0, point start; D vanishes at 0",
  cells: 1280,
  tolerance: 5e-4,
  limit: 2e-7,
  reason: "order 2: cells of 0.6 % of x against a standard deviation of 40 %, squared 2e-4",
  measure(cells) {
    const half = Math.acosh(20);
    const faces = Array.from({ length: cells + 1 }, (_, i) => Math.sinh((2 * half * i) / cells) / Math.sinh(half));
    const solution = evolve(
      defineProblem({
        axes: [{ name: "x", faces }],
        drift: { force: { x: "0.5*x" } },
        diffusion: "0.16*x^2/2",
        convention: "ito",
        initial: { point: 1 },
        observables: { inverse: "1/x" },
        time: { end: 1, frames: 2 },
        solver: fineSteps,
      }),
      { ledger: false },
    );
    const { mean, covariance, observables } = solution.frames[1];
    return {
      mean: mean[0],
      var: covariance[0][0],
      "rho(1)": lastDensityAt(solution, 1),
      "rho(2)": lastDensityAt(solution, 2),
      "E[X^-1]": observables["inverse"],
    };
  },
};

/** E07: D = s²x/2 vanishes at the lower wall. */
export const coxIngersollRoss: KnownProblem = {
  id: "E07",
  setting: "[0, 4], point start; D vanishes at 0",
  cells: 640,
  tolerance: 1e-3,
  limit: 2e-6,
  reason: "order 2: (h/deviation)² = (0.00625/0.19)² = 1e-3",
  measure(cells) {
    const problem = defineProblem({
      axes: [{ name: "x", range: [0, 4], cells }],
      drift: { force: { x: "2*(1 - x)" } },
      diffusion: "0.25*x/2",
      convention: "ito",
      initial: { point: 0.4 },
      time: { end: 0.5, frames: 2 },
      solver: exactSteps,
    });
    const solution = evolve(problem, { ledger: false });
    const { mean, covariance } = solution.frames[1];
    const state = steady(problem);
    return {
      mean: mean[0],
      var: covariance[0][0],
      "rho(0.5)": lastDensityAt(solution, 0.5),
      "rho(1)": lastDensityAt(solution, 1),
      stat_var: state.covariance[0][0],
      "stat rho(1)": densityAt(problem.grid.axes[0], state.density, 1),
    };
  },
};

/** E16: one D, three readings, three stationary densities. */
export const conventions: KnownProblem = {
  id: "E16",
  setting: "ring, no drift, stationary; Fick, Ito and Stratonovich",
  cells: 512,
  tolerance: 1e-11,
  limit: 1e-10,
  reason: "differences of log D make powers of D stationary to rounding; interpolating between centres adds h⁶",
  measure(cells) {
    const at = (convention: Convention, place: number): number => {
      const problem = defineProblem({
        axes: [{ name: "x", range: [0, "2*pi"], cells, boundary: "periodic" }],
        diffusion: "1 + 0.5*cos(x)",
        convention,
      });
      return densityAt(problem.grid.axes[0], steady(problem).density, place);
    };
    return {
      "rho Fick": at("fick", 1),
      "rho_Ito(0)": at("ito", 0),
      "rho_Ito(pi)": at("ito", Math.PI),
      "rho_Strat(0)": at("stratonovich", 0),
      "rho_Strat(pi)": at("stratonovich", Math.PI),
    };
  },
};

/** E17: heavy tails, so that the axis is long and stretched. */
export const gradientNoise: KnownProblem = {
  id: "E17",
  setting: "[-200, 200], finest at 0, Gaussian start",
  cells: 1024,
  tolerance: 3e-4,
  limit: 3e-7,
  reason:
    "order 2: cells of 0.026 around 0, (h/deviation)² = 1e-3 later; beyond 200 lie 1e-18 of the mass, 2e-10 of m4",
  measure(cells) {
    const problem = defineProblem({
      axes: [{ name: "x", range: [-200, 200], cells, stretch: { around: 0, strength: 10 } }],
      drift: { loss: "x^2/2" },
      diffusion: "0.3 + 0.1*x^2",
      initial: { gaussian: { mean: 0, variance: 0.01 } },
      observables: { m2: "x^2", m4: "x^4" },
      time: { end: 0.8, frames: 2 },
      solver: fineSteps,
    });
    const state = steady(problem);
    const { frames } = evolve(problem, { ledger: false });
    const at = (place: number): number => densityAt(problem.grid.axes[0], state.density, place);
    return {
      "rho*(0)": at(0),
      "rho*(1)": at(1),
      m2_stat: state.observables["m2"],
      "m2(t)": frames[1].observables["m2"],
      m4_stat: state.observables["m4"],
    };
  },
};
