import { problemFromData } from "../problem/file.js";

/** A problem as plain data, as a file would state it. */
export type Data = Record<string, unknown>;

/** The problem as resolved, with all defaults filled in. */
export const resolved = (data: Data): Data => problemFromData(data).source as Data;

/** A start on one side, far narrower than what settles. */
export const narrow = { gaussian: { mean: 1.5, variance: 0.04 } };

/** L = x²/2 with D = 1/2, with a run from a Gaussian. */
export const quadratic = (initial: Data, end: number): Data => ({
  name: "quadratic",
  title: "A quadratic loss",
  axes: [{ name: "x", range: [-9, 9], cells: 384 }],
  drift: { loss: "x^2/2" },
  diffusion: 0.5,
  initial,
  time: { end },
  solver: { stepper: "uniformization" },
});

/** Temperature D/η = 1/2, twice the height of the barrier. */
export const doubleWell: Data = {
  name: "double-well",
  title: "A double well",
  parameters: { eta: 0.1, D: 0.05 },
  axes: [{ name: "x", range: [-4, 4], cells: 256 }],
  drift: { loss: "x^4/4 - x^2/2", learningRate: "eta" },
  diffusion: "D",
};
