import type { Grid } from "../grid/grid.js";
import type { Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";

/** Of the largest drift at hand: what the rounding of the coordinates and of a few operations makes of an affine drift. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * Where in a cell a drift is looked at: steps of a sequence that fills the square evenly, so that nothing with the period
 * or the symmetry of the grid looks affine, and what is narrower than a cell but longer is seen somewhere along its way.
 */
const STEPS = [0.7548776662466927, 0.5698402909980532] as const;

/** value + slopes·(z − middle) over the whole grid, the middle being that of its cell centres. */
export interface AffineComponent {
  readonly value: number;
  readonly slopes: readonly [number, number];
}

/** The two components of a drift that is a constant and a matrix times z over the whole grid. */
export type AffineForce = readonly [AffineComponent, AffineComponent];

/**
 * The force on two uniform axes, where it is all of the drift and affine: by its degree, or because at a point in every
 * cell, in each at another place, it is to rounding what the corners of the grid say. Then its mean along any way
 * on the grid is that of both ends, and it has no poles. Null where that does not hold, where there is a loss, and where it
 * changes along a ring, at the wrap of which it would jump.
 */
export function affineForce({ grid, drift }: Problem, time: number): AffineForce | null {
  const { loss, force } = drift;
  if (loss || grid.axes.length !== 2 || grid.shape.some((cells) => cells < 3)) return null;
  const found: AffineComponent[] = [];
  const claims: Claim[] = [];
  for (const push of force) {
    const claim = push ? claimed(grid, push, time) : { own: NONE, bound: 0 };
    if (!claim) return null;
    found.push(claim.own);
    if (push?.varies.inSpace && !(push.degree !== undefined && push.degree <= 1)) claims.push({ ...claim, push });
  }
  return claims.length === 0 || holdInAllCells(grid, claims, time) ? [found[0], found[1]] : null;
}

const NONE: AffineComponent = { value: 0, slopes: [0, 0] };

/** What a force would be if it were affine, and what it may differ from that by rounding. */
interface Claim {
  readonly push: Field;
  readonly own: AffineComponent;
  readonly bound: number;
}

/** The middle of the cell centres along each axis. */
export const middleOf = ({ axes }: Grid): readonly [number, number] => {
  const [x, y] = axes.map(({ centers }) => 0.5 * (centers[0] + centers[centers.length - 1]));
  return [x, y];
};

/** What the corners say. */
function claimed(grid: Grid, push: Field, time: number): Omit<Claim, "push"> | null {
  const [x, y] = grid.axes.map(({ centers }) => centers);
  const [left, right, bottom, top] = [x[0], x[x.length - 1], y[0], y[y.length - 1]];
  const corners = new Float64Array(4);
  push.valuesInto(
    [Float64Array.of(left, left, right, right), Float64Array.of(bottom, top, bottom, top)],
    time,
    corners,
  );
  const [a, b, c, d] = corners;
  const largest = corners.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const bound = ROUNDING * largest;
  // of the corners, two slopes along either axis: their mean errs less
  const rises = [0.5 * (c - a + (d - b)), 0.5 * (b - a + (d - c))];
  if (!(bound < Infinity) || !(Math.abs(a - b - c + d) <= 2 * bound)) return null;
  for (const [axis, { boundary }] of grid.axes.entries()) {
    if (boundary.upper !== "periodic") continue;
    if (Math.abs(rises[axis]) > bound) return null;
    rises[axis] = 0;
  }
  const slopes = [rises[0] / (right - left), rises[1] / (top - bottom)] as const;
  return { own: { value: 0.25 * (a + b + c + d), slopes }, bound };
}

/** Whether forces are what they should be at one point of every cell. */
function holdInAllCells(grid: Grid, claims: readonly Claim[], time: number): boolean {
  const [{ centers: x, widths }, { centers: y, widths: heights }] = grid.axes;
  const middle = middleOf(grid);
  const [px, py, found] = [0, 1, 2].map(() => new Float64Array(y.length));
  let [u, v] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < y.length; j++) {
      u += STEPS[0] - Math.floor(u + STEPS[0] + 0.5);
      v += STEPS[1] - Math.floor(v + STEPS[1] + 0.5);
      px[j] = x[i] + u * widths[0];
      py[j] = y[j] + v * heights[0];
    }
    for (const { push, own, bound } of claims) {
      push.valuesInto([px, py], time, found);
      if (!agrees(found, own, px, py, middle, bound)) return false;
    }
  }
  return true;
}

function agrees(
  found: Float64Array,
  { value, slopes: [alongX, alongY] }: AffineComponent,
  x: Float64Array,
  y: Float64Array,
  [middleX, middleY]: readonly [number, number],
  bound: number,
): boolean {
  for (let j = 0; j < found.length; j++) {
    const expected = value + alongX * (x[j] - middleX) + alongY * (y[j] - middleY);
    if (!(Math.abs(found[j] - expected) <= bound)) return false;
  }
  return true;
}
