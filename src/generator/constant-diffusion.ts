import type { Ingredients } from "./ingredients.js";
import { pieceRule, type PieceIntegrals } from "./piece-integrals.js";

const { nodes, weights, partial } = pieceRule;

/**
 * ∫μ along the pieces where D is constant in space: −η·(L_R − L_L), exactly, and Gauss quadrature for the force.
 * To be scaled by 1/D.
 */
export function constantDiffusion(
  { pieces: { length }, lossRise, force, learningRate }: Ingredients,
  time: number,
  integrated: boolean,
): PieceIntegrals {
  const n = length.length;
  const eta = learningRate(time);
  const forces = force && nodes.map((s) => force(s, time));
  const workUpTo = (s: number, share: readonly number[], sign: number): Float64Array => {
    const work = new Float64Array(n);
    if (lossRise) {
      const rise = lossRise(s, time);
      const factor = -sign * eta;
      for (let k = 0; k < n; k++) work[k] = factor * rise[k];
    }
    if (forces) {
      // the five nodes written out: this is most of what a step with a moving force costs
      const [f0, f1, f2, f3, f4] = forces;
      const [s0, s1, s2, s3, s4] = share;
      for (let k = 0; k < n; k++)
        work[k] += sign * length[k] * (s0 * f0[k] + s1 * f1[k] + s2 * f2[k] + s3 * f3[k] + s4 * f4[k]);
    }
    return work;
  };
  return {
    work: workUpTo(1, weights, 1),
    energies: integrated ? nodes.map((s, g) => workUpTo(s, partial[g], -1)) : [],
    inverse: null,
    diffusion: new Float64Array(n).fill(1),
  };
}
