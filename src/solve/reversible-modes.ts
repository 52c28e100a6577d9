import { leadingEigenpairs, type KrylovPairs } from "../linear/block-krylov.js";
import { gradedEigen } from "../linear/jacobi.js";
import type { BlockOperator } from "../linear/krylov-space.js";
import { factorShifted, fixedSign, forEachFace, residualOf, type Mode, type Relaxation } from "./relaxation.js";

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
    const apply = (four: Float64Array, image: Float64Array): unknown => factors.solve(four, 4, image);
    const operator: BlockOperator = { size, weight, symmetric: true, apply };
    const { re, vectors } = leadingEigenpairs(operator, count);
    basis = orthonormal(known, spanOf(vectors), weight);
    const others = overlooked(operator, [...known, ...basis], count, re[Math.min(count, re.length) - 1]);
    basis.push(...orthonormal([...known, ...basis], others, weight));
  } finally {
    factors.release();
  }
  const n = basis.length;
  const form = dirichletForm(relaxation, weight, basis);
  const { values, vectors } = gradedEigen(form, n);
  const modes: Mode[] = conserving ? [modeOf(relaxation, 0, constant, weight)] : [];
  for (let k = n - 1; k >= 0; k--) {
    const f = new Float64Array(size);
    basis.forEach((vector, j) => {
      const share = vectors[k * n + j];
      for (let c = 0; c < size; c++) f[c] += share * vector[c];
    });
    const sign = fixedSign(f, weight);
    // rates between regions that are never left are nothing in the generator, whatever the potential says of them
    const value = modes.length < relaxation.closed.length ? 0 : -values[k];
    modes.push(modeOf(relaxation, value, sign < 0 ? f.map((value) => -value) : f, weight));
  }
  return modes.slice(0, count);
}

/** Eigenvalues nearer to 0 than this (1/time) are rounding. */
export const reversibleFloor = ({ out }: Relaxation, weight: Float64Array): number =>
  GRAIN ** 2 * out.reduce((sum, rate, c) => sum + rate * weight[c], 0);

const spanOf = (vectors: KrylovPairs["vectors"]): Float64Array[] => vectors.map(({ re }) => re);

/**
 * Functions of modes that live where π is next to nothing, as on top of a barrier: in a start of like values everywhere they have a share of
 * √π, less than rounding. Looked for with what is known taken out, from a start of like values of √π f. That start has rounding of its own
 * size in tails, so that modes are taken from the first where it has them.
 * @param last the smallest eigenvalue of the operator that is wanted
 */
function overlooked(
  operator: BlockOperator,
  known: readonly Float64Array[],
  count: number,
  last: number,
): Float64Array[] {
  const { size, weight } = operator;
  const [least, most] = weight.reduce(([low, high], w) => [Math.min(low, w), Math.max(high, w)], [Infinity, 0]);
  if (least > SHALLOW * most || known.length >= size) return [];
  const rest: BlockOperator = {
    ...operator,
    spread: weight.map((w) => 1 / Math.sqrt(Math.max(w, FLOOR))),
    apply(four, image) {
      operator.apply(four, image);
      for (const f of known) takeOutOfFour(f, image, weight);
    },
  };
  if (leadingEigenpairs(rest, 1, GLANCE).re[0] < (1 - 2 * GLANCE) * last) return [];
  return spanOf(leadingEigenpairs(rest, Math.min(count, size - known.length)).vectors);
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
  return {
    re,
    im: 0,
    residual: residualOf(relaxation, [re, 0], { re: f, im: null }, weight),
    left: { re: f, im: null },
    right: { re: f.map((value, c) => value * weight[c]), im: null },
  };
}

/**
 * Gram and Schmidt in the weighted inner product, after `basis`, which is orthonormal: each time what keeps most of itself. What depends
 * on those before is left out; taken early, its rounding would become a direction.
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
  const takeOut = (own: Float64Array, other: Float64Array): void => {
    const share = inner(own, other);
    for (let c = 0; c < own.length; c++) own[c] -= share * other[c];
  };
  const found = [...basis];
  let left = vectors.map((vector) => ({ own: vector.slice(), before: Math.sqrt(inner(vector, vector)), kept: 1 }));
  for (const other of basis) for (const { own } of left) takeOut(own, other);
  while (left.length > 0) {
    for (const each of left) each.kept = Math.sqrt(inner(each.own, each.own)) / each.before;
    const next = left.reduce((most, each) => (each.kept > most.kept ? each : most));
    if (!(next.kept > DEPENDENT)) break;
    // again where much was taken out
    if (next.kept < NEARLY_ALL) for (const other of found) takeOut(next.own, other);
    const norm = Math.sqrt(inner(next.own, next.own));
    const unit = next.own.map((value) => value / norm);
    found.push(unit);
    left = left.filter((each) => each !== next);
    for (const { own } of left) takeOut(own, unit);
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
  const add = (share: number): void => {
    for (let i = 0, e = 0; i < n; i++) {
      const scaled = share * steps[i];
      e += i;
      for (let j = i; j < n; j++, e++) form[e] += scaled * steps[j];
    }
  };
  forEachFace(affinities.faces, (low, high, forward, backward) => {
    // the larger rate is the one that has not underflowed
    const share = forward >= backward ? weight[low] * forward : weight[high] * backward;
    if (share === 0) return;
    for (let i = 0; i < n; i++) steps[i] = basis[i][high] - basis[i][low];
    add(share);
  });
  for (let c = 0; c < weight.length; c++) {
    const share = weight[c] * killing[c];
    if (share === 0) continue;
    for (let i = 0; i < n; i++) steps[i] = basis[i][c];
    add(share);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) form[i * n + j] = form[j * n + i];
  return form;
}
