import { leadingEigenpairs, type KrylovPairs } from "../linear/block-krylov.js";
import { generalEigen } from "../linear/general-eigen.js";
import { complexInverse, productWithRows, solvedDense } from "../linear/dense-solve.js";
import { factorKilledLattice, type LatticeFactors } from "../linear/killed-lattice.js";
import {
  actOnFunction,
  factorShifted,
  firstLarge,
  residualOf,
  type ComplexVector,
  type Mode,
  type Relaxation,
} from "./relaxation.js";
import { isTold, refuseUntold } from "./told-modes.js";

/** Powers of (−Q)⁻¹ that settle where its largest eigenvalue is far from the next, and when they have. */
const POWERS = 30;
const SAME = 1e-13;
/** Applications of (σ − Q)⁻¹ after which weights are good enough to measure functions with. */
const SMOOTHINGS = 4;

/** Modes, and how far around 0 all eigenvalues are among those that were found. */
export interface GeneralModes {
  readonly modes: readonly Mode[];
  /** Every eigenvalue within this distance of `shift` was found. */
  readonly radius: number;
  /** No eigenvalue of the grid turns faster. */
  readonly fastest: number;
}

/**
 * The modes of a generator without detailed balance, slowest first.
 *
 * Functions f that span the leading invariant space of Q, and masses p that span that of its transpose, come from block
 * Arnoldi on (σ − Q)⁻¹ in L²(π) and on its adjoint there; the eigenvalues are those of (Fᵀ P)⁻¹ (Q F)ᵀ P, whose errors go with the
 * product of those of both. `spare` modes are looked for beside those asked for; a pair is not cut. Modes are biorthonormal, Σ f_j p_k = δ_jk without conjugation, and Σ |p|²/π = 1.
 */
export function generalModes(relaxation: Relaxation, count: number, spare: number): GeneralModes {
  const size = relaxation.killing.length;
  const wanted = Math.min(size, count + spare);
  const factors = factorShifted(relaxation);
  let left: KrylovPairs;
  let functions: Float64Array[];
  let masses: Float64Array[];
  let weight: Float64Array;
  try {
    weight = smoothWeight(relaxation, factors);
    const apply = (four: Float64Array, image: Float64Array): unknown => factors.solve(four, 4, image);
    left = leadingEigenpairs({ size, weight, symmetric: false, apply }, wanted);
    const adjoint = (four: Float64Array, image: Float64Array): void => {
      for (let e = 0; e < four.length; e++) image[e] = four[e] * weight[e >> 2];
      factors.solveTransposed(image, 4, image);
      for (let e = 0; e < four.length; e++) image[e] /= weight[e >> 2];
    };
    const right = leadingEigenpairs({ size, weight, symmetric: false, apply: adjoint }, left.re.length);
    functions = realSpan(left);
    masses = realSpan(right).map((g) => g.map((value, c) => value * weight[c]));
  } finally {
    factors.release();
  }
  const n = Math.min(functions.length, masses.length);
  const { re, im, f, p } = twoSided(relaxation, functions.slice(0, n), masses.slice(0, n));
  const last = left.re.length - 1;
  const radius = left.re.length >= size ? Infinity : 1 / Math.hypot(left.re[last], left.im[last]);
  const zeros = relaxation.closed.length;
  const order = bySlowness(re, im);
  const modes = order.slice(0, wholePairs(order, im, count)).map((k, at): Mode => {
    const value = at < zeros ? ([0, 0] as const) : ([re[k], im[k]] as const);
    return normalised(relaxation, value, f(k), p(k), weight);
  });
  const slow = zeros === 0 && !isTold(relaxation, modes[0]) ? slowestLoss(relaxation, weight) : null;
  if (slow) modes[0] = slow;
  refuseUntold(relaxation, modes.slice(slow ? 1 : zeros));
  return {
    modes: relaxation.conserving && zeros === 1 ? withExactZero(relaxation, modes, weight) : modes,
    radius,
    fastest: fastestTurn(relaxation, weight),
  };
}

