import type { PieceIntegrals } from "./piece-integrals.js";
import { pieceRule } from "./piece-integrals.js";
import type { Segments } from "./segments.js";

const { nodes, weights, partial } = pieceRule;

/** V_R − V_L along every piece: between centres, or half the last difference at a wall. */
export type RiseAlong = () => Float64Array;

/** The rise of a potential at cell centres over the gap above each cell. */
export function riseOverGaps({ upperCell }: Segments, potential: Float64Array): RiseAlong {
  return () => {
    const rise = new Float64Array(potential.length);
    for (let c = 0; c < rise.length; c++) rise[c] = potential[upperCell![c]] - potential[c];
    return rise;
  };
}

/** The rise between a wall and the outermost centres, upwards: V goes on there with its last slope. */
export function riseAtWall(
  potential: Float64Array,
  lines: { readonly count: number; readonly stride: number; readonly lines: number; lineStart(line: number): number },
  end: "lower" | "upper",
): RiseAlong {
  const { count, stride, lineStart } = lines;
  return () =>
    Float64Array.from({ length: lines.lines }, (_, line) => {
      const below = lineStart(line) + (end === "lower" ? 0 : count - 2) * stride;
      return 0.5 * (potential[below + stride] - potential[below]);
    });
}

/**
 * The integrals of a drift with −∇V added, V being linear along each piece: its work is −(V_R − V_L)·mean of 1/D, by the
 * difference of V and so without an error of its own where D is constant.
 */
export function withPotential(integrals: PieceIntegrals, rise: Float64Array): PieceIntegrals {
  const { inverse } = integrals;
  const work = integrals.work.slice();
  for (let k = 0; k < work.length; k++) {
    let mean = inverse ? 0 : 1;
    if (inverse) for (let g = 0; g < nodes.length; g++) mean += weights[g] * inverse[g][k];
    work[k] -= rise[k] * mean;
  }
  const energies = integrals.energies.map((energy, g) => {
    const out = energy.slice();
    for (let k = 0; k < out.length; k++) {
      let upTo = inverse ? 0 : nodes[g];
      if (inverse) for (let m = 0; m < nodes.length; m++) upTo += partial[g][m] * inverse[m][k];
      out[k] += rise[k] * upTo;
    }
    return out;
  });
  return { work, energies, inverse, diffusion: integrals.diffusion.slice() };
}
