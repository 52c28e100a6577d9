import type { Ingredients } from "./ingredients.js";
import { pieceRule, type PieceIntegrals } from "./piece-integrals.js";

const { nodes, weights, partial } = pieceRule;

/**
 * ∫μ along the pieces where D is constant in space: −η·(L_R − L_L), exactly, and Gauss quadrature for the force,
 * split where it jumps.
 * To be scaled by 1/D.
 */
export function constantDiffusion(
  { pieces: { length }, lossRise, force, learningRate, broken }: Ingredients,
  time: number,
  integrated: boolean,
): PieceIntegrals {
  const n = length.length;
  const eta = learningRate(time);
  const forces = force && nodes.map((s) => force(s, time));
  const split = force && broken(time);
  const pushed = split && split.integrals((s) => split.of.force!(s, time));
  const workUpTo = (s: number, share: readonly number[], sign: number, splitWork?: Float64Array): Float64Array => {
    const work = new Float64Array(n);
    const rise = lossRise && lossRise(s, time);
    const factor = -sign * eta;
    if (rise) {
      for (let k = 0; k < n; k++) work[k] = factor * rise[k];
    }
    if (forces) {
      // the five nodes written out: this is most of what a step with a moving force costs
      const [f0, f1, f2, f3, f4] = forces;
      const [s0, s1, s2, s3, s4] = share;
      for (let k = 0; k < n; k++)
        work[k] += sign * length[k] * (s0 * f0[k] + s1 * f1[k] + s2 * f2[k] + s3 * f3[k] + s4 * f4[k]);
    }
    split?.pieces.forEach((k, slot) => (work[k] = sign * splitWork![slot] + (rise ? factor * rise[k] : 0)));
    return work;
  };
  return {
    work: workUpTo(1, weights, 1, pushed?.whole),
    energies: integrated ? nodes.map((s, g) => workUpTo(s, partial[g], -1, pushed?.nodes[g])) : [],
    inverse: null,
    diffusion: new Float64Array(n).fill(1),
  };
}
