import { InputError } from "../errors.js";
import type { Grid } from "../grid/grid.js";
import { compensatedSum } from "../linear/compensated-sum.js";
import { cosineTransform, hartleyTransform } from "../linear/real-transform.js";
import { spectralFilter } from "../linear/spectral-filter.js";

/** What stands for ∂² on a wave of wavenumber k: −k², or what the difference of two faces makes of it. */
export type LaplacianSymbol = "exact" | "discrete";

/** A number for all axes, or one number an axis. */
export type PerAxis = number | readonly number[];

/**
 * Functions of the Laplacian of a grid, with its own weight along each axis. Fields have one value a cell, in cell order
 * (shape [nx] or [nx, ny], last axis fastest); densities and, because all cells are equal, masses alike. `out` may be
 * the field itself and is a new array when left out.
 */
export interface SpectralLaplacian {
  readonly symbol: LaplacianSymbol;
  /** Σ_a weight_a·∂_a²f, with weights in units of D: the sum over all cells is 0. */
  laplacian(field: Float64Array, weights?: PerAxis, out?: Float64Array): Float64Array;
  /** exp(Σ_a α_a·∂_a²)f: what diffusion makes of f over α = D·t ≥ 0 (length²). Keeps the sum. */
  heat(field: Float64Array, alpha: PerAxis, out?: Float64Array): Float64Array;
  /** (I − Σ_a α_a·∂_a²)⁻¹f, one step of backward Euler over α = D·dt ≥ 0 (length²). Keeps the sum. */
  resolvent(field: Float64Array, alpha: PerAxis, out?: Float64Array): Float64Array;
}

/**
 * The Laplacian of a uniform grid in the waves that diagonalise it: Fourier on periodic axes, cosines on reflecting ones.
 *
 *   ∂² cos(kπ(i + ½)/n) = −κ²·cos(…),   κ = kπ/(n·h)   (reflecting; 2πk/(n·h) on a ring)
 *
 * `symbol: "discrete"` (the default) is −(4/h²)·sin²(κh/2), the five-point operator with two rates a face, to rounding:
 * order 2 in space, and heat and resolvent leave no value of a non-negative field below 0, for every α. `"exact"` is −κ²:
 * spectrally accurate for smooth fields, but what is sharp on the scale of a cell rings and may turn negative.
 *
 * Sums over the cells are kept to rounding: the mode of wavenumber 0 is put back after each call. O(N log N) for any
 * numbers of cells, fastest for powers of two; tables and scratch are made once. Rounding is relative to the largest
 * value, 1e-15 of it at 64 cells and 5e-15 at 1000 x 1000: tails far below are not resolved.
 * @throws InputError `spectral-does-not-fit` for absorbing ends or unequal cells; its functions throw `bad-length` for
 *   fields and weights of another length and `out-of-range` for an α that is negative or not finite.
 * @see Strang (1999), The discrete cosine transform; Bluestein (1970); Makhoul (1980)
 */
export function spectralLaplacian(
  grid: Grid,
  { symbol = "discrete" }: { readonly symbol?: LaplacianSymbol } = {},
): SpectralLaplacian {
  refuseMisfit(grid);
  if (symbol !== "discrete" && symbol !== "exact")
    throw new InputError({
      code: "bad-symbol",
      path: "symbol",
      expected: '"discrete" or "exact"',
      found: JSON.stringify(symbol),
    });
  const transforms = grid.axes.map(({ boundary, widths }) =>
    (boundary.upper === "periodic" ? hartleyTransform : cosineTransform)(widths.length),
  );
  const eigenvalues = grid.axes.map(({ widths: [h] }, axis) =>
    transforms[axis].angles.map((angle) => -((symbol === "exact" ? angle / h : (2 / h) * Math.sin(angle / 2)) ** 2)),
  );
  const filter = spectralFilter(grid.shape, transforms);
  const multiplier = new Float64Array(grid.size);
  const [outer, inner] = eigenvalues.length === 2 ? eigenvalues : [new Float64Array(1), eigenvalues[0]];
  /** Fills the multiplier with f of Σ_a weight_a·λ_a, combining what is known of each axis. */
  const fill = (
    weights: readonly number[],
    combined: (x: number, y: number) => number,
    own = (v: number) => v,
  ): void => {
    const [wx, wy] = weights.length === 2 ? weights : [0, weights[0]];
    const [x, y] = [outer.map((value) => own(wx * value)), inner.map((value) => own(wy * value))];
    for (let i = 0, c = 0; i < x.length; i++) for (let j = 0; j < y.length; j++) multiplier[c++] = combined(x[i], y[j]);
  };
  const run = (field: Float64Array, out: Float64Array, keepsSum: boolean): Float64Array => {
    refuseLength("field", field.length, grid.size);
    refuseLength("out", out.length, grid.size);
    const sum = keepsSum ? compensatedSum(field) : 0;
    const positive = keepsSum && symbol === "discrete" && field.every((value) => value >= 0);
    filter(field, multiplier, out);
    if (positive) clip(out, sum);
    else {
      const excess = (compensatedSum(out) - sum) / grid.size;
      for (let c = 0; c < out.length; c++) out[c] -= excess;
    }
    return out;
  };
  const numbers = (value: PerAxis, path: string): readonly number[] => {
    const all = typeof value === "number" ? grid.axes.map(() => value) : value;
    refuseLength(path, all.length, grid.axes.length);
    return all;
  };
  return {
    symbol,
    laplacian(field, weights = 1, out = new Float64Array(grid.size)) {
      fill(numbers(weights, "weights"), (x, y) => x + y);
      return run(field, out, false);
    },
    heat(field, alpha, out = new Float64Array(grid.size)) {
      fill(durations(numbers(alpha, "alpha")), (x, y) => x * y, Math.exp);
      return run(field, out, true);
    },
    resolvent(field, alpha, out = new Float64Array(grid.size)) {
      fill(durations(numbers(alpha, "alpha")), (x, y) => 1 / (1 - x - y));
      return run(field, out, true);
    },
  };
}

/** Removes what rounding has left below 0, and scales to a sum. */
function clip(field: Float64Array, sum: number): void {
  for (let c = 0; c < field.length; c++) if (!(field[c] > 0)) field[c] = 0;
  const found = compensatedSum(field);
  const scale = found > 0 ? sum / found : 1;
  for (let c = 0; c < field.length; c++) field[c] *= scale;
}

function refuseMisfit({ axes }: Grid): void {
  axes.forEach(({ name, boundary, uniform }, axis) => {
    const ends = Object.values(boundary);
    if (uniform && !ends.includes("absorbing")) return;
    throw new InputError({
      code: "spectral-does-not-fit",
      path: uniform ? `axes[${axis}].boundary` : `axes[${axis}]`,
      expected: uniform ? "an axis that is periodic or reflecting at both ends" : "an axis of equal cells",
      found: uniform ? `an absorbing end along ${name}` : `unequal cells along ${name}`,
      remedy: "The face-based operator of `discretize` has no such limits.",
    });
  });
}

function refuseLength(path: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new InputError({ code: "bad-length", path, expected: `${expected} numbers`, found: `${found}` });
}

function durations(alpha: readonly number[]): readonly number[] {
  for (const value of alpha)
    if (!(value >= 0 && value < Infinity))
      throw new InputError({
        code: "out-of-range",
        path: "alpha",
        expected: "finite numbers from 0: diffusion backwards in time has no solution",
        found: String(value),
      });
  return alpha;
}
