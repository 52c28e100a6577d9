import { defineProblem } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";
import { densityAt } from "./density-at.js";
import { exactSteps, type KnownProblem } from "./known-problem.js";
import { passageTimes } from "./passage-times.js";

const loss = "(x^2 - 1)^2";
const diffusion = 0.25;

/** Mean time from −1 to an absorbing wall, after which only the slowest mode is left to integrate. */
function meanPassageTime(wall: number, cells: number): number {
  return passageTimes(
    evolve(
      defineProblem({
        axes: [{ name: "x", range: [-2.5, wall], cells, boundary: { lower: "reflecting", upper: "absorbing" } }],
        drift: { loss },
        diffusion,
        initial: { point: -1 },
        time: { end: 8, frames: 401 },
        solver: exactSteps,
      }),
      { ledger: false },
    ),
  ).mean;
}

/** E22. */
export const doubleWell: KnownProblem = {
  id: "E22",
  setting: "[-2.5, 2.5]; eigenvalues from how a perturbed stationary state relaxes; passage times to an absorbing wall",
  cells: 800,
  tolerance: 1e-6,
  tolerances: { lambda2: 1e-4 },
  limit: 1e-6,
  reason: "the integrated flux is exact for slow escape; λ2, a transient: order 2, h² = 4e-5",
  measure(cells) {
    const relaxation = evolve(
      defineProblem({
        axes: [{ name: "x", range: [-2.5, 2.5], cells }],
        drift: { loss },
        diffusion,
        initial: { density: `exp(-${loss}/${diffusion})*(1 + 0.01*x + 0.1*x^2)` },
        observables: { odd: "x", even: "x^2" },
        time: { at: [3.5, 4.5, 6, 16] },
        solver: exactSteps,
      }),
      { ledger: false },
    );
    const state = steady(relaxation.problem);
    const at = (place: number): number => densityAt(relaxation.problem.grid.axes[0], state.density, place);
    const rate = (name: string, from: number): number => {
      const [before, after] = relaxation.frames.slice(from, from + 2);
      const left = (frame: typeof before): number => frame.observables[name] - state.observables[name];
      return Math.log(left(before) / left(after)) / (after.time - before.time);
    };
    return {
      lambda1: rate("odd", 2),
      lambda2: rate("even", 0),
      "MFPT(-1->0)": meanPassageTime(0, cells / 2),
      "MFPT(-1->1)": meanPassageTime(1, 0.7 * cells),
      "rho*(0)": at(0),
      "rho*(1)": at(1),
      Z: 1 / at(1),
    };
  },
};
