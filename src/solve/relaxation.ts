import { InputError } from "../errors.js";
import type { Generator } from "../generator/generator.js";
import { faceAffinities, type FaceAffinities } from "../ledger/affinity.js";
import { closedClasses } from "../linear/closed-classes.js";
import { leastFactorBytes, refuseBytes } from "../linear/front-plan.js";
import { factorKilledLattice, type LatticeFactors } from "../linear/killed-lattice.js";
import type { LatticeRates } from "../linear/lattice.js";
import { middleOf } from "../linear/middle.js";
import { killingRates, latticeOf } from "./lattice-of.js";

/** A generator as its spectrum needs it. */
export interface Relaxation {
  readonly generator: Generator;
  readonly affinities: FaceAffinities;
  readonly lattice: LatticeRates;
  /** Rate of leaving each cell through absorbing ends. */
  readonly killing: Float64Array;
  /** True when nothing is ever lost. */
  readonly conserving: boolean;
  /** Sets of cells that are never left, nor lost from: the multiplicity of the eigenvalue 0. */
  readonly closed: readonly Int32Array[];
  /** Added to −Q so that it can be solved with: of the size of the slowest rates of a box without potential. */
  readonly shift: number;
  /** Rate of leaving each cell, lost or to others. */
  readonly out: Float64Array;
}

/** An eigenvalue, λ = re + i·im (1/time), with its left and right eigenvectors. */
export interface Mode {
  readonly re: number;
  readonly im: number;
  /** ‖Q f − λ f‖/‖f‖ in L²(π), in 1/time. */
  readonly residual: number;
  /** f with Q f = λ f, Q acting on functions. */
  readonly left: ComplexVector;
  /** p with A p = λ p: masses of cells. */
  readonly right: ComplexVector;
}

/** The imaginary part is null where it is zero. */
export interface ComplexVector {
  readonly re: Float64Array;
  readonly im: Float64Array | null;
}

export function relaxationOf(generator: Generator): Relaxation {
  const lattice = latticeOf(generator);
  const killing = killingRates(generator);
  const conserving = killing.every((rate) => rate === 0);
  const hopping = new Float64Array(killing.length);
  for (const { rate } of lattice.hops) for (let c = 0; c < hopping.length; c++) hopping[c] += rate[c];
  const restarting = generator.restart?.rate ?? 0;
  const out = new Float64Array(killing.length);
  for (let c = 0; c < out.length; c++) out[c] = hopping[c] + killing[c] + restarting;
  const classes = closedClasses(lattice) ?? [allCells(killing.length)];
  return {
    generator,
    affinities: faceAffinities(generator),
    lattice,
    killing,
    conserving,
    // restarts lead from everywhere to one place, so that no set of cells but one is closed
    closed: generator.restart
      ? conserving
        ? [allCells(killing.length)]
        : []
      : classes.filter((cells) => conserving || cells.every((c) => killing[c] === 0)),
    shift: smallestOfBox(hopping, lattice.shape),
    out,
  };
}

function allCells(count: number): Int32Array {
  const cells = new Int32Array(count);
  for (let c = 0; c < count; c++) cells[c] = c;
  return cells;
}

/**
 * −Q + shift, factorised.
 * @throws InputError `too-large`
 */
export function factorShifted({ generator, lattice, killing, shift }: Relaxation): LatticeFactors {
  try {
    return factorKilledLattice(
      lattice,
      killing.map((rate) => rate + shift),
      generator.restart ?? null,
    );
  } catch (error) {
    if (error instanceof InputError && error.code === "too-large")
      throw new InputError({ code: error.code, path: error.path, ...FACTORISED, found: error.found }, error);
    throw error;
  }
}

const FACTORISED = {
  expected: "a grid whose generator can be factorised within 2 GiB",
  remedy: "Modes need a direct solve: use fewer cells. The slowest are smooth, and extrapolated to cells of no width.",
};

/** @throws InputError `too-large`, before anything is computed, for a plane of cells that is certain not to fit. */
export function refuseHugePlane(shape: readonly number[]): void {
  if (shape.length === 1 || Math.min(...shape) === 1) return;
  const plane = [shape[0], shape[1]] as const;
  refuseBytes(leastFactorBytes(plane), plane, FACTORISED.expected, FACTORISED.remedy);
}

/**
 * Σ of rates out of a cell is some 2D/h² an axis, and the slowest rate of n cells some 10·D/(n h)².
 * @param hopping the sums by cell, which are put in order
 */
function smallestOfBox(hopping: Float64Array, shape: LatticeRates["shape"]): number {
  const typical = middleOf(hopping) || 1;
  return typical / (shape[0] ** 2 + shape[1] ** 2);
}

/** Q f: (Q f)_c = Σ rate(c → d)(f_d − f_c) − killing_c f_c. */
export function actOnFunction(
  { generator, affinities, killing, conserving }: Relaxation,
  f: Float64Array,
): Float64Array {
  const out = new Float64Array(f.length);
  const { lower, upper, forward, backward } = affinities.faces;
  for (let k = 0; k < lower.length; k++) {
    const step = f[upper[k]] - f[lower[k]];
    out[lower[k]] += forward[k] * step;
    out[upper[k]] -= backward[k] * step;
  }
  if (!conserving) for (let c = 0; c < f.length; c++) out[c] -= killing[c] * f[c];
  const { restart } = generator;
  if (restart) {
    const there = restart.cells.reduce((sum, { cell, share }) => sum + share * f[cell], 0);
    for (let c = 0; c < f.length; c++) out[c] += restart.rate * (there - f[c]);
  }
  return out;
}

/** ‖Q f − λ f‖/‖f‖ in L²(weight). */
export function residualOf(
  relaxation: Relaxation,
  [re, im]: readonly [number, number],
  f: ComplexVector,
  weight: Float64Array,
): number {
  const actedRe = actOnFunction(relaxation, f.re);
  if (!f.im) return residualOfReal(actedRe, re, f.re, weight);
  const imaginary = f.im;
  const actedIm = actOnFunction(relaxation, f.im);
  let [off, all] = [0, 0];
  for (let c = 0; c < f.re.length; c++) {
    // where masses underflow functions may be of any size
    if (weight[c] === 0) continue;
    const [x, y] = [f.re[c], imaginary[c]];
    off += weight[c] * ((actedRe[c] - re * x + im * y) ** 2 + (actedIm[c] - re * y - im * x) ** 2);
    all += weight[c] * (x * x + y * y);
  }
  return Math.sqrt(off / all);
}

function residualOfReal(acted: Float64Array, value: number, f: Float64Array, weight: Float64Array): number {
  let [off, all] = [0, 0];
  for (let c = 0; c < f.length; c++) {
    if (weight[c] === 0) continue;
    const beside = acted[c] - value * f[c];
    off += weight[c] * beside * beside;
    all += weight[c] * f[c] * f[c];
  }
  return Math.sqrt(off / all);
}

/** The sign that makes f positive at the first cell where it is at least half as large, in L²(weight), as anywhere. */
export function fixedSign(f: Float64Array, weight: Float64Array): 1 | -1 {
  const c = firstLarge((i) => Math.abs(f[i]) * Math.sqrt(weight[i]), f.length);
  return f[c] < 0 ? -1 : 1;
}

export function firstLarge(size: (c: number) => number, cells: number): number {
  let largest = 0;
  for (let c = 0; c < cells; c++) largest = Math.max(largest, size(c));
  for (let c = 0; c < cells; c++) if (size(c) >= 0.5 * largest) return c;
  return 0;
}
