import { linesAlong, type Grid } from "../grid/grid.js";
import type { Field } from "../problem/field.js";

/** A rise this small against the range of the loss on its line is rounding: the loss closes. */
const CLOSED = 1e-9;
/** Just inside an end, in lengths of the axis; and no nearer than coordinates can tell. */
const JUST_INSIDE = 1e-12;
/** Digits that a loss with a large constant has lost are no tilt either. */
const ROUNDING = 64 * Number.EPSILON;

/**
 * What a loss gains once around each ring of an axis: L(z₀ + length) − L(z₀), z₀ just above the lower end, with L beyond
 * the range as it is stated; 0 where it closes. Not asked for at the ends themselves, because a loss may jump there, and
 * not further inside, because it may have a kink there. Where L does not exist beyond the range, it is the limit at the
 * upper end less that at the lower.
 * @param atCenters the loss at all cell centres
 * @returns one number a line of cells along the axis
 */
export function ringTilts(grid: Grid, axis: number, loss: Field, time: number, atCenters: Float64Array): Float64Array {
  const { faces } = grid.axes[axis];
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const across = grid.axes[1 - axis]?.centers;
  const at = (z: number): Float64Array => {
    const place = new Float64Array(lines).fill(z);
    const out = new Float64Array(lines);
    loss.valuesInto(across ? (axis === 0 ? [place, across] : [across, place]) : [place], time, out);
    return out;
  };
  const length = faces[count] - faces[0];
  const inside = Math.max(
    JUST_INSIDE * length,
    8 * Number.EPSILON * Math.max(Math.abs(faces[0]), Math.abs(faces[count])),
  );
  const begin = at(faces[0] + inside);
  const further = at(faces[0] + inside + length);
  let end: Float64Array | null = null;
  return further.map((value, line) => {
    const first = lineStart(line);
    let rise = value - begin[line];
    if (!Number.isFinite(rise)) rise = (end ??= at(faces[count] - inside))[line] - begin[line];
    let [lowest, highest] = [Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      lowest = Math.min(lowest, atCenters[first + i * stride]);
      highest = Math.max(highest, atCenters[first + i * stride]);
    }
    const small = CLOSED * (highest - lowest) + ROUNDING * Math.max(Math.abs(lowest), Math.abs(highest));
    return Math.abs(rise) <= small ? 0 : rise;
  });
}
