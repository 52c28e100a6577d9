import type { Ingredients } from "./ingredients.js";
import { pieceRule, type PieceIntegrals } from "./piece-integrals.js";

const { nodes, weights, partial } = pieceRule;

/** ∫ μ/D by Gauss quadrature; the loss by its difference over the mean D, exact where D is constant along the piece. */
export function varyingDiffusion(
  { pieces: { length }, lossRise, lossSlope, force, diffusion, learningRate, spurious }: Ingredients,
  time: number,
  integrated: boolean,
  d: number,
): PieceIntegrals {
  const n = length.length;
  const eta = learningRate(time);
  const [lower, upper] = [diffusion(0, time, d), diffusion(1, time, d)];
  const inverse = nodes.map((s) => inverted(diffusion(s, time, d)));
  const mean = new Float64Array(n);
  for (const [g, values] of inverse.entries()) for (let k = 0; k < n; k++) mean[k] += weights[g] * values[k];

  const work = new Float64Array(n);
  const local = nodes.map(() => new Float64Array(n));
  for (const [g, s] of nodes.entries()) {
    const pull = lossSlope && lossSlope(s, time);
    const push = force && force(s, time);
    for (let k = 0; k < n; k++) {
      const per = inverse[g][k];
      const gradient = pull ? eta * pull[k] : 0;
      local[g][k] = length[k] * per * ((push ? push[k] : 0) - gradient);
      work[k] += weights[g] * (local[g][k] + length[k] * gradient * mean[k]);
    }
  }
  if (lossRise) {
    const rise = lossRise(1, time);
    for (let k = 0; k < n; k++) work[k] -= eta * rise[k] * mean[k];
  }
  // what the difference of the loss adds to the quadrature of its slope: shared out along the piece, so that neither
  // of its ends is preferred
  const defect = new Float64Array(n);
  if (lossRise)
    for (let k = 0; k < n; k++) {
      defect[k] = work[k]!;
      for (let g = 0; g < nodes.length; g++) defect[k] -= weights[g] * local[g][k];
    }
  if (spurious) for (let k = 0; k < n; k++) if (length[k] > 0) work[k] -= spurious * Math.log(upper[k] / lower[k]);
  const energyUpTo = (g: number): Float64Array => {
    const energy = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      energy[k] = -nodes[g] * defect[k];
      if (spurious) energy[k] -= spurious * Math.log(inverse[g][k] * lower[k]);
      for (let m = 0; m < nodes.length; m++) energy[k] -= partial[g][m] * local[m][k];
    }
    return energy;
  };
  return {
    work,
    energies: integrated ? nodes.map((_, g) => energyUpTo(g)) : [],
    inverse,
    diffusion: inverted(mean),
  };
}

function inverted(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let k = 0; k < out.length; k++) out[k] = 1 / values[k];
  return out;
}
