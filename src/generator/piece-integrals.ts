import { gaussLegendre } from "../linear/gauss-legendre.js";

/** Five nodes: the rule is exact to degree 9, so a smooth drift over one cell is integrated to rounding. */
export const pieceRule = gaussLegendre(5);

/** Integrals along many pieces at one time. */
export interface PieceIntegrals {
  /** ∫μ dz where D is constant in space, ∫μ/D dz where it varies. */
  readonly work: Float64Array;
  /** 1 where D is constant in space, its harmonic mean where it varies; averaged further by the integrated scheme. */
  readonly diffusion: Float64Array;
  /** energies[g]: minus the part of `work` up to Gauss node g; only for the integrated scheme. */
  readonly energies: readonly Float64Array[];
  /** 1/D at the nodes where D varies. */
  readonly inverse: readonly Float64Array[] | null;
}
