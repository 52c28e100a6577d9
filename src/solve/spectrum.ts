import ndarray, { type NdArray } from "ndarray";
import { InputError } from "../errors.js";
import { discretize, variesInTime, type Discretization } from "../generator/discretize.js";
import { singularWalls } from "../generator/singular-walls.js";
import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import { balancedMasses } from "./balanced-masses.js";
import { extrapolatedEigenvalues } from "./extrapolated-eigenvalues.js";
import { generalModes } from "./general-modes.js";
import { resetsLeftOut } from "./left-out.js";
import type { Eigenvalue, Refined } from "./refined-eigenvalue.js";
import { refuseHugePlane, relaxationOf, type Mode, type Relaxation } from "./relaxation.js";
import { resolutionWarnings } from "./resolution.js";
import { reversibleFloor, reversibleModes } from "./reversible-modes.js";
import { isInfinite } from "./wall-warnings.js";

/** How a spectrum is looked for. */
export interface SpectrumOptions {
  /** How many eigenvalues, the one at 0 included (6); one more where that would part a complex pair. */
  readonly modes?: number;
  /** Solve on the grid halved once, twice and three times too, for eigenvalues to higher order and an error for each (true). */
  readonly extrapolate?: boolean;
}

/** Modes as arrays [modes, nx] or [modes, nx, ny]; the imaginary part is null when all are real. */
export interface ModeFields {
  readonly re: NdArray<Float64Array>;
  readonly im: NdArray<Float64Array> | null;
}

/** What a density decays to when mass is lost, and how fast all of it is lost then. */
export interface QuasiStationary {
  /** −λ of the first mode (1/time), as in `eigenvalues`: survival goes as exp(−rate·t) in the end. */
  readonly rate: number;
  /** Density at cell centres, of mass 1. */
  readonly density: NdArray<Float64Array>;
}

