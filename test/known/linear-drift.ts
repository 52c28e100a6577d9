import { defineProblem } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { lastDensityAt, modeOf } from "./density-at.js";
import { exactSteps, fineSteps, type KnownProblem } from "./known-problem.js";

/** E01. */
export const ornsteinUhlenbeck: KnownProblem = {
  id: "E01",
  setting: "[-6, 6], Gaussian start",
  cells: 1024,
  tolerance: 2e-4,
  limit: 2e-7,
  reason: "order 2: h² = 1.4e-4 against a variance of 0.39, and twice that where the density is steep",
  measure(cells) {
    const solution = evolve(
      defineProblem({
        axes: [{ name: "x", range: [-6, 6], cells }],
        drift: { loss: (x) => x ** 2 / 2 },
        diffusion: 0.5,
        initial: { gaussian: { mean: 2, variance: 0.04 } },
        time: { end: 0.7, frames: 2 },
        solver: fineSteps,
      }),
    );
    const [start, end] = solution.frames;
    return {
      mean: end.mean[0],
      var: end.covariance[0][0],
      "rho(0)": lastDensityAt(solution, 0),
      "rho(1)": lastDensityAt(solution, 1),
      "rho(2)": lastDensityAt(solution, 2),
      "H(t)": end.ledger.entropy!,
      "H(0)": start.ledger.entropy!,
      "KL(0)": start.ledger.klToStationary!,
      "KL(t)": end.ledger.klToStationary!,
      "sigma(0)": start.ledger.entropyProduction!,
      "sigma(t)": end.ledger.entropyProduction!,
      "int_0^t sigma": solution.totals.entropyProduction!,
      "C_rho(t)": end.ledger.consolidationRatio!,
    };
  },
};

/** E18: D falls with time, as an adaptive D with a Fisher matrix that is the same everywhere. */
export const annealed: KnownProblem = {
  id: "E18",
  setting: "[-6, 6], Gaussian start",
  cells: 640,
  tolerance: 1e-4,
  limit: 1e-6,
  reason: "order 2: h² = 3.5e-4 against a variance of 0.32, a tenth of it; steps in time leave 1e-7",
  measure(cells) {
    const { frames } = evolve(
      defineProblem({
        axes: [{ name: "x", range: [-6, 6], cells }],
        drift: { loss: "x^2/2" },
        diffusion: { adaptive: { D0: 0.8, tau: 0.6, sigma2: 0.1, fisher: 1 } },
        initial: { gaussian: { mean: 0, variance: 0.05 } },
        time: { at: [0.25, 1] },
        solver: fineSteps,
      }),
      { ledger: false },
    );
    return { var: frames[1].covariance[0][0], "var(0.25)": frames[0].covariance[0][0] };
  },
};

/** E36: the radius, from the origin. */
export const radial: KnownProblem = {
  id: "E36",
  setting: "[0, 5], point start at the wall",
  cells: 1280,
  tolerance: 3e-5,
  limit: 4e-6,
  reason:
    "order 2: h² = 1.5e-5; not quite where D/r is singular, and there the point starts, half a cell from the wall",
  measure(cells) {
    const solution = evolve(
      defineProblem({
        axes: [{ name: "r", range: [0, 5], cells }],
        drift: { loss: "r^2/2 - 0.5*log(r)" },
        diffusion: 0.5,
        initial: { point: 0 },
        observables: { square: "r^2" },
        time: { at: [0.2, 0.4] },
        solver: exactSteps,
      }),
      { ledger: false },
    );
    const [before, after] = solution.frames;
    const square = ({ observables }: typeof before): number => observables["square"];
    return {
      s2: square(after) / 2,
      "mode r": modeOf(solution.problem.grid.axes[0], solution.density.pick(1)),
      "mean r": after.mean[0],
      // E[r²] relaxes towards 2D/k = 1 at the first eigenvalue alone: r² − 1 is its left eigenfunction.
      lambda1: Math.log((1 - square(before)) / (1 - square(after))) / 0.2,
    };
  },
};
