import { leadingEigenpairs, type KrylovPairs } from "../linear/block-krylov.js";
import { gradedEigen } from "../linear/jacobi.js";
import type { BlockOperator } from "../linear/krylov-space.js";
import { faintestPeak } from "./mode-peaks.js";
import { factorShifted, fixedSign, residualOf, type Mode, type Relaxation } from "./relaxation.js";

/** A vector that is this small once others are taken out of it was made of them. */
const DEPENDENT = 1e-7;
/** The share of its norm that a vector must keep for rounding to have stayed small. */
const NEARLY_ALL = 0.5;
/** Rounding of functions, as a share of them; that of eigenvalues is its square, as a share of the rates. */
const GRAIN = 1e3 * Number.EPSILON;
/** A ratio of masses whose root a start still reaches over. */
const SHALLOW = 1e-12;
/** Masses below are as good as this. */
const FLOOR = 1e-280;
/** The residual, as a share, at which an eigenvalue is known well enough to say that it is not wanted. */
const GLANCE = 1e-2;

/**
 * The modes of a generator in detailed balance with the masses π, which need not be stationary when mass is lost.
 *
 * −Q is symmetric and positive in ⟨f, g⟩ = Σ π f g. Functions that span the leading modes come from block Lanczos on
 * (σ − Q)⁻¹; on their span the eigenvalues are those of the Dirichlet form
 *
 *   E(f, g) = Σ_faces π_L w₊ Δf Δg + Σ_cells π killing f g,
 *
 * whose errors go with the square of those of f. All its terms are of one sign, so that an eigenvalue of 1e-12 beside one of
 * 1 has its digits. Modes are orthonormal: Σ π f f' = δ and, with p = π f, Σ p p'/π = δ.
 */
export function reversibleModes(relaxation: Relaxation, weight: Float64Array, count: number): Mode[] {
  const { conserving } = relaxation;
  const size = weight.length;
  const constant = new Float64Array(size).fill(1);
  const known = conserving ? [constant] : [];
  const factors = factorShifted(relaxation);
  let basis: Float64Array[];
  try {
    // with cells in the order of elimination until vectors have been found
    const { order, solveInOrder: apply } = factors;
    const operator: BlockOperator = { size, weight: inOrder(weight, order), symmetric: true, apply };
    const spanOf = ({ vectors }: KrylovPairs): Float64Array[] => vectors.map(({ re }) => outOfOrder(re, order));
    const found = leadingEigenpairs(operator, count);
    const { re } = found;
    basis = orthonormal(known, spanOf(found), weight);
    const last = re[Math.min(count, re.length) - 1];
    // modes that a start can see have been found
    const faintest = faintestPeak(relaxation, weight, (1 + GLANCE) / last - relaxation.shift);
    if (faintest <= SHALLOW * weight.reduce((most, w) => Math.max(most, w), 0)) {
      const before = [...known, ...basis];
      const others = overlooked(
        operator,
        before.map((f) => inOrder(f, order)),
        count,
        last,
      );
      if (others) basis.push(...orthonormal(before, spanOf(others), weight));
    }
  } finally {
    factors.release();
  }
  const n = basis.length;
  const form = dirichletForm(relaxation, weight, basis);
  const { values, vectors } = gradedEigen(form, n);
  const modes: Mode[] = conserving ? [modeOf(relaxation, 0, constant, weight)] : [];
  for (let k = n - 1; k >= 0; k--) {
    const f = combined(basis, vectors.subarray(k * n, (k + 1) * n));
    const sign = fixedSign(f, weight);
    if (sign < 0) for (let c = 0; c < size; c++) f[c] = -f[c];
    // rates between regions that are never left are nothing in the generator, whatever the potential says of them
    const value = modes.length < relaxation.closed.length ? 0 : -values[k];
    modes.push(modeOf(relaxation, value, f, weight));
  }
  return modes.slice(0, count);
}

/** Eigenvalues nearer to 0 than this (1/time) are rounding. */
export const reversibleFloor = ({ out }: Relaxation, weight: Float64Array): number =>
  GRAIN ** 2 * out.reduce((sum, rate, c) => sum + rate * weight[c], 0);

function inOrder(x: Float64Array, order: Int32Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let k = 0; k < order.length; k++) out[k] = x[order[k]];
  return out;
}

function outOfOrder(x: Float64Array, order: Int32Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let k = 0; k < order.length; k++) out[order[k]] = x[k];
  return out;
}

/**
 * Functions of modes that live where π is next to nothing, as on top of a barrier: in a start of like values everywhere they have a share of
 * √π, less than rounding. Looked for, where {@link faintestPeak} cannot rule them out, with what is known taken out, from a start of like values
 * of √π f. That start has rounding of its own size in tails, so that modes are taken from the first where it has them.
 * @param last the smallest eigenvalue of the operator that is wanted
 */
function overlooked(
  operator: BlockOperator,
  known: readonly Float64Array[],
  count: number,
  last: number,
): KrylovPairs | null {
  const { size, weight } = operator;
  if (known.length >= size) return null;
  const rest: BlockOperator = {
    ...operator,
    spread: weight.map((w) => 1 / Math.sqrt(Math.max(w, FLOOR))),
    apply(four, image) {
      operator.apply(four, image);
      for (const f of known) takeOutOfFour(f, image, weight);
    },
  };
  if (leadingEigenpairs(rest, 1, GLANCE).re[0] < (1 - 2 * GLANCE) * last) return null;
  return leadingEigenpairs(rest, Math.min(count, size - known.length));
}