/**
 * The slowest mode where mass is lost, however slowly: the largest eigenvalue of (−Q)⁻¹, which has no entry below 0 and is applied
 * without subtractions, by powers of it on positive f and p. λ = −Σ p f/Σ p (−Q)⁻¹f has all its digits.
 * @returns null where another mode is nearly as slow, so that powers do not settle
 */
function slowestLoss(relaxation: Relaxation, weight: Float64Array): Mode | null {
  const { generator, lattice, killing } = relaxation;
  const factors = factorKilledLattice(lattice, killing, generator.restart ?? null);
  try {
    let f: Float64Array = new Float64Array(weight.length).fill(1);
    let p: Float64Array = weight.slice();
    let before = Infinity;
    for (let k = 0; k < POWERS; k++) {
      const next = factors.solve(f);
      const rate = product(p, f) / product(p, next);
      f = scaled(next);
      p = scaled(factors.solveTransposed(p));
      if (Math.abs(rate - before) <= SAME * rate) {
        const norm = product(p, f);
        const none = new Float64Array(weight.length);
        const left = { re: f.map((value) => value / norm), im: none };
        return normalised(relaxation, [-rate, 0], left, { re: p, im: none }, weight);
      }
      before = rate;
    }
    return null;
  } finally {
    factors.release();
  }
}

const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, c) => sum + value * b[c], 0);

/** A bound on |im λ|: the largest row sum of the part of Q that is antisymmetric in L²(weight) (Bendixson 1902). */
function fastestTurn({ affinities, generator }: Relaxation, weight: Float64Array): number {
  const { restart } = generator;
  // restarts reach every cell: their part is of no use
  if (restart) return Infinity;
  const rows = new Float64Array(weight.length);
  const { lower, upper, forward, backward } = affinities.faces;
  for (let f = 0; f < lower.length; f++) {
    const net = 0.5 * Math.abs(weight[lower[f]] * forward[f] - weight[upper[f]] * backward[f]);
    rows[lower[f]] += net / weight[lower[f]];
    rows[upper[f]] += net / weight[upper[f]];
  }
  return rows.reduce((most, value) => Math.max(most, value), 0);
}

/** Positive weights that are near π, or near what is left of a density over the function that decays with it. */
function smoothWeight({ killing, conserving, generator }: Relaxation, factors: LatticeFactors): Float64Array {
  let p: Float64Array = generator.grid.volumes.slice();
  let f: Float64Array = new Float64Array(killing.length).fill(1);
  for (let k = 0; k < SMOOTHINGS; k++) {
    p = scaled(factors.solveTransposed(p));
    if (!conserving) f = scaled(factors.solve(f));
  }
  // the floor keeps ratios finite where a density has underflowed
  const weight = p.map((value, c) => Math.max(value, 1e-250) / Math.max(f[c], 1e-250));
  const total = weight.reduce((sum, value) => sum + value, 0);
  return weight.map((value) => value / total);
}

function scaled(x: Float64Array): Float64Array {
  const largest = x.reduce((most, value) => Math.max(most, value), 0);
  return x.map((value) => value / largest);
}

/** Real vectors with the same span: one for a real eigenvalue, two for a pair. */
const realSpan = ({ im, vectors }: KrylovPairs): Float64Array[] =>
  vectors.flatMap(({ re, im: imaginary }, k) => (imaginary === null ? [re] : im[k] > 0 ? [re, imaginary] : []));

interface TwoSided {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly f: (k: number) => ComplexVector;
  readonly p: (k: number) => ComplexVector;
}

