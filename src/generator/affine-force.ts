import type { Grid } from "../grid/grid.js";
import type { Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";

/** Of the largest drift at hand: what the rounding of the coordinates and of a few operations makes of an affine drift. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * Where in every cell a drift is looked at between the centres, in cell widths from its own: at no special place, so that
 * nothing with the period or the symmetry of the grid looks affine.
 */
const ASIDE = [0.381966, 0.276393] as const;

/** The two components at the cell centres of a drift that is a constant and a matrix times z over the whole grid. */
export type AffineForce = readonly [Float64Array, Float64Array];

/**
 * The force on two uniform axes at the cell centres, where it is all of the drift and affine: by its degree, or because at
 * one more point in every cell it is to rounding what its values in the cells around say. Then its mean along any way
 * on the grid is that of both ends, and it has no poles. Null where that does not hold, where there is a loss, and where it
 * changes along a ring, at the wrap of which it would jump.
 * @param centers coordinates of all cell centres
 */
export function affineForce(
  { grid, drift }: Problem,
  time: number,
  centers: readonly Float64Array[],
): AffineForce | null {
  const { loss, force } = drift;
  if (loss || grid.axes.length !== 2 || grid.shape.some((cells) => cells < 3)) return null;
  const found: Float64Array[] = [];
  for (const push of force) {
    const values = new Float64Array(grid.size);
    push?.valuesInto(centers, time, values);
    if (push && !isAffine(grid, push, time, centers, values)) return null;
    found.push(values);
  }
  return [found[0], found[1]];
}

function isAffine(
  grid: Grid,
  push: Field,
  time: number,
  [x, y]: readonly Float64Array[],
  values: Float64Array,
): boolean {
  const bound = ROUNDING * largestOf(values);
  if (!(bound < Infinity)) return false;
  if (!push.varies.inSpace) return true;
  const [nx, ny] = grid.shape;
  const around = [(nx - 1) * ny, ny - 1];
  const wraps = (axis: number): boolean => grid.axes[axis].boundary.upper === "periodic";
  if (around.some((far, axis) => wraps(axis) && Math.abs(values[far] - values[0]) > bound)) return false;
  if (push.degree !== undefined && push.degree <= 1) return true;
  const [dx, dy] = grid.axes.map(({ widths }, axis) => ASIDE[axis] * widths[0]);
  const [px, py, aside] = [0, 1, 2].map(() => new Float64Array(ny));
  for (let i = 0; i < nx; i++) {
    const first = i * ny;
    for (let j = 0; j < ny; j++) {
      px[j] = x[first + j] + dx;
      py[j] = y[first + j] + dy;
    }
    push.valuesInto([px, py], time, aside);
    const off = worstOf(values, aside, first, i > 0 ? ny : 0, i + 1 < nx ? ny : 0);
    if (!(off <= bound)) return false;
  }
  return true;
}

/** max |values|, NaN where one is not a number. */
function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let c = 0; c < values.length; c++) largest = Math.max(largest, Math.abs(values[c]));
  return largest;
}

/**
 * How far the values aside from the centres of a row are from what the centres around say, at most.
 * @param down,up places to the rows before and after, 0 where there is none
 */
function worstOf(values: Float64Array, aside: Float64Array, first: number, down: number, up: number): number {
  const n = aside.length;
  const alongX = (ASIDE[0] * n) / (down + up);
  let worst = 0;
  for (let j = 0, c = first; j < n; j++, c++) {
    const left = j > 0 ? 1 : 0;
    const right = j + 1 < n ? 1 : 0;
    const rise = (ASIDE[1] / (left + right)) * (values[c + right] - values[c - left]);
    const expected = values[c] + alongX * (values[c + up] - values[c - down]) + rise;
    worst = Math.max(worst, Math.abs(expected - aside[j]));
  }
  return worst;
}
