import { NumericalError } from "../errors.js";
import { createWorkspace } from "../kernels/workspace.js";
import { generalEigen } from "./general-eigen.js";
import { orthonormaliseFour } from "./orthonormal-four.js";
import { symmetricEigen } from "./symmetric-eigen.js";

/** A linear operator on vectors of `size` numbers, four at a time and interleaved, and the weights of the inner product. */
export interface BlockOperator {
  readonly size: number;
  /** Σ weight·f·g is the inner product. */
  readonly weight: Float64Array;
  /** True when the operator is symmetric in it. */
  readonly symmetric: boolean;
  /** The images of four vectors x[cell·4 + column], as an array of its own; x must stay as it is. */
  apply(four: Float64Array): Float64Array;
}

/** The eigenvalues of largest size, in falling order, and their eigenvectors, of weighted norm 1. */
export interface KrylovPairs {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Per eigenvalue its vector; the imaginary part is null for a real one. */
  readonly vectors: readonly { readonly re: Float64Array; readonly im: Float64Array | null }[];
  /** How many times the operator was applied to four vectors. */
  readonly applications: number;
}

/** A share of |θ| at which the residual of an eigenvalue θ is small enough; a user squares it by a projection of his own. */
const SETTLED = 1e-8;
/** Eigenvalues this near to each other, relatively, count as one that is not to be cut. */
const CLUSTER = 1e-6;
/** Of eigenvalues nearer to each other than this a Krylov space tells as many apart as it has starts, and hardly more. */
const CROWD = 1e-2;
/** What has settled so far may be counted. */
const SEEN = 1e-2;
/** Steps before which nothing is expected to have settled. */
const FIRST_LOOK = 6;
/** Cells that are worked on together. */
const PIECE = 512;
/** The basis may take so many numbers: 1 GiB. */
const ROOM = 2 ** 27;

/**
 * The `count` eigenvalues of largest size of an operator and their eigenvectors, by a Krylov space of blocks of four vectors
 * with full orthogonalisation (block Lanczos: Golub and Underwood 1977; block Arnoldi: Saad 1980), without restarts.
 *
 * Blocks of four see eigenvalues of multiplicity up to four at once. Where as many coincide as the starts can show, or
 * residuals do not fall, another four random vectors start beside the first, until there are more starts than copies.
 * The start is random with a fixed seed. Pairs of complex eigenvalues and eigenvalues that coincide are never cut: there may
 * be more than asked for, and fewer on fewer cells.
 * @throws NumericalError `not-converged` when the space is full before the eigenvalues have settled.
 */
export function leadingEigenpairs(operator: BlockOperator, count: number): KrylovPairs {
  const { size, symmetric } = operator;
  const columns = Math.min(Math.max(320, 6 * count + 80), 4 * Math.ceil(size / 4) + 8);
  const most = Math.max(Math.min(Math.floor(columns / 4), Math.floor(ROOM / (4 * size))), 8);
  const space = krylovSpace(operator, most);
  try {
    let starts = 1;
    // a look at the projected matrix may cost more than a step
    let next = FIRST_LOOK;
    let since = 0;
    let before = 1;
    space.add(randomFour(size, starts));
    for (;;) {
      const done = !space.grow();
      if (!done && space.processed() < next) continue;
      next = Math.ceil(space.processed() * (symmetric ? 1.05 : 1.15));
      const found = ritzPairs(space.projected(), space.processed(), space.blocks(), symmetric);
      const wanted = wholeClusters(found, Math.min(count, space.dimension()));
      const settled =
        (limit: number) =>
        (k: number): boolean =>
          found.residuals[k] <= limit * sizeOf(found, k);
      const crowded = largestCrowd(found, wanted, settled(SEEN)) >= 4 * starts;
      const worst = found.residuals.subarray(0, wanted).reduce((most, r, k) => Math.max(most, r / sizeOf(found, k)), 0);
      const stuck = space.processed() - since >= 6 * starts && worst > 0.1 * before;
      if (crowded || stuck || space.processed() - since >= 6 * starts) [since, before] = [space.processed(), worst];
      if (!done && (crowded || stuck)) {
        space.add(randomFour(size, ++starts));
        continue;
      }
      const converged = space.dimension() >= 4 + wanted && everyBelow(wanted, settled(SETTLED));
      if (!converged && done && space.processed() < space.blocks()) throw notConverged(wanted, space.processed());
      if (converged || done) return { ...assembled(found, wanted, space, size), applications: space.processed() };
    }
  } finally {
    space.release();
  }
}