/** Eigenpairs of Q between functions F and masses P: of (Fᵀ P)⁻¹ (Q F)ᵀ P. */
function twoSided(
  relaxation: Relaxation,
  functions: readonly Float64Array[],
  masses: readonly Float64Array[],
): TwoSided {
  const n = functions.length;
  const gram = new Float64Array(n * n);
  const acted = new Float64Array(n * n);
  functions.forEach((f, i) => {
    const qf = actOnFunction(relaxation, f);
    masses.forEach((p, j) => {
      for (let c = 0; c < p.length; c++) {
        gram[i * n + j] += f[c] * p[c];
        acted[i * n + j] += qf[c] * p[c];
      }
    });
  });
  const projected = solvedDense(gram, acted, n, n);
  const right = generalEigen(projected, n);
  // (F B)ᵀ P Y = 1 for B = (FᵀP Y)⁻ᵀ
  const [gyRe, gyIm] = [right.vectorsRe, right.vectorsIm].map((part) => productWithRows(gram, part, n));
  const inverse = complexInverse(gyRe, gyIm, n);
  const combined = (vectors: readonly Float64Array[], share: (j: number) => number): Float64Array => {
    const out = new Float64Array(vectors[0].length);
    vectors.forEach((vector, j) => {
      const s = share(j);
      if (s !== 0) for (let c = 0; c < out.length; c++) out[c] += s * vector[c];
    });
    return out;
  };
  return {
    re: right.re,
    im: right.im,
    f: (k) => ({
      re: combined(functions, (j) => inverse.re[k * n + j]),
      im: combined(functions, (j) => inverse.im[k * n + j]),
    }),
    p: (k) => ({
      re: combined(masses, (j) => right.vectorsRe[k * n + j]),
      im: combined(masses, (j) => right.vectorsIm[k * n + j]),
    }),
  };
}

/** Largest real part first; of a pair the one that turns forward first. */
function bySlowness(re: Float64Array, im: Float64Array): number[] {
  const scale = re.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Array.from(re, (_, k) => k).sort((k, m) => {
    if (Math.abs(re[m] - re[k]) > 1e-9 * (Math.abs(re[k]) + 1e-3 * scale)) return re[m] - re[k];
    const apart = Math.abs(im[k]) - Math.abs(im[m]);
    return Math.abs(apart) > 1e-9 * scale ? apart : im[m] - im[k];
  });
}

/** `count`, or more so that each of a pair has the other. */
function wholePairs(order: readonly number[], im: Float64Array, count: number): number {
  let single = 0;
  let end = 0;
  while (end < order.length && (end < count || single > 0)) single += Math.sign(im[order[end++]]);
  return end;
}

/** With a phase of its own, Σ |p|²/weight = 1 and Σ f p = 1. */
function normalised(
  relaxation: Relaxation,
  [re, im]: readonly [number, number],
  f: ComplexVector,
  p: ComplexVector,
  weight: Float64Array,
): Mode {
  const cells = weight.length;
  const size = (c: number): number => Math.hypot(p.re[c], p.im![c]) / Math.sqrt(weight[c]);
  const c = firstLarge(size, cells);
  const large = Math.hypot(p.re[c], p.im![c]);
  let square = 0;
  for (let i = 0; i < cells; i++) square += size(i) ** 2;
  // p times ū/norm and f times u·norm leave Σ f p = 1
  const norm = Math.sqrt(square);
  const [uRe, uIm] = [p.re[c] / large, p.im![c] / large];
  const turned = (x: ComplexVector, sign: number, by: number): ComplexVector => ({
    re: x.re.map((value, i) => by * (uRe * value - sign * uIm * x.im![i])),
    im: im === 0 ? null : x.im!.map((value, i) => by * (uRe * value + sign * uIm * x.re[i])),
  });
  const left = turned(f, 1, norm);
  return { re, im, residual: residualOf(relaxation, [re, im], left, weight), left, right: turned(p, -1, 1 / norm) };
}

/** Mass is conserved: the function 1 and the stationary masses go with 0. */
function withExactZero(relaxation: Relaxation, modes: readonly Mode[], weight: Float64Array): Mode[] {
  const one = new Float64Array(weight.length).fill(1);
  const total = modes[0].right.re.reduce((sum, value) => sum + value, 0);
  const stationary = modes[0].right.re.map((value) => value / total);
  const first: Mode = {
    re: 0,
    im: 0,
    residual: residualOf(relaxation, [0, 0], { re: one, im: null }, weight),
    left: { re: one, im: null },
    right: { re: stationary, im: null },
  };
  return [first, ...modes.slice(1)];
}
