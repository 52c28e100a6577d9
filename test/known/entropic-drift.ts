import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";
import { fineSteps, type KnownProblem } from "./known-problem.js";

/** E19: the entropic term with both signs. */
export const entropic: KnownProblem = {
  id: "E19",
  setting: "[-6, 6], Gaussian start, and stationary",
  cells: 640,
  tolerance: 2e-4,
  limit: 1e-6,
  reason: "order 2: h² = 3.5e-4 against a variance of 0.04 at the start; steps in time leave 1e-7",
  measure(cells) {
    const problem = (sign: "literal" | "diversify"): ProblemDefinition => ({
      axes: [{ name: "x", range: [-6, 6], cells }],
      drift: { loss: "x^2/2", entropy: { beta: 0.2, sign } },
      diffusion: 0.5,
      initial: { gaussian: { mean: 0, variance: 0.04 } },
      time: { end: 1, frames: 2 },
      solver: fineSteps,
    });
    const [literal, amended] = (["literal", "diversify"] as const).map((sign) => defineProblem(problem(sign)));
    const variance = (stated: typeof literal): number => evolve(stated, { ledger: false }).frames[1].covariance[0][0];
    return {
      "var literal": variance(literal),
      "var amended": variance(amended),
      "stat var literal": steady(literal).covariance[0][0],
      "stat var amended": steady(amended).covariance[0][0],
    };
  },
};
