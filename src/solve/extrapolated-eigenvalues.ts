import type { Problem } from "../problem/problem.js";
import { halvedProblem } from "./halved-problem.js";

/** An eigenvalue extrapolated to cells of no width. */
export interface Extrapolated {
  readonly re: number;
  readonly im: number;
  /** The difference between the two best estimates, or that to the grid's own eigenvalue where there is no second. */
  readonly error: number;
}

interface Eigenvalue {
  readonly re: number;
  readonly im: number;
}

/**
 * Eigenvalues to higher order in the cell width h, from those of the grid and of the same with every other face (Richardson 1911).
 *
 * Those of the schemes are λ + a h² + b h⁴ + … where drift and D are smooth, so that (4 λ_h − λ_2h)/3 is of order 4, and
 * with the grid halved twice the same combination with 16 of order 6. Eigenvalues are paired with the nearest that is left.
 * @returns null where the number of cells along an axis is odd, or below 16
 */
export function extrapolatedEigenvalues(
  problem: Problem,
  fine: readonly Eigenvalue[],
  eigenvaluesOf: (problem: Problem, count: number) => readonly Eigenvalue[],
): Extrapolated[] | null {
  const half = evenlyHalved(problem);
  if (!half || half.grid.size < fine.length) return null;
  const coarse = paired(fine, eigenvaluesOf(half, fine.length));
  const fourth = fine.map((value, k) => combined(value, coarse[k], 4));
  const quarter = evenlyHalved(half);
  if (!quarter || quarter.grid.size < fine.length)
    return fourth.map((value, k) => ({ ...value, error: distance(value, fine[k]) }));
  const coarsest = paired(coarse, eigenvaluesOf(quarter, fine.length));
  return fourth.map((value, k) => {
    const below = combined(coarse[k], coarsest[k], 4);
    const best = combined(value, below, 16);
    return { ...best, error: distance(best, value) };
  });
}

function evenlyHalved(problem: Problem): Problem | null {
  if (problem.grid.shape.some((cells) => cells % 2 === 1 || cells < 16)) return null;
  return halvedProblem({ problem, resets: [] });
}

const distance = (one: Eigenvalue, other: Eigenvalue): number => Math.hypot(one.re - other.re, one.im - other.im);

const combined = (fine: Eigenvalue, coarse: Eigenvalue, factor: number): Eigenvalue => ({
  re: fine.re + (fine.re - coarse.re) / (factor - 1),
  im: fine.im + (fine.im - coarse.im) / (factor - 1),
});

/** For each eigenvalue the nearest of the others that is not taken. */
function paired(fine: readonly Eigenvalue[], coarse: readonly Eigenvalue[]): Eigenvalue[] {
  const left = [...coarse];
  return fine.map((value) => {
    let nearest = 0;
    for (let k = 1; k < left.length; k++) if (distance(left[k], value) < distance(left[nearest], value)) nearest = k;
    return left.splice(nearest, 1)[0];
  });
}
