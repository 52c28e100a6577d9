import { NumericalError } from "../errors.js";
import { krylovSpace, type BlockOperator, type KrylovSpace } from "./krylov-space.js";
import { largestCrowd, wholeClusters } from "./ritz-clusters.js";
import { ritzPairs, sizeOf, type RitzPairs } from "./ritz-pairs.js";

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
const SETTLED = 1e-7;
/** What has settled so far may be counted. */
const SEEN = 1e-2;
/** Steps before which nothing is expected to have settled. */
const FIRST_LOOK = 6;
/** Vectors in all: a cluster of 18 eigenvalues, which takes five starts, settles with 350. */
const COLUMNS = 640;
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
 * @param tolerance a share of |θ| at which residuals are small enough
 * @throws NumericalError `not-converged` when the space is full before the eigenvalues have settled.
 */
export function leadingEigenpairs(operator: BlockOperator, count: number, tolerance = SETTLED): KrylovPairs {
  const { size, symmetric, spread } = operator;
  const columns = Math.min(Math.max(COLUMNS, 6 * count + 80), 4 * Math.ceil(size / 4) + 8);
  const most = Math.max(Math.min(Math.floor(columns / 4), Math.floor(ROOM / (4 * size))), 8);
  const space = krylovSpace(operator, most);
  try {
    let starts = 1;
    // a look at the projected matrix may cost more than a step
    let next = FIRST_LOOK;
    let since = 0;
    let before = 1;
    // worst residual at the last look, and when that was
    let [last, looked] = [1, 0];
    space.add(randomFour(size, starts, spread));
    for (;;) {
      const done = !space.grow();
      if (!done && space.processed() < next) continue;
      const found = ritzPairs(space.projected(), space.processed(), space.blocks(), symmetric);
      const wanted = wholeClusters(found, Math.min(count, space.dimension()));
      const settled =
        (limit: number) =>
        (k: number): boolean =>
          found.residuals[k] <= limit * sizeOf(found, k);
      const crowded = largestCrowd(found, wanted, settled(SEEN)) >= 4 * starts;
      const worst = found.residuals.subarray(0, wanted).reduce((most, r, k) => Math.max(most, r / sizeOf(found, k)), 0);
      if (!symmetric || lookWork(space.processed()) > 0.2 * stepWork(size, space.processed()))
        next = Math.max(
          Math.ceil(space.processed() * (symmetric ? 1.05 : 1.15)),
          space.processed() + Math.floor(stepsToCome(worst, last, space.processed() - looked) / 2),
        );
      [last, looked] = [worst, space.processed()];
      const stuck = space.processed() - since >= 6 * starts && worst > 0.1 * before;
      if (crowded || stuck || space.processed() - since >= 6 * starts) [since, before] = [space.processed(), worst];
      if (!done && (crowded || stuck)) {
        space.add(randomFour(size, ++starts, spread));
        continue;
      }
      const converged = space.dimension() >= 4 + wanted && everyBelow(wanted, settled(tolerance));
      if (!converged && done && space.processed() < space.blocks()) throw notConverged(wanted, space.processed());
      if (converged || done) return { ...assembled(found, wanted, space, size), applications: space.processed() };
    }
  } finally {
    space.release();
  }
}

/** Operations, roughly: of the eigenvalues of the projected matrix, and of one more step with an operator that costs a hundred a number. */
const lookWork = (blocks: number): number => 10 * (4 * blocks) ** 3;
const stepWork = (size: number, blocks: number): number => size * (400 + 128 * blocks);

/** Steps until the worst residual has settled if it goes on to fall as since the last look. */
function stepsToCome(worst: number, last: number, steps: number): number {
  return worst > SETTLED && worst < last ? (steps * Math.log(worst / SETTLED)) / Math.log(last / worst) : 0;
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

/** Four vectors of random numbers between −1 and 1, times `spread`, the same every time (xorshift, Marsaglia 2003). */
function randomFour(size: number, seed: number, spread: Float64Array | undefined): Float64Array {
  const four = new Float64Array(4 * size);
  let state = (0x9e3779b9 * seed) | 0;
  for (let e = 0; e < four.length; e++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    four[e] = (state / 2 ** 31) * (spread?.[e >> 2] ?? 1);
  }
  return four;
}

const notConverged = (wanted: number, applications: number): NumericalError =>
  new NumericalError(
    "not-converged",
    `The ${wanted} leading modes have not settled after ${applications} steps of four vectors. Ask for fewer modes, none of them one of many that nearly coincide, or use fewer cells.`,
  );
