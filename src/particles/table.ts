import type { Workspace } from "../kernels/workspace.js";
import type { Field } from "../problem/field.js";

/** Values of a field at the nodes of an even lattice, one node beyond either end of each axis. */
export interface Table {
  readonly axes: readonly { readonly lower: number; readonly width: number; readonly pieces: number }[];
  /** Rows along the last axis. */
  readonly values: Float64Array;
}

/** Fills `out` with values at points, one array an axis. */
export type Evaluate = (points: readonly Float64Array[], out: Float64Array) => void;

/** Pieces to begin with and to end with along an axis, on one axis and on two. */
const PIECES = { 1: { first: 1024, most: 65536 }, 2: { first: 128, most: 512 } } as const;
/** Good enough: far below what any number of particles could tell. */
const ENOUGH = { 1: 1e-9, 2: 1e-7 } as const;

/**
 * A field as a table for cubic interpolation, made finer until the mean error in the middle of the pieces, relative to the
 * largest value, is below 1e-9 or the table has 65536 pieces (1e-7 or 512 an axis on two). The error is of order 4 in the width
 * of a piece where the field is smooth.
 */
export function tabulation(
  field: Field,
  ranges: readonly (readonly [number, number])[],
): { readonly table: Table; readonly error: number } {
  const d = ranges.length === 1 ? 1 : 2;
  const { first, most } = PIECES[d];
  const evaluate: Evaluate = (points, out) => {
    field.valuesInto(points, 0, out);
  };
  for (let pieces = first; ; pieces *= 2) {
    const table = tableOf(evaluate, ranges, pieces);
    const error = meanError(table, evaluate);
    if (error <= ENOUGH[d] || pieces >= most) return { table, error };
  }
}

/** Values at the nodes of so many pieces along each axis. */
export function tableOf(evaluate: Evaluate, ranges: readonly (readonly [number, number])[], pieces: number): Table {
  const axes = ranges.map(([lower, upper]) => ({ lower, width: (upper - lower) / pieces, pieces }));
  const values = valuesOn(evaluate, axes, -1, pieces + 3);
  const rows = axes.length === 2 ? pieces + 3 : 1;
  const length = pieces + 3;
  // beyond the grid a function may well give nothing, nor its difference quotient near an end: there the cubic of the next
  // four nodes goes on
  for (let i = 0; i < rows; i++) continueOutwards(values, i * length, 1, length);
  if (axes.length === 2) for (let j = 0; j < length; j++) continueOutwards(values, j, length, rows);
  return { axes, values };
}

function continueOutwards(values: Float64Array, start: number, stride: number, length: number): void {
  const at = (k: number): number => values[start + k * stride];
  const most = Math.floor(length / 16);
  for (const [end, inwards] of [
    [0, 1],
    [length - 1, -1],
  ]) {
    let k = 0;
    while (k <= most && !Number.isFinite(at(end + k * inwards))) k++;
    // where much is missing it is the function that has a hole
    if (k > most) continue;
    for (k--; k >= 0; k--) {
      const [a, b, c, d] = [1, 2, 3, 4].map((step) => at(end + (k + step) * inwards));
      values[start + (end + k * inwards) * stride] = 4 * a - 6 * b + 4 * c - d;
    }
  }
}

/** Values at lower + (k + offset)·width, k < count, on each axis. */
function valuesOn(evaluate: Evaluate, axes: Table["axes"], offset: number, count: number): Float64Array {
  const total = axes.length === 2 ? count * count : count;
  const points = axes.map(({ lower, width }, a) => {
    const inner = axes.length === 2 && a === 0 ? count : 1;
    return Float64Array.from({ length: total }, (_, k) => lower + ((Math.floor(k / inner) % count) + offset) * width);
  });
  const values = new Float64Array(total);
  evaluate(points, values);
  return values;
}

