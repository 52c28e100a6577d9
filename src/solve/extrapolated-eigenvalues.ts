import { InputError, NumericalError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import { halvedProblem } from "./halved-problem.js";
import { pairedModes } from "./paired-modes.js";
import type { Mode } from "./relaxation.js";

/** λ = re + i·im, in 1/time. */
export interface Eigenvalue {
  readonly re: number;
  readonly im: number;
}

/** An eigenvalue as well as the grid and those halved give it. */
export interface Refined extends Eigenvalue {
  /** How far it may be wrong; null where nothing tells. */
  readonly error: number | null;
  /** False for the grid's own. */
  readonly extrapolated: boolean;
}

/** Modes that are looked for on coarser grids beside as many: the order may differ. */
const SPARE = 4;
/** How far from 4 the ratio of the differences between three grids may be for errors to be taken as a h² + b h⁴. */
const ASYMPTOTIC = 1;
/** Likewise for them to be taken as about a h²: between the ratio of order 1 and 6. */
const NEARLY = 2;
/** With two grids only: the share of an eigenvalue that they may differ by. */
const CLOSE = 0.05;
/** A difference of this share is rounding. */
const ROUNDING = 1e-10;

/**
 * Eigenvalues to higher order in the cell width h, from those of the grid and of the same with every other face, twice (Richardson 1911).
 *
 * Those of the schemes are λ + a h² + b h⁴ + … where drift and D are smooth. Where (λ_2h − λ_4h)/(λ_h − λ_2h) is near 4, as that
 * says, (4 λ_h − λ_2h)/3 is of order 4 and the same combination with 16 of order 6; the error is the difference between both, and no less than |λ_h − λ_2h|²/|λ_h|.
 * Where it is nearly so, or there is no third grid and the two are close, order 4 stands, with its difference to the grid's own. Otherwise the
 * grid's own stays, with its difference to that of the halved grid, if there is one. An eigenvalue 0 is exact. Pairs stay conjugate.
 * @returns null where the number of cells along an axis is odd, or below 16
 */
export function extrapolatedEigenvalues(
  problem: Problem,
  modes: readonly Mode[],
  modesOf: (problem: Problem, count: number) => readonly Mode[],
): Refined[] | null {
  const half = evenlyHalved(problem);
  if (!half) return null;
  const coarse = partnersOn(half, problem, modes, modesOf);
  const quarter = evenlyHalved(half);
  const known = coarse.filter((mode) => mode !== null);
  const coarsest = quarter && partnersOn(quarter, half, known, modesOf);
  const refined = modes.map((mode, k): Refined => {
    const own = coarse[k];
    return best(mode, own, own && coarsest ? coarsest[known.indexOf(own)] : undefined);
  });
  // rounding must not part what is a pair
  return refined.map((value, k) =>
    modes[k].im < 0 && k > 0 && isConjugate(modes[k - 1], modes[k]) ? conjugate(refined[k - 1]) : value,
  );
}

/** @param coarsest null when it is not among those of its grid, undefined without a grid */
function best(fine: Mode, coarse: Mode | null, coarsest: Mode | null | undefined): Refined {
  const grids = { re: fine.re, im: fine.im, extrapolated: false };
  if (fine.re === 0) return { ...grids, error: 0 };
  if (!coarse) return { ...grids, error: null };
  const size = Math.hypot(fine.re, fine.im);
  const step = distance(fine, coarse);
  if (step <= ROUNDING * size) return { ...grids, error: step };
  const fourth = combined(fine, coarse, 4);
  const unlike = coarsest ? departure(fine, coarse, coarsest) : Infinity;
  if (coarsest && unlike <= ASYMPTOTIC) {
    const sixth = combined(fourth, combined(coarse, coarsest, 4), 16);
    // the ratio may be near 4 by chance: what is left is hardly less than the square of what was there, relatively
    const error = Math.max(distance(sixth, fourth), step ** 2 / size);
    if (sixth.re < 0) return { ...sixth, error, extrapolated: true };
  }
  if ((coarsest === undefined ? step <= CLOSE * size : unlike <= NEARLY) && fourth.re < 0)
    return { ...fourth, error: distance(fourth, fine), extrapolated: true };
  return { ...grids, error: step };
}

/** How far (λ_2h − λ_4h)/(λ_h − λ_2h) is from 4. */
function departure(fine: Eigenvalue, coarse: Eigenvalue, coarsest: Eigenvalue): number {
  const expected = { re: coarse.re + 4 * (coarse.re - fine.re), im: coarse.im + 4 * (coarse.im - fine.im) };
  return distance(coarsest, expected) / distance(fine, coarse);
}

/** The modes of a problem on the halved grid, as far as they can be found there. */
function partnersOn(
  half: Problem,
  { grid }: Problem,
  modes: readonly Mode[],
  modesOf: (problem: Problem, count: number) => readonly Mode[],
): (Mode | null)[] {
  try {
    const others = modesOf(half, Math.min(half.grid.size, modes.length + SPARE));
    return pairedModes({ grid, modes }, { grid: half.grid, modes: others });
  } catch (error) {
    // a coarse grid may fail where the fine one does not
    if (error instanceof NumericalError || error instanceof InputError) return modes.map(() => null);
    throw error;
  }
}

function evenlyHalved(problem: Problem): Problem | null {
  if (problem.grid.shape.some((cells) => cells % 2 === 1 || cells < 16)) return null;
  return halvedProblem({ problem, resets: [] });
}

const distance = (one: Eigenvalue, other: Eigenvalue): number => Math.hypot(one.re - other.re, one.im - other.im);

const isConjugate = (one: Eigenvalue, other: Eigenvalue): boolean =>
  one.im > 0 && distance(one, { re: other.re, im: -other.im }) <= ROUNDING * Math.hypot(one.re, one.im);

const conjugate = (value: Refined): Refined => ({ ...value, im: -value.im });

const combined = (fine: Eigenvalue, coarse: Eigenvalue, factor: number): Eigenvalue => ({
  re: fine.re + (fine.re - coarse.re) / (factor - 1),
  im: fine.im + (fine.im - coarse.im) / (factor - 1),
});
