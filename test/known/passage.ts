import { defineProblem } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import type { Solution } from "../../src/solve/solution.js";
import { exactSteps, fineSteps, type KnownProblem } from "./known-problem.js";
import { passageTimes } from "./passage-times.js";

const frameAt = ({ frames }: Solution, time: number) => frames.find((frame) => Math.abs(frame.time - time) < 1e-9)!;

/** E10: drift towards the wall, and away from it. */
export const inverseGaussian: KnownProblem = {
  id: "E10",
  setting: "[-18.5, 1.5], one absorbing end, point start at 0; for the hit probability [-10.5, 1.5]",
  cells: 800,
  tolerance: 4e-4,
  limit: 1e-6,
  reason: "order 2: h² = 6e-4 against a squared distance of 2.25",
  measure(cells) {
    const towards = evolve(
      defineProblem({
        axes: [{ name: "x", range: [-18.5, 1.5], cells, boundary: { lower: "reflecting", upper: "absorbing" } }],
        drift: { force: { x: 1 } },
        diffusion: 0.5,
        initial: { point: 0 },
        time: { end: 40, frames: 801 },
        solver: exactSteps,
      }),
      { ledger: false },
    );
    // Who is 12 away comes back with a probability of exp(−2·12), so the far end may absorb.
    const away = evolve(
      defineProblem({
        axes: [{ name: "x", range: [-10.5, 1.5], cells: 0.6 * cells, boundary: "absorbing" }],
        drift: { force: { x: -1 } },
        diffusion: 0.5,
        initial: { point: 0 },
        time: { end: 40, frames: 2 },
        solver: exactSteps,
      }),
      { ledger: false },
    );
    const { mean, square } = passageTimes(towards);
    return {
      "f(1)": frameAt(towards, 1).flux["x.upper"],
      "f(2)": frameAt(towards, 2).flux["x.upper"],
      "F(1)": frameAt(towards, 1).absorbed["x.upper"],
      "F(3)": frameAt(towards, 3).absorbed["x.upper"],
      mean,
      var: square - mean ** 2,
      "hit prob mu=-1": away.frames[1].absorbed["x.upper"],
    };
  },
};

/** E12. */
export const exitFromInterval: KnownProblem = {
  id: "E12",
  setting: "[0, 1], two absorbing ends, point start at 0.3",
  cells: 640,
  tolerance: 4e-6,
  limit: 1e-6,
  reason: "order 2: h² = 2.4e-6 against the squared distance to the wall, 0.09; steps in time leave 2e-7",
  measure(cells) {
    const solution = evolve(
      defineProblem({
        axes: [{ name: "x", range: [0, 1], cells, boundary: "absorbing" }],
        diffusion: 0.25,
        initial: { point: 0.3 },
        time: { end: 8, frames: 801 },
        solver: fineSteps,
      }),
      { ledger: false },
    );
    const { mean, square } = passageTimes(solution);
    return {
      "E[T]": mean,
      P_right: solution.frames[800].absorbed["x.upper"],
      "S(0.1)": frameAt(solution, 0.1).mass,
      "S(0.5)": frameAt(solution, 0.5).mass,
      "E[T^2]": square,
    };
  },
};

/** E13. */
export const ornsteinUhlenbeckPassage: KnownProblem = {
  id: "E13",
  setting: "[0, 6], absorbing at 0, point start at 1.2",
  cells: 640,
  tolerance: 6e-5,
  limit: 2e-7,
  reason: "order 2: h² = 9e-5 against the squared distance to the wall, 1.44",
  measure(cells) {
    const solution = evolve(
      defineProblem({
        axes: [{ name: "x", range: [0, 6], cells, boundary: { lower: "absorbing", upper: "reflecting" } }],
        drift: { loss: "x^2/2" },
        diffusion: 0.5,
        initial: { point: 1.2 },
        time: { end: 12, frames: 481 },
        solver: fineSteps,
      }),
      { ledger: false },
    );
    return {
      "S(0.5)": frameAt(solution, 0.5).mass,
      "S(1)": frameAt(solution, 1).mass,
      "S(2)": frameAt(solution, 2).mass,
      "f(1)": frameAt(solution, 1).flux["x.lower"],
      "E[T]": passageTimes(solution).mean,
    };
  },
};
