import { blockArrays, type Averages, type Scheme } from "../scheme.js";

/** The coefficients of SOSRI: Rackauckas and Nie (2020), in the form of Rößler (2010). */
const tableau = {
  /** Weights of earlier drifts and noise factors in the positions of the drift, and in those of the noise factor. */
  driftByDrift: [
    [],
    [-0.04199224421316468],
    [2.842612915017106, -2.0527723684000727],
    [4.338237071435815, -2.8895936137439793, 2.3017575594644466],
  ],
  driftByNoise: [
    [],
    [-0.21641093549612528],
    [1.5336352863679572, 0.26066223492647056],
    [-1.0536037558179159, 1.7015284721089472, -0.20725685784180017],
  ],
  noiseByDrift: [
    [],
    [0.26204282091330466],
    [0.20903646383505375, -0.1502377115150361],
    [0.05836595312746999, 0.6149440396332373, 0.08535117634046772],
  ],
  noiseByNoise: [
    [],
    [-0.5119011827621657],
    [2.67767339866713, -4.9395031322250995],
    [0.15580956238299215, 3.2361551006624674, -1.4223118283355949],
  ],
  /** When the stages are, in steps. */
  driftTimes: [0, -0.04199224421316468, 0.7898405466170333, 3.7504010171562823],
  noiseTimes: [0, 0.26204282091330466, 0.05879875232001766, 0.758661169101175],
  drift: [1.140099274172029, -0.6401334255743456, 0.4736296532772559, 0.026404498125060714],
  noise: [
    [-1.8453464565104432, 2.688764531100726, -0.2523866501071323, 0.40896857551684956],
    [0.4969658141589478, -0.5771202869753592, -0.12919702470322217, 0.2093514975196336],
    [2.8453464565104425, -2.688764531100725, 0.2523866501071322, -0.40896857551684945],
    [0.11522663875443433, -0.57877086147738, 0.2857851028163886, 0.17775911990655704],
  ],
} as const;

const STAGES = 4;

/** ∫a over a step is off by twice as much as with the mean of both ends, ∫D by 3/4 of it; D is averaged by its roots. */
const byStages: Averages = { rule: "ends", order: 2, size: 2, cancels: false };

/**
 * SOSRI, a Runge-Kutta method of four stages that is stable for large noise (Rackauckas and Nie 2020; Rößler 2010):
 *
 *   X′ = X + h Σ α_j a(H_j) + Σ (β¹_j ΔW + β²_j χ₁ + β³_j χ₂ + β⁴_j χ₃) b(K_j),
 *   χ₁ = (ΔW² − h)/(2√h),  χ₂ = (ΔW + ΔZ/√3)/2,  χ₃ = (ΔW³ − 3hΔW)/(6h)
 *
 * with H_j, K_j from the drifts and noise factors of earlier stages. Strong order 3/2. Weak order 2 for additive noise and
 * 3/2 otherwise: already for geometric Brownian motion one step leaves an error of order 5/2 in E X², although the authors
 * give 2. Diagonal noise, drift of Itô.
 */
export const sosri: Scheme = {
  name: "sosri",
  calculus: "ito",
  orders: { additive: { strong: 1.5, weak: 2 }, diagonal: { strong: 1.5, weak: 1.5 }, general: null },
  averages: { additive: byStages, diagonal: byStages, general: byStages },
  prepare(preparation) {
    const { equation, workspace, block, path } = preparation;
    const { kernels } = workspace;
    const stages = Array.from({ length: STAGES }, () => {
      const [forDrift, forNoise] = [blockArrays(preparation), blockArrays(preparation)];
      return {
        forDrift,
        forNoise,
        drift: equation.at(workspace, forDrift, { drift: "ito", factor: false }),
        noise: equation.at(workspace, forNoise, { drift: null, factor: true }),
      };
    });
    const [z, v, second, sum] = [0, 1, 2, 3].map(() => blockArrays(preparation));
    const ones = workspace.allocate(z[0].length).fill(1);
    const weight = workspace.allocate(z[0].length);
    /** to += factor·values */
    const add = (to: Float64Array, factor: number, values: Float64Array, n: number): void => {
      if (factor !== 0) kernels.addScaled(to.byteOffset, factor, values.byteOffset, ones.byteOffset, to.byteOffset, n);
    };
    return (time, h, step) => {
      const { positions, n } = block;
      const s = Math.sqrt(h);
      path.drawInto(z, v, block, step, h);
      for (let i = 0; i < z.length; i++)
        kernels.blend(z[i].byteOffset, 0.5 * s, v[i].byteOffset, (0.5 * s) / Math.sqrt(3), second[i].byteOffset, n);
      for (let j = 0; j < STAGES; j++) {
        const stage = stages[j];
        positions.forEach((x, i) => {
          const [H, K] = [stage.forDrift[i], stage.forNoise[i]];
          H.set(x);
          K.set(x);
          for (let k = 0; k < j; k++) {
            const [a, b] = [stages[k].drift.drift[i], stages[k].noise.factor[i]];
            add(H, h * tableau.driftByDrift[j][k], a, n);
            kernels.addScaled(
              H.byteOffset,
              tableau.driftByNoise[j][k],
              second[i].byteOffset,
              b.byteOffset,
              H.byteOffset,
              n,
            );
            add(K, h * tableau.noiseByDrift[j][k], a, n);
            add(K, s * tableau.noiseByNoise[j][k], b, n);
          }
        });
        stage.drift.run(time + tableau.driftTimes[j] * h, n);
        stage.noise.run(time + tableau.noiseTimes[j] * h, n);
      }
      positions.forEach((x, i) => {
        sum[i].set(x);
        for (let j = 0; j < STAGES; j++) {
          const [w1, w2, w3, w4] = tableau.noise.map((row) => row[j]);
          const [w, chi] = [z[i], second[i]];
          for (let k = 0; k < n; k++) {
            const u = w[k];
            weight[k] = s * (w1 * u + 0.5 * w2 * (u * u - 1) + (w4 / 6) * (u * u * u - 3 * u)) + w3 * chi[k];
          }
          add(sum[i], h * tableau.drift[j], stages[j].drift.drift[i], n);
          kernels.addScaled(
            sum[i].byteOffset,
            1,
            weight.byteOffset,
            stages[j].noise.factor[i].byteOffset,
            sum[i].byteOffset,
            n,
          );
        }
      });
      positions.forEach((x, i) => void x.set(sum[i]));
    };
  },
};
