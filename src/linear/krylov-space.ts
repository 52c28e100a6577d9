import { NumericalError } from "../errors.js";
import { createWorkspace } from "../kernels/workspace.js";
import { orthonormaliseFour } from "./orthonormal-four.js";

/** A linear operator on vectors of `size` numbers, four at a time and interleaved, and the weights of the inner product. */
export interface BlockOperator {
  readonly size: number;
  /** Σ weight·f·g is the inner product. */
  readonly weight: Float64Array;
  /** True when the operator is symmetric in it. */
  readonly symmetric: boolean;
  /** Random starts are multiplied by this (1), to reach where the weights are next to nothing. */
  readonly spread?: Float64Array;
  /** Writes the images of four vectors x[cell·4 + column] to `image`; x must stay as it is. */
  apply(four: Float64Array, image: Float64Array): unknown;
}

/** Cells that are worked on together. */
const PIECE = 512;

/** The span of Aᵏ x for some blocks x of four vectors, orthonormal, and A within it. */
export interface KrylovSpace {
  /** Adds four vectors, orthogonalised against those at hand. */
  add(four: Float64Array): void;
  /** Applies the operator to the next block; false when there is none, and the space is closed, or no room. */
  grow(): boolean;
  processed(): number;
  blocks(): number;
  /** Vectors in all that are not spent. */
  dimension(): number;
  /** coupling(i, j)[a·4 + c] = ⟨v_i[a], A v_j[c]⟩ for j < processed. */
  projected(): (i: number, j: number) => Float64Array;
  /** Σ_j v_j share_j for four combinations, share[(4 j + a)·4 + c]. */
  combine(share: Float64Array, count: number): Float64Array;
  release(): void;
}

/** The space before anything is in it, with room for `most` blocks. */
export function krylovSpace({ size, weight, symmetric, apply }: BlockOperator, most: number): KrylovSpace {
  const workspace = createWorkspace((most + 2) * (4 * size + 48) + size + 256);
  const { kernels } = workspace;
  const weights = workspace.allocate(size);
  weights.set(weight);
  const work = workspace.allocate(4 * size);
  const small = workspace.allocate(16);
  const shares = workspace.allocate(16 * most);
  const basis: Float64Array[] = [];
  const couplings: Float64Array[][] = [];
  let processed = 0;
  let dimension = 0;

  let starts = 0;
  /** Square norms of what has been taken out of the columns of `work`. */
  const gone = new Float64Array(4);
  /** Takes the part along the blocks from `first` on out of `work`, adding it up in `taken`. */
  const takeOut = (first: number, taken: Float64Array[] | null): void => {
    shares.fill(0);
    // cells by pieces that stay in the cache while all blocks pass by
    for (let cell = 0; cell < size; cell += PIECE)
      for (let i = first; i < basis.length; i++)
        kernels.gramFours(
          basis[i].byteOffset + 32 * cell,
          work.byteOffset + 32 * cell,
          weights.byteOffset + 8 * cell,
          shares.byteOffset + 128 * i,
          Math.min(PIECE, size - cell),
        );
    for (let e = 16 * first; e < 16 * basis.length; e++) {
      if (taken) taken[e >> 4][e & 15] += shares[e];
      gone[e & 3] += shares[e] ** 2;
      shares[e] = -shares[e];
    }
    for (let cell = 0; cell < size; cell += PIECE)
      for (let i = first; i < basis.length; i++)
        kernels.mixFours(
          work.byteOffset + 32 * cell,
          1,
          basis[i].byteOffset + 32 * cell,
          shares.byteOffset + 128 * i,
          Math.min(PIECE, size - cell),
        );
  };
  /**
   * Twice, or rounding lets it come back. The image of a block under a symmetric operator has a part only along that block and
   * its neighbours, but for rounding.
   */
  const orthogonalise = (taken: Float64Array[] | null): void => {
    gone.fill(0);
    takeOut(taken && symmetric && starts === 1 ? Math.max(0, processed - 1) : 0, taken);
    takeOut(0, taken);
  };
  /** Orthonormal columns of `work` as a new block, unless they are all spent; and R with work = block · R. */
  const append = (): Float64Array => {
    const before = workspace.mark();
    const block = workspace.allocate(4 * size, false);
    const factor = orthonormaliseFour(kernels, work, weights, small, gone, block);
    const kept = [0, 5, 10, 15].map((e) => factor[e]).filter((norm) => norm > 0);
    if (kept.length > 0) basis.push(block);
    else workspace.giveBack(before);
    dimension += kept.length;
    return factor;
  };
  return {
    add(four) {
      work.set(four);
      orthogonalise(null);
      starts++;
      if (basis.length < most) append();
    },
    grow() {
      if (processed === basis.length || basis.length >= most) return false;
      apply(basis[processed], work);
      const taken: Float64Array[] = basis.map(() => new Float64Array(16));
      orthogonalise(taken);
      if (!gone.every(Number.isFinite))
        throw new NumericalError(
          "not-finite",
          "The modes leave the range of double precision: the density spans too many powers of ten. Restrict the grid.",
        );
      const before = basis.length;
      const factor = append();
      if (basis.length > before) taken[before] = factor;
      couplings[processed++] = taken;
      return true;
    },
    processed: () => processed,
    blocks: () => basis.length,
    dimension: () => dimension,
    projected: () => (i, j) => couplings[j][i] ?? ZERO,
    combine(share, count) {
      for (let j = 0; j < count; j++) {
        small.set(share.subarray(16 * j, 16 * j + 16));
        kernels.mixFours(work.byteOffset, j > 0 ? 1 : 0, basis[j].byteOffset, small.byteOffset, size);
      }
      return work.slice();
    },
    release: () => workspace.release(),
  };
}

const ZERO = new Float64Array(16);
