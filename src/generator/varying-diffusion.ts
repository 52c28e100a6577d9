import type { Ingredients } from "./ingredients.js";
import { pieceRule, type PieceIntegrals } from "./piece-integrals.js";

const { nodes, weights, partial } = pieceRule;

/**
 * ∫ μ/D by Gauss quadrature, split where something jumps; the loss by its difference over the mean D, exact where D is constant
 * along the piece.
 */
export function varyingDiffusion(from: Ingredients, time: number, integrated: boolean, d: number): PieceIntegrals {
  const { lossRise, lossSlope, force, diffusion, spurious } = from;
  const { length } = from.pieces;
  const n = length.length;
  const eta = from.learningRate(time);
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
  const split = splitIntegrals(from, time, eta, d);
  const plainMean = split?.pieces.map((k) => mean[k]);
  split?.pieces.forEach((k, slot) => {
    mean[k] = split.inverse[slot] / length[k];
    work[k] = split.local.whole[slot] + split.gradient[slot] * mean[k];
  });
  if (lossRise) {
    const rise = lossRise(1, time);
    for (let k = 0; k < n; k++) work[k] -= eta * rise[k] * mean[k];
  }
  // what the difference of the loss adds to the quadrature of its slope: shared out along the piece, so that neither
  // of its ends is preferred
  const defect = new Float64Array(n);
  if (lossRise) {
    for (let k = 0; k < n; k++) {
      defect[k] = work[k]!;
      for (let g = 0; g < nodes.length; g++) defect[k] -= weights[g] * local[g][k];
    }
    split?.pieces.forEach((k, slot) => (defect[k] = work[k] - split.local.whole[slot]));
  }
  if (spurious) for (let k = 0; k < n; k++) if (length[k] > 0) work[k] -= spurious * Math.log(upper[k] / lower[k]);
  const energyUpTo = (g: number): Float64Array => {
    const energy = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      energy[k] = -nodes[g] * defect[k];
      if (spurious) energy[k] -= spurious * Math.log(inverse[g][k] * lower[k]);
      for (let m = 0; m < nodes.length; m++) energy[k] -= partial[g][m] * local[m][k];
    }
    split?.pieces.forEach((k, slot) => {
      energy[k] = -nodes[g] * defect[k] - split.local.nodes[g][slot];
      if (spurious) energy[k] -= spurious * Math.log(inverse[g][k] * lower[k]);
    });
    return energy;
  };
  const energies = integrated ? nodes.map((_, g) => energyUpTo(g)) : [];
  // the nodes have to say what the mean is across a jump of D as well
  split?.pieces.forEach((k, slot) => {
    for (const values of inverse) values[k] *= mean[k] / plainMean![slot];
  });
  return {
    work,
    energies,
    inverse,
    diffusion: inverted(mean),
  };
}

/** Along the broken pieces ∫(f − η∂L)/D, ∫η∂L and ∫1/D. */
function splitIntegrals({ broken }: Ingredients, time: number, eta: number, d: number) {
  const found = broken(time);
  if (!found) return null;
  const { of, integrals } = found;
  const pull = (s: number): Float64Array =>
    of.lossSlope ? of.lossSlope(s, time).map((slope) => eta * slope) : new Float64Array(of.pieces.length.length);
  const inverse = (s: number): Float64Array => inverted(of.diffusion(s, time, d));
  const local = (s: number): Float64Array => {
    const push = of.force && of.force(s, time);
    const [gradient, per] = [pull(s), inverse(s)];
    return gradient.map((slope, i) => per[i] * ((push ? push[i] : 0) - slope));
  };
  return {
    pieces: found.pieces,
    local: integrals(local),
    gradient: integrals(pull).whole,
    inverse: integrals(inverse).whole,
  };
}

function inverted(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let k = 0; k < out.length; k++) out[k] = 1 / values[k];
  return out;
}
