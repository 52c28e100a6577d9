import { linesAlong, type Grid } from "../grid/grid.js";
import type { Field } from "../problem/field.js";

/** Halvings of the way between two centres. */
const HALVINGS = 40;
/** A jump stays as large as it is; what grows by more than this on the way has a pole. */
const GROWTH = 1e6;

/**
 * A pole of a force between two neighbouring centres along an axis, 1/(x − a), where neither centres nor faces nor quadrature
 * meet it: the force changes its sign there, growing towards the change from both sides without end.
 * @param centers coordinates of all cell centres
 * @param values of the force there
 * @returns the place as coordinates, null where there is none; poles without a change of sign are not seen
 */
export function forcePole(
  force: Field,
  time: number,
  grid: Grid,
  axis: number,
  centers: readonly Float64Array[],
  values: Float64Array,
): number[] | null {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const at = new Float64Array(1);
  const valueAt = (c: number, z: number): number => {
    force.valuesInto(
      centers.map((own, a) => Float64Array.of(a === axis ? z : own[c])),
      time,
      at,
    );
    return at[0];
  };
  for (let line = 0; line < lines; line++)
    for (let i = 1; i < count - 2; i++) {
      const c = lineStart(line) + i * stride;
      const [before, own, next, after] = [values[c - stride], values[c], values[c + stride], values[c + 2 * stride]];
      if (!(own * next < 0 && Math.abs(own) > Math.abs(before) && Math.abs(next) > Math.abs(after))) continue;
      let [low, high] = [centers[axis][c], centers[axis][c + stride]];
      let largest = 0;
      for (let k = 0; k < HALVINGS; k++) {
        const middle = 0.5 * (low + high);
        const value = valueAt(c, middle);
        largest = Math.max(largest, Math.abs(value));
        if (value < 0 === own < 0) low = middle;
        else high = middle;
      }
      if (largest > GROWTH * Math.max(Math.abs(own), Math.abs(next)))
        return centers.map((z, a) => (a === axis ? Number((0.5 * (low + high)).toPrecision(8)) : z[c]));
    }
  return null;
}