interface KrylovSpace {
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

function krylovSpace({ size, weight, symmetric, apply }: BlockOperator, most: number): KrylovSpace {
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
    takeOut(taken && symmetric && starts === 1 ? Math.max(0, processed - 1) : 0, taken);
    takeOut(0, taken);
  };
  /** Orthonormal columns of `work` as a new block, unless they are all spent; and R with work = block · R. */
  const append = (norms: ArrayLike<number>): Float64Array => {
    const factor = orthonormaliseFour(kernels, work, weights, small, norms);
    const columns = [0, 5, 10, 15].filter((e) => factor[e] > 0).length;
    if (columns === 0) return factor;
    const block = workspace.allocate(4 * size);
    block.set(work);
    basis.push(block);
    dimension += columns;
    return factor;
  };
  const normsOf = (): Float64Array => {
    small.fill(0);
    kernels.gramFours(work.byteOffset, work.byteOffset, weights.byteOffset, small.byteOffset, size);
    return Float64Array.from([0, 5, 10, 15], (e) => Math.sqrt(small[e]));
  };
  return {
    add(four) {
      work.set(four);
      const norms = normsOf();
      orthogonalise(null);
      starts++;
      if (basis.length < most) append(norms);
    },
    grow() {
      if (processed === basis.length || basis.length >= most) return false;
      work.set(apply(basis[processed]));
      const norms = normsOf();
      if (!norms.every(Number.isFinite))
        throw new NumericalError(
          "not-finite",
          "The modes leave the range of double precision: the density spans too many powers of ten. Restrict the grid.",
        );
      const taken: Float64Array[] = basis.map(() => new Float64Array(16));
      orthogonalise(taken);
      const before = basis.length;
      const factor = append(norms);
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

interface RitzPairs {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Norm of what the operator leads to outside the space, per pair. */
  readonly residuals: Float64Array;
  /** Components [pair][4·block + column]. */
  readonly components: readonly { readonly re: Float64Array; readonly im: Float64Array }[];
}

/** Eigenpairs of the projected operator, largest first, and their residuals. */
function ritzPairs(
  coupling: (i: number, j: number) => Float64Array,
  processed: number,
  blocks: number,
  symmetric: boolean,
): RitzPairs {
  const n = 4 * processed;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < processed; i++)
    for (let j = 0; j < processed; j++)
      for (let e = 0; e < 16; e++) matrix[(4 * i + (e >> 2)) * n + 4 * j + (e & 3)] = coupling(i, j)[e];
  let pairs: Omit<RitzPairs, "residuals">;
  if (symmetric) {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i] = 0.5 * (matrix[i * n + j] + matrix[j * n + i]);
    const { values, vectors } = symmetricEigen(matrix, n);
    const none = new Float64Array(n);
    pairs = {
      re: values,
      im: none,
      components: Array.from(values, (_, k) => ({ re: vectors.subarray(k * n, (k + 1) * n), im: none })),
    };
  } else {
    const { re, im, vectorsRe, vectorsIm } = generalEigen(matrix, n);
    const order = inOrder(re, im);
    pairs = {
      re: Float64Array.from(order, (k) => re[k]),
      im: Float64Array.from(order, (k) => im[k]),
      components: order.map((k) => ({
        re: vectorsRe.subarray(k * n, (k + 1) * n),
        im: vectorsIm.subarray(k * n, (k + 1) * n),
      })),
    };
  }
  const residuals = Float64Array.from(pairs.components, ({ re, im }) => {
    let square = 0;
    for (let i = processed; i < blocks; i++)
      for (let a = 0; a < 4; a++) {
        let [sumRe, sumIm] = [0, 0];
        for (let j = 0; j < processed; j++)
          for (let c = 0; c < 4; c++) {
            const h = coupling(i, j)[a * 4 + c];
            sumRe += h * re[4 * j + c];
            sumIm += h * im[4 * j + c];
          }
        square += sumRe ** 2 + sumIm ** 2;
      }
    return Math.sqrt(square);
  });
  return { ...pairs, residuals };
}

/** Falling in size; of a pair the one with the positive imaginary part first. */
function inOrder(re: Float64Array, im: Float64Array): number[] {
  const sizes = re.map((value, k) => Math.hypot(value, im[k]));
  const same = (k: number, m: number): boolean => Math.abs(sizes[k] - sizes[m]) <= 1e-12 * sizes[k];
  const order = Array.from(re, (_, k) => k).sort((k, m) => sizes[m] - sizes[k]);
  for (let at = 0; at + 1 < order.length; at++) {
    if (im[order[at]] === 0) continue;
    // its conjugate is among those of the same size
    let other = at + 1;
    while (other < order.length && same(order[at], order[other])) {
      if (Math.abs(im[order[other]] + im[order[at]]) <= 1e-10 * sizes[order[at]]) break;
      other++;
    }
    if (other < order.length && same(order[at], order[other])) {
      order.splice(at + 1, 0, ...order.splice(other, 1));
      if (im[order[at]] < 0) [order[at], order[at + 1]] = [order[at + 1], order[at]];
      at++;
    }
  }
  return order;
}

const sizeOf = ({ re, im }: RitzPairs, k: number): number => Math.hypot(re[k], im[k]);

/** `count`, or more so that pairs and eigenvalues that coincide stay together. */
function wholeClusters({ re, im }: RitzPairs, count: number): number {
  let at = 0;
  while (at < re.length && (at < count || same(at - 1, at))) at += im[at] === 0 ? 1 : 2;
  return Math.min(at, re.length);

  function same(k: number, m: number): boolean {
    return Math.hypot(re[m] - re[k], Math.abs(im[m]) - Math.abs(im[k])) <= CLUSTER * Math.hypot(re[k], im[k]);
  }
}

/** Most eigenvalues near to one of the wanted, itself included, among those that have settled somewhat. */
function largestCrowd({ re, im }: RitzPairs, wanted: number, settled: (k: number) => boolean): number {
  let largest = 0;
  for (let k = 0; k < wanted; k++) {
    let members = 0;
    for (let m = 0; m < re.length; m++)
      if (Math.hypot(re[m] - re[k], im[m] - im[k]) <= CROWD * Math.hypot(re[k], im[k]) && settled(m)) members++;
    largest = Math.max(largest, members);
  }
  return largest;
}

function everyBelow(count: number, holds: (k: number) => boolean): boolean {
  for (let k = 0; k < count; k++) if (!holds(k)) return false;
  return true;
}

/** Ritz vectors from their components; each is real where the eigenvalue is. */
function assembled(
  { re, im, components }: RitzPairs,
  wanted: number,
  space: KrylovSpace,
  size: number,
): Pick<KrylovPairs, "re" | "im" | "vectors"> {
  // one real vector for a real eigenvalue, two for a complex one
  const parts: { readonly pair: number; readonly part: "re" | "im"; readonly from: Float64Array }[] = [];
  for (let k = 0; k < wanted; k++) {
    parts.push({ pair: k, part: "re", from: components[k].re });
    if (im[k] !== 0) parts.push({ pair: k, part: "im", from: components[k].im });
  }
  const found = Array.from({ length: wanted }, (): { re: Float64Array; im: Float64Array | null } => ({
    re: new Float64Array(0),
    im: null,
  }));
  for (let first = 0; first < parts.length; first += 4) {
    const four = parts.slice(first, first + 4);
    const n = components[0].re.length;
    const share = new Float64Array(4 * n);
    four.forEach(({ from }, c) => {
      for (let i = 0; i < n; i++) share[4 * i + c] = from[i];
    });
    const mixed = space.combine(share, n / 4);
    four.forEach(({ pair, part }, c) => {
      const own = new Float64Array(size);
      for (let i = 0; i < size; i++) own[i] = mixed[4 * i + c];
      found[pair][part] = own;
    });
  }
  return { re: re.slice(0, wanted), im: im.slice(0, wanted), vectors: found };
}

/** Four vectors of random numbers between −1 and 1, the same every time (xorshift, Marsaglia 2003). */
function randomFour(size: number, seed: number): Float64Array {
  const four = new Float64Array(4 * size);
  let state = (0x9e3779b9 * seed) | 0;
  for (let e = 0; e < four.length; e++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    four[e] = state / 2 ** 31;
  }
  return four;
}

const notConverged = (wanted: number, applications: number): NumericalError =>
  new NumericalError(
    "not-converged",
    `The ${wanted} leading modes have not settled after ${applications} steps of four vectors. Ask for fewer modes, none of them one of many that nearly coincide, or use fewer cells.`,
  );
