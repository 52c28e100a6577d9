import type { Workspace } from "../kernels/workspace.js";
import type { Field } from "../problem/field.js";

/** Values of a field at the nodes of an even lattice, one node beyond either end of each axis. */
export interface Table {
  readonly axes: readonly { readonly lower: number; readonly width: number; readonly pieces: number }[];
  /** Rows along the last axis. */
  readonly values: Float64Array;
}

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
  for (let pieces = first; ; pieces *= 2) {
    const table = tableOf(field, ranges, pieces);
    const error = errorOf(table, field);
    if (error <= ENOUGH[d] || pieces >= most) return { table, error };
  }
}

function tableOf(field: Field, ranges: readonly (readonly [number, number])[], pieces: number): Table {
  const axes = ranges.map(([lower, upper]) => ({ lower, width: (upper - lower) / pieces, pieces }));
  const values = valuesOn(field, axes, -1, pieces + 3);
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
function valuesOn(field: Field, axes: Table["axes"], offset: number, count: number): Float64Array {
  const total = axes.length === 2 ? count * count : count;
  const points = axes.map(({ lower, width }, a) => {
    const inner = axes.length === 2 && a === 0 ? count : 1;
    return Float64Array.from({ length: total }, (_, k) => lower + ((Math.floor(k / inner) % count) + offset) * width);
  });
  const values = new Float64Array(total);
  field.valuesInto(points, 0, values);
  return values;
}

/**
 * The mean error in the middle of pieces, relative to the largest value: there the cubic is furthest from its nodes. Of places
 * where the field has a value.
 */
function errorOf({ axes, values }: Table, field: Field): number {
  const { pieces } = axes[0];
  const exact = valuesOn(field, axes, 0.5, pieces);
  const length = pieces + 3;
  const weights = [-1 / 16, 9 / 16, 9 / 16, -1 / 16];
  let total = 0;
  let known = 0;
  let largest = Number.MIN_VALUE;
  for (let k = 0; k < exact.length; k++) {
    const start = axes.length === 2 ? Math.floor(k / pieces) * length + (k % pieces) : k;
    let sum = 0;
    for (let i = 0; i < (axes.length === 2 ? 4 : 1); i++)
      for (let j = 0; j < 4; j++)
        sum += (axes.length === 2 ? weights[i] : 1) * weights[j] * values[start + i * length + j];
    if (!Number.isFinite(exact[k])) continue;
    known++;
    total += Math.abs(sum - exact[k]);
    largest = Math.max(largest, Math.abs(exact[k]));
  }
  return known === 0 ? NaN : total / known / largest;
}

/** Where tables stand in the memory of a workspace: once, however many tapes read them. */
const places = new WeakMap<Workspace, Map<Table, Float64Array>>();

/** The table as the kernel reads it: lower, 1/width and pieces of each axis, then the values. */
export function tabulated(table: Table, workspace: Workspace): Float64Array {
  const known = places.get(workspace) ?? new Map<Table, Float64Array>();
  places.set(workspace, known);
  const found = known.get(table);
  if (found) return found;
  const { axes, values } = table;
  const array = workspace.allocate(3 * axes.length + values.length);
  array.set(axes.flatMap(({ lower, width, pieces }) => [lower, 1 / width, pieces]));
  array.set(values, 3 * axes.length);
  known.set(table, array);
  return array;
}