function takeOutOfFour(f: Float64Array, four: Float64Array, weight: Float64Array): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0, e = 0; i < f.length; i++, e += 4) {
    const share = weight[i] * f[i];
    a += share * four[e];
    b += share * four[e + 1];
    c += share * four[e + 2];
    d += share * four[e + 3];
  }
  for (let i = 0, e = 0; i < f.length; i++, e += 4) {
    four[e] -= a * f[i];
    four[e + 1] -= b * f[i];
    four[e + 2] -= c * f[i];
    four[e + 3] -= d * f[i];
  }
}

function modeOf(relaxation: Relaxation, re: number, f: Float64Array, weight: Float64Array): Mode {
  const masses = new Float64Array(f.length);
  for (let c = 0; c < f.length; c++) masses[c] = f[c] * weight[c];
  return {
    re,
    im: 0,
    residual: residualOf(relaxation, [re, 0], { re: f, im: null }, weight),
    left: { re: f, im: null },
    right: { re: masses, im: null },
  };
}

/** Σ share_j v_j. */
function combined(vectors: readonly Float64Array[], shares: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(vectors[0].length);
  vectors.forEach((vector, j) => {
    const share = shares[j];
    for (let c = 0; c < sum.length; c++) sum[c] += share * vector[c];
  });
  return sum;
}

/**
 * Gram and Schmidt in the weighted inner product, after `basis`, which is orthonormal: each time what keeps most of itself. What depends
 * on those before is left out; taken early, its rounding would become a direction. The vectors are written over.
 */
function orthonormal(
  basis: readonly Float64Array[],
  vectors: readonly Float64Array[],
  weight: Float64Array,
): Float64Array[] {
  const inner = (f: Float64Array, g: Float64Array): number => {
    let sum = 0;
    for (let c = 0; c < f.length; c++) sum += weight[c] * f[c] * g[c];
    return sum;
  };
  const takeOut = (own: Float64Array, other: Float64Array): number => {
    const share = inner(own, other);
    for (let c = 0; c < own.length; c++) own[c] -= share * other[c];
    return share;
  };
  const found = [...basis];
  /** What is left of a vector and its square norm, which was computed from the vector when it was `counted`. */
  interface Left {
    readonly own: Float64Array;
    readonly before: number;
    square: number;
    counted: number;
  }
  const lessen = (each: Left, other: Float64Array): void => {
    each.square -= takeOut(each.own, other) ** 2;
    // of a small difference too little is known
    if (!(each.square > NEARLY_ALL * each.counted)) each.square = each.counted = inner(each.own, each.own);
  };
  let left = vectors.map((own): Left => {
    const square = inner(own, own);
    return { own, before: square, square, counted: square };
  });
  for (const other of basis) for (const each of left) lessen(each, other);
  while (left.length > 0) {
    const next = left.reduce((most, each) => (each.square / each.before > most.square / most.before ? each : most));
    const kept = Math.sqrt(next.square / next.before);
    if (!(kept > DEPENDENT)) break;
    const unit = next.own;
    // again where much was taken out
    if (kept < NEARLY_ALL) for (const other of found) takeOut(unit, other);
    const norm = Math.sqrt(inner(unit, unit));
    for (let c = 0; c < unit.length; c++) unit[c] /= norm;
    found.push(unit);
    left = left.filter((each) => each !== next);
    for (const each of left) lessen(each, unit);
  }
  return found.slice(basis.length);
}

function dirichletForm(
  { affinities, killing }: Relaxation,
  weight: Float64Array,
  basis: readonly Float64Array[],
): Float64Array {
  const n = basis.length;
  const form = new Float64Array(n * n);
  const steps = new Float64Array(n);
  // values of all functions cell by cell, so that those at both sides of a face are in two places
  const values = new Float64Array(n * weight.length);
  basis.forEach((f, i) => {
    for (let c = 0; c < f.length; c++) values[c * n + i] = f[c];
  });
  const add = (share: number): void => {
    for (let i = 0, e = 0; i < n; i++) {
      const scaled = share * steps[i];
      e += i;
      for (let j = i; j < n; j++, e++) form[e] += scaled * steps[j];
    }
  };
  const { lower, upper, forward, backward } = affinities.faces;
  for (let k = 0; k < lower.length; k++) {
    const [low, high] = [lower[k], upper[k]];
    // the larger rate is the one that has not underflowed
    const share = forward[k] >= backward[k] ? weight[low] * forward[k] : weight[high] * backward[k];
    if (share === 0) continue;
    for (let i = 0; i < n; i++) steps[i] = values[high * n + i] - values[low * n + i];
    add(share);
  }
  for (let c = 0; c < weight.length; c++) {
    const share = weight[c] * killing[c];
    if (share === 0) continue;
    for (let i = 0; i < n; i++) steps[i] = values[c * n + i];
    add(share);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) form[i * n + j] = form[j * n + i];
  return form;
}
