import type { Kernels } from "../../kernels/kernels.js";
import { entryIndex, type Coefficients, type StochasticEquation } from "../equation.js";

/** Adds to x_i what one step brings: h·a_i + s·Σ_j B_ij z_j; x may be the positions themselves. */
export function addIncrement(
  kernels: Kernels,
  { dimension, diagonal }: StochasticEquation,
  from: readonly Float64Array[],
  { drift, factor }: Pick<Coefficients, "drift" | "factor">,
  h: number,
  z: readonly Float64Array[],
  s: number,
  to: readonly Float64Array[],
  n: number,
): void {
  for (let i = 0; i < dimension; i++) {
    const own = factor[diagonal ? i : entryIndex(i, i, dimension)].byteOffset;
    const out = to[i].byteOffset;
    kernels.advance(from[i].byteOffset, drift[i].byteOffset, h, own, z[i].byteOffset, s, out, n);
    if (diagonal) continue;
    for (let j = 0; j < dimension; j++)
      if (j !== i) kernels.addScaled(out, s, factor[entryIndex(i, j, dimension)].byteOffset, z[j].byteOffset, out, n);
  }
}
