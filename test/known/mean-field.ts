import { defineProblem } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";
import type { KnownProblem } from "./known-problem.js";

const oscillators = (K: number, cells: number, amplitude: number) =>
  defineProblem({
    axes: [{ name: "x", range: [0, "2*pi"], cells, boundary: "periodic" }],
    drift: { interaction: `-${K}*cos(dx)` },
    diffusion: 1,
    initial: { density: `1 + ${amplitude}*cos(x)` },
    observables: { cosine: "cos(x)" },
    time: { at: [0, 1, 3] },
    // a tolerance is absolute, and would leave little of a small departure
    solver: { dt: 0.005 },
  });

/** r in the stationary state that the oscillators come to. */
const orderParameter = (K: number, cells: number): number => steady(oscillators(K, cells, 0.3)).observables["cosine"];

/** d log r/dt of a departure so small that its square is rounding, from t = 1 to 3. */
function growth(K: number, cells: number): number {
  const [, first, last] = evolve(oscillators(K, cells, 1e-3), { ledger: false }).frames;
  return Math.log(last.observables["cosine"] / first.observables["cosine"]) / 2;
}

export const noisyKuramoto: KnownProblem = {
  id: "E31",
  setting: "ring, W = -K cos dx, stationary from a wave of amplitude 0.3; growth of one of 1e-3 from t = 1 to 3",
  cells: 64,
  measure: (cells) => ({
    "r(K=3)": orderParameter(3, cells),
    "r(K=2.2)": orderParameter(2.2, cells),
    "growth(K=3)": growth(3, cells),
    "growth(K=1.5)": growth(1.5, cells),
  }),
  tolerance: 1e-12,
  tolerances: { "growth(K=3)": 2e-3, "growth(K=1.5)": 2e-3 },
  limit: 3e-5,
  reason:
    "r is a sum over a periodic Gibbs state, exact to the 13 digits given; a mode decays at the rate of the discrete Laplacian, h²/12 = 8e-4 off, half of the growth; what is left of it after extrapolation is of order 4, and below the error of steps of 0.005",
};
