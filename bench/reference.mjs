// Reference densities, and the L1 distance to them.
import { readFileSync } from "node:fs";
import { complex, divide, erf, exp, multiply, subtract } from "mathjs";

/** A float64 .npy file in C order under test/reference. */
export function loadReference(name) {
  const bytes = readFileSync(new URL(`../test/reference/${name}`, import.meta.url));
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, start);
  if (!header.includes("'<f8'") || !header.includes("'fortran_order': False"))
    throw new Error(`${name} is not float64 in C order`);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
}

/** ∑ |ρ − reference|·volume over equal cells. */
export const l1Distance = (density, reference, volume) =>
  density.reduce((sum, value, c) => sum + Math.abs(value - reference[c]), 0) * volume;

/** P1 at t = 1 in closed form, N(2/e, 0.1/e² + 0.5 (1 − 1/e²)), averaged over 512 cells of [-6, 6]. */
export function ornsteinUhlenbeckAverages() {
  const decay = Math.exp(-1);
  const scale = Math.sqrt(2 * (0.1 * decay ** 2 + 0.5 * (1 - decay ** 2)));
  const h = 12 / 512;
  const below = (face) => erf((-6 + face * h - 2 * decay) / scale);
  return Float64Array.from({ length: 512 }, (_, i) => (below(i + 1) - below(i)) / (2 * h));
}

/**
 * Mean and covariance of P4 at t. exp(At) = exp(−t) times a turn by 2t, so in the Lyapunov integral the trace of D
 * decays as it is, and its traceless part, as the number D_xx − D_yy + 2i D_xy, turns twice as fast.
 */
export function rotationMoments(t = 1) {
  const [xx, xy, yy] = [0.6, 0.2, 0.3];
  const decay = Math.exp(-2 * t);
  const trace = 2 * 0.1 * decay + (xx + yy) * (1 - decay);
  // 2 (D_xx − D_yy + 2i D_xy) (1 − exp(−rate·t))/rate with rate = 2 − 4i
  const rate = complex(2, -4);
  const turned = subtract(1, exp(multiply(-t, rate)));
  const part = divide(multiply(complex(2 * (xx - yy), 4 * xy), turned), rate);
  return {
    mean: [1.5 * Math.exp(-t) * Math.cos(2 * t), 1.5 * Math.exp(-t) * Math.sin(2 * t)],
    covariance: { xx: (trace + part.re) / 2, xy: part.im / 2, yy: (trace - part.re) / 2 },
  };
}

/** P4 at t = 1, averaged over 128x128 cells of [-5, 5]² by six Gauss nodes on each axis: exact to rounding. */
export function rotationAverages() {
  const cells = 128;
  const h = 10 / cells;
  const { mean, covariance } = rotationMoments();
  const { xx, xy, yy } = covariance;
  const determinant = xx * yy - xy * xy;
  const nodes = [0.2386191860831969, 0.6612093864662645, 0.932469514203152];
  const weights = [0.467913934572691, 0.3607615730481386, 0.171324492379170345];
  const rule = nodes.flatMap((node, k) =>
    [-node, node].map((s) => ({ at: (0.5 + 0.5 * s) * h, weight: weights[k] / 2 })),
  );
  const height = 1 / (2 * Math.PI * Math.sqrt(determinant));
  return Float64Array.from({ length: cells * cells }, (_, c) => {
    const [left, bottom] = [Math.floor(c / cells), c % cells].map((cell) => -5 + cell * h);
    let average = 0;
    for (const first of rule)
      for (const second of rule) {
        const [x, y] = [left + first.at - mean[0], bottom + second.at - mean[1]];
        const square = (yy * x * x - 2 * xy * x * y + xx * y * y) / determinant;
        average += first.weight * second.weight * height * Math.exp(-square / 2);
      }
    return average;
  });
}

/** Averages over 2x2 cells of a square field. */
export function halved(fine, cells) {
  const coarse = new Float64Array(fine.length / 4);
  fine.forEach((value, c) => (coarse[(Math.floor(c / cells) >> 1) * (cells / 2) + ((c % cells) >> 1)] += value / 4));
  return coarse;
}
