import { defineProblem } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";
import { lastDensityAt } from "./density-at.js";
import { fineSteps, type KnownProblem } from "./known-problem.js";

const square = (cells: number, half: number) =>
  ["x", "y"].map((name) => ({ name, range: [-half, half] as [number, number], cells }));

/** E24: linear drift −A z that turns, full tensor D. */
export const rotatingTensor: KnownProblem = {
  id: "E24",
  setting: "[-4.5, 4.5]², Gaussian start",
  cells: 192,
  tolerance: 6e-3,
  // the mean has come down from 1 to 0.02: 3e-4 of where it started
  tolerances: { "m1(t)": 1.5e-2 },
  limit: 8e-4,
  reason:
    "order 2: h² = 2.2e-3 against variances of 0.05 to 0.5; rates of entropy feel it most, also in the next order, h⁴/v²",
  measure(cells) {
    const problem = defineProblem({
      axes: square(cells, 4.5),
      drift: { force: { x: "-(x - 2*y)", y: "-(1.5*x + 0.8*y)" } },
      diffusion: {
        tensor: [
          [0.5, 0.1],
          [0.1, 0.25],
        ],
      },
      initial: {
        gaussian: {
          mean: [1, -0.5],
          covariance: [
            [0.05, 0],
            [0, 0.1],
          ],
        },
      },
      time: { end: 0.6, frames: 2 },
      solver: fineSteps,
    });
    const { frames } = evolve(problem);
    const [start, end] = frames as [(typeof frames)[0], (typeof frames)[0]];
    const { covariance, ledger } = steady(problem);
    return {
      S11: covariance[0]![0]!,
      S12: covariance[0]![1]!,
      S22: covariance[1]![1]!,
      sigma_ss: ledger.entropyProduction!,
      "m1(t)": end.mean[0]!,
      "m2(t)": end.mean[1]!,
      "P11(t)": end.covariance[0]![0]!,
      "P12(t)": end.covariance[0]![1]!,
      "P22(t)": end.covariance[1]![1]!,
      "KL(t)": end.ledger.klToStationary!,
      "KL(0)": start.ledger.klToStationary!,
      "sigma_tot(t)": end.ledger.entropyProduction!,
      "sigma_hk(t)": end.ledger.housekeeping!,
      "sigma_ex(t)": end.ledger.excess!,
    };
  },
};

/** E28: a Gaussian that spreads freely, and in a shear. */
export const shearedTensor: KnownProblem = {
  id: "E28",
  setting: "[-2.4, 2.4]², Gaussian start",
  cells: 192,
  tolerance: 2e-3,
  limit: 6e-5,
  reason: "order 2: h² = 6.2e-4 against a variance of 0.02 at the start, a tenth of it; shears exaggerate it",
  measure(cells) {
    const free = (shear: number) =>
      evolve(
        defineProblem({
          axes: square(cells, 2.4),
          drift: { force: { x: `${shear}*y` } },
          diffusion: {
            tensor: [
              [0.1, 0.09],
              [0.09, 0.1],
            ],
          },
          initial: { gaussian: { mean: [0, 0], variance: 0.02 } },
          time: { end: 0.5, frames: 2 },
          solver: fineSteps,
        }),
        { ledger: false },
      );
    const still = free(0);
    const [[xx, xy], [, yy]] = still.frames[1]!.covariance as [[number, number], [number, number]];
    const sheared = free(1).frames[1]!.covariance;
    return {
      "P11 nodrift": xx,
      "P12 nodrift": xy,
      det: xx * yy - xy * xy,
      "rho(0,0)": lastDensityAt(still, 0, 0),
      "shear g=1 Pxx": sheared[0]![0]!,
      "shear Pxy": sheared[0]![1]!,
      "shear Pyy": sheared[1]![1]!,
    };
  },
};