/** Weights of the nodes in the middle of a piece, where the cubic is furthest from them. */
const MIDDLE = [-1 / 16, 9 / 16, 9 / 16, -1 / 16] as const;

/** The mean error in the middle of pieces, relative to the largest value. Of places where the field has a value. */
function meanError({ axes, values }: Table, evaluate: Evaluate): number {
  const { pieces } = axes[0];
  const exact = valuesOn(evaluate, axes, 0.5, pieces);
  const length = pieces + 3;
  let total = 0;
  let known = 0;
  let largest = Number.MIN_VALUE;
  for (let k = 0; k < exact.length; k++) {
    const start = axes.length === 2 ? Math.floor(k / pieces) * length + (k % pieces) : k;
    let sum = 0;
    for (let i = 0; i < (axes.length === 2 ? 4 : 1); i++)
      for (let j = 0; j < 4; j++)
        sum += (axes.length === 2 ? MIDDLE[i] : 1) * MIDDLE[j] * values[start + i * length + j];
    if (!Number.isFinite(exact[k])) continue;
    known++;
    total += Math.abs(sum - exact[k]);
    largest = Math.max(largest, Math.abs(exact[k]));
  }
  return known === 0 ? NaN : total / known / largest;
}

/** Parts of the axis on which values are compared. */
const PARTS = 64;
/** Nothing below this is looked at: what is far out in the tail of a Gaussian is steep, and nothing. */
const NOTHING = 1e-30;

/**
 * On one axis: the largest error in the middle of pieces, relative to the largest value in the same 64th of the axis or those
 * beside it; NaN or infinite where a value is.
 */
export function localError({ axes, values }: Table, evaluate: Evaluate): number {
  const { pieces } = axes[0];
  const exact = valuesOn(evaluate, axes, 0.5, pieces);
  const errors = new Float64Array(PARTS);
  const sizes = new Float64Array(PARTS);
  exact.forEach((value, k) => {
    const part = Math.floor((k * PARTS) / pieces);
    const found = MIDDLE.reduce((sum, weight, j) => sum + weight * values[k + j], 0);
    errors[part] = Math.max(errors[part], Math.abs(found - value));
    sizes[part] = Math.max(sizes[part], Math.abs(value));
  });
  return errors.reduce(
    (worst, error, part) =>
      Math.max(worst, error / Math.max(NOTHING, ...sizes.subarray(Math.max(part - 1, 0), part + 2))),
    0,
  );
}

/** Where tables stand in the memory of a workspace: once, however many tapes read them. */
const places = new WeakMap<Workspace, Map<Table, Float64Array>>();

/**
 * The table as the kernel reads it: lower, 1/width and pieces of each axis; then the coefficients of the cubic in each piece on
 * one axis, and the values on two.
 */
export function tabulated(table: Table, workspace: Workspace): Float64Array {
  const known = places.get(workspace) ?? new Map<Table, Float64Array>();
  places.set(workspace, known);
  const found = known.get(table);
  if (found) return found;
  const { axes } = table;
  const numbers = axes.length === 1 ? coefficients(table) : table.values;
  const array = workspace.allocate(3 * axes.length + numbers.length);
  array.set(axes.flatMap(({ lower, width, pieces }) => [lower, 1 / width, pieces]));
  array.set(numbers, 3 * axes.length);
  known.set(table, array);
  return array;
}

/** Of 1, s, s² and s³, s from 0 to 1, in each piece. */
function coefficients({ axes, values }: Table): Float64Array {
  const { pieces } = axes[0];
  const out = new Float64Array(4 * pieces);
  for (let k = 0; k < pieces; k++) {
    const [a, b, c, d] = values.subarray(k, k + 4);
    out[4 * k] = b;
    out[4 * k + 1] = c - b / 2 - a / 3 - d / 6;
    out[4 * k + 2] = (a + c) / 2 - b;
    out[4 * k + 3] = (d - a) / 6 + (b - c) / 2;
  }
  return out;
}