/** The leading part of the spectrum of a generator. Modes and residuals are those of the grid. */
export interface Spectrum {
  readonly problem: Problem;
  /**
   * λ (1/time), slowest first, in the order of the modes: 0 where mass is conserved, all others with re < 0. Extrapolated to cells
   * of no width where `extrapolated` says so, else those of the grid.
   */
  readonly eigenvalues: readonly Eigenvalue[];
  /** How far each may be wrong (1/time): 0 for an exact 0, null where there is no grid to compare with. */
  readonly errors: readonly (number | null)[];
  /** False for an eigenvalue that is the grid's own. */
  readonly extrapolated: readonly boolean[];
  /** Those of the grid, exact to rounding, which go with the modes below. */
  readonly gridEigenvalues: readonly Eigenvalue[];
  /** ‖Q f − λ f‖/‖f‖ in L²(π) for those of the grid, in 1/time. Where reversible none of the grid's is farther away. */
  readonly residuals: readonly number[];
  /** −1/re, null for the eigenvalue 0. */
  readonly relaxationTimes: readonly (number | null)[];
  /** True with detailed balance at every face. */
  readonly reversible: boolean;
  /** φ with L φ = λ φ, L φ = −∇·(μφ − D∇φ): densities at cell centres. */
  readonly right: ModeFields;
  /** f with L† f = λ f, L† f = μ·∇f + ∇·(D∇f): functions at cell centres. */
  readonly left: ModeFields;
  /** With absorbing ends; null where some mass is never lost. */
  readonly quasiStationary: QuasiStationary | null;
  /** How many regions are never left: as often 0 is an eigenvalue. */
  readonly closedRegions: number;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/**
 * The leading eigenvalues of the generator and their modes, right and left:
 *
 *   L φ = −∇·(μφ − D∇φ) = λ φ,    L† f = μ·∇f + ∇·(D∇f) = λ f
 *
 * so that ρ(t) = Σ_k exp(λ_k t) φ_k ∫f_k ρ(0). The slowest come first; with conserved mass the first is λ = 0, f = 1,
 * φ = ρ*. Modes are biorthonormal, ∫f_j φ_k = δ_jk, and φ has norm 1 in L²(1/ρ*), ∫|φ|²/ρ* = 1, where ρ* is the stationary density,
 * or with absorbing ends the Gibbs density of the potential, normalised. With detailed balance all eigenvalues are real,
 * f = φ/ρ*, and modes of coinciding eigenvalues are some orthonormal basis of their space.
 *
 * Those of the grid are exact to rounding: block Lanczos (Golub and Underwood 1977) or block Arnoldi (Saad 1980)
 * on (σ − L†)⁻¹, factorised once without subtractions. They are of order 2 in the cell width h, off by (k h)²/12 for a mode of wave
 * number k; with those of the grid halved once, twice and three times they are extrapolated (Richardson 1911), to order 6 where the
 * grids show order 2. At a wall where D vanishes or the drift is infinite, with ρ ~ sᵃ at the distance s, they are of order
 * min(2, 1 + a) only, and extrapolated with that order and the next. Where they differ too much, or a mode is not found on the coarser grid,
 * a warning says that the grid's own stays; so it does, with no error, where an axis has an odd number of cells or fewer than 16.
 *
 * Without detailed balance eigenvalues are looked for around 0: one that decays slowly but turns much faster than those
 * listed can be missed, and a warning says from which frequency on.
 * @throws InputError with a mean field, a drift or D that depends on t, more modes than cells, `too-large`;
 *   NumericalError `not-converged`, `never-killed`, `untold-modes` where rates are too slow to be told from 0 without detailed balance.
 */
export function spectrum(problem: Problem, options: SpectrumOptions = {}): Spectrum {
  const began = performance.now();
  const { modes: count = 6, extrapolate = true } = options;
  requireProblem(problem);
  refuseBadProblem(problem, count);
  refuseHugePlane(problem.grid.shape);
  const discretization = discretize(problem);
  try {
    const found = modesOf(discretization, count);
    const refined = extrapolate ? extrapolatedEigenvalues(problem, found.modes, modesOn) : null;
    return {
      ...described(problem, discretization, found, refined),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    discretization.workspace.release();
  }
}

function modesOn(problem: Problem, count: number): readonly Mode[] {
  const discretization = discretize(problem);
  try {
    return modesOf(discretization, count).modes;
  } finally {
    discretization.workspace.release();
  }
}

interface FoundModes {
  readonly relaxation: Relaxation;
  readonly modes: readonly Mode[];
  readonly reversible: boolean;
  /** Every eigenvalue within this distance of `shift` was found; infinite where all were, or all are real. */
  readonly radius: number;
  /** No eigenvalue of the grid turns faster. */
  readonly fastest: number;
  /** Eigenvalues nearer to 0 than this (1/time) are rounding. */
  readonly floor: number;
}

function modesOf(discretization: Discretization, count: number): FoundModes {
  const relaxation = relaxationOf(discretization);
  const weight = balancedMasses(relaxation);
  if (weight && !relaxation.generator.restart) {
    const modes = reversibleModes(relaxation, weight, count);
    const floor = reversibleFloor(relaxation, weight);
    return { relaxation, modes, reversible: true, radius: Infinity, fastest: 0, floor };
  }
  const found = generalModes(relaxation, count, SPARE);
  // where nothing is lost restarts shift all eigenvalues but 0 by their rate, and leave them real where they were
  const fastest = weight && relaxation.conserving ? 0 : found.fastest;
  return { relaxation, ...found, fastest, reversible: false, floor: 0 };
}

/** Modes that are looked for beside those asked for: the nearest to 0 are not always those that decay slowest. */
const SPARE = 4;
function described(
  problem: Problem,
  discretization: Discretization,
  found: FoundModes,
  refined: readonly Refined[] | null,
): Omit<Spectrum, "seconds"> {
  const { grid } = problem;
  const { relaxation, modes, reversible } = found;
  const { conserving, closed } = relaxation;
  const densities = (x: Float64Array): Float64Array => {
    const out = new Float64Array(x.length);
    for (let c = 0; c < out.length; c++) out[c] = x[c] / grid.volumes[c];
    return out;
  };
  const settled = modes[0].right.re.slice();
  const total = settled.reduce((sum, value) => sum + value, 0);
  for (let c = 0; c < settled.length; c++) settled[c] /= total;
  const walls = singularWalls(problem, 0);
  const best = refined ?? modes.map(({ re, im }) => ({ re, im, error: re === 0 ? 0 : null, extrapolated: false }));
  return {
    problem,
    eigenvalues: best.map(({ re, im }) => ({ re, im })),
    errors: best.map(({ error }) => error),
    extrapolated: best.map(({ extrapolated }) => extrapolated),
    gridEigenvalues: modes.map(({ re, im }) => ({ re, im })),
    residuals: modes.map(({ residual }) => residual),
    relaxationTimes: best.map(({ re }) => (re === 0 ? null : -1 / re)),
    reversible,
    right: fieldsOf(
      modes.map(({ right }) => ({ re: densities(right.re), im: right.im && densities(right.im) })),
      grid.shape,
    ),
    left: fieldsOf(
      modes.map(({ left }) => left),
      grid.shape,
    ),
    quasiStationary:
      conserving || closed.length > 0
        ? null
        : { rate: -best[0].re, density: ndarray(densities(settled), [...grid.shape]) },
    closedRegions: closed.length,
    warnings: [
      ...problem.warnings,
      ...resetsLeftOut(problem, "A spectrum"),
      ...discretization.warnings,
      ...resolutionWarnings(discretization, settled, walls),
      ...closedWarning(closed.length),
      ...frequencyWarning(found),
      ...floorWarning(found),
      ...(refined ? coarseWarning(modes, refined, walls.some(isInfinite)) : []),
    ],
  };
}

function fieldsOf(modes: readonly Mode["left"][], shape: readonly number[]): ModeFields {
  const size = shape.reduce((product, cells) => product * cells, 1);
  const filled = (part: (mode: Mode["left"]) => Float64Array | null): NdArray<Float64Array> => {
    const data = new Float64Array(modes.length * size);
    modes.forEach((mode, k) => {
      const values = part(mode);
      if (values) data.set(values, k * size);
    });
    return ndarray(data, [modes.length, ...shape]);
  };
  return { re: filled(({ re }) => re), im: modes.some(({ im }) => im) ? filled(({ im }) => im) : null };
}

const closedWarning = (count: number): string[] =>
  count < 2
    ? []
    : [
        `${count} regions are never left, so that 0 is an eigenvalue ${count} times and its modes are some basis of their stationary states: rates between them are zero, where D vanishes or the drift is too steep.`,
      ];

/** Errors below this share of an eigenvalue need no word. */
const NEGLIGIBLE = 1e-6;

/** @param infinite whether the density is infinite at a wall: a warning says what helps there, which more cells hardly do */
function coarseWarning(modes: readonly Mode[], refined: readonly Refined[], infinite: boolean): string[] {
  const left = refined.flatMap(({ extrapolated, error }, k) =>
    extrapolated || (error !== null && error <= NEGLIGIBLE * Math.hypot(modes[k].re, modes[k].im)) ? [] : [k],
  );
  if (left.length === 0) return [];
  return [
    `The eigenvalues of ${left.length === 1 ? "mode" : "modes"} ${left.join(", ")} are those of the grid: on coarser grids they are not found again, or differ too much to extrapolate.${infinite ? "" : " Use more cells."}`,
  ];
}

/** Frequencies come in multiples: a mode that turns more than twice as fast as the fastest that is listed decays faster, too. */
const HARMONIC = 2;

/** Eigenvalues were looked for within a radius: what decays as slowly as those listed and turns fast lies outside. */
function frequencyWarning({ modes, radius, fastest, relaxation }: FoundModes): string[] {
  const depth = Math.max(...modes.map(({ re }) => relaxation.shift - re));
  const listed = Math.max(...modes.map(({ im }) => Math.abs(im)));
  const seen = Math.sqrt(Math.max(0, radius ** 2 - depth ** 2));
  // where all that are listed are real, nothing says how fast others turn but the rates themselves
  const enough = listed > 0 ? Math.min(HARMONIC * listed, fastest) : fastest;
  if (enough === 0 || (seen > 0 && seen >= enough)) return [];
  return [
    `Modes that decay as slowly as those listed but turn faster than ${Number(seen.toPrecision(3))} per time would not have been seen: ask for more modes to look farther.`,
  ];
}

function floorWarning({ modes, floor }: FoundModes): string[] {
  const below = modes.flatMap(({ re }, k) => (re !== 0 && -re < floor ? [k] : []));
  if (below.length === 0) return [];
  return [
    `The eigenvalues of ${below.length === 1 ? "mode" : "modes"} ${below.join(", ")} are rounding: slower than ${floor.toExponential(0)} per time, they cannot be told from 0 in double precision.`,
  ];
}

function refuseBadProblem(problem: Problem, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InputError({
      code: "bad-modes",
      path: "modes",
      expected: "a whole number of modes, 1 or more",
      found: String(count),
    });
  if (count > problem.grid.size)
    throw new InputError({
      code: "too-many-modes",
      path: "modes",
      expected: `at most as many modes as the grid has cells, ${problem.grid.size}`,
      found: String(count),
      remedy: "Only the slowest modes of a grid are those of the equation: a few per cent of the cells at most.",
    });
  if (problem.drift.interaction)
    throw new InputError({
      code: "mean-field",
      path: "drift.interaction",
      expected: "an equation that is linear in the density",
      found: "a mean field, whose generator depends on the density: it has no spectrum of its own",
      remedy: "Use steady, which says how fast departures from each stationary state grow or decay, or solve.",
    });
  if (variesInTime(problem))
    throw new InputError({
      code: "time-dependent",
      path: "drift",
      expected: "a drift and D that do not depend on t",
      found: "a problem that changes in time, whose modes do not decay exponentially",
      remedy: "Set t to a value of interest in the expressions, or use solve.",
    });
}
