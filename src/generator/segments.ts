import type { Axis } from "../grid/axis.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import type { Field } from "../problem/field.js";
import { ringTilts } from "./ring-tilt.js";

/**
 * Straight pieces along one axis, all evaluated at once: the gaps between neighbouring cell centres, or the half
 * gaps between the outermost centres and a wall. Piece k runs from `from[k]` to `from[k] + length[k]`; on a periodic
 * axis it may run through the wrap. Pieces of length 0 stand for faces that are not there.
 */
export interface Segments {
  readonly axis: number;
  readonly from: Float64Array;
  readonly length: Float64Array;
  /** Coordinate along the other axis, if there is one. */
  readonly across: Float64Array | null;
  /** Where pieces wrap, and which piece of each line does; null when none does. */
  readonly wrap: {
    readonly grid: Grid;
    readonly lower: number;
    readonly upper: number;
    readonly through: Int32Array;
  } | null;
  /** For gaps between centres: the cell at the upper end of each (its own where there is no face). */
  readonly upperCell: Int32Array | null;
}

/** The upper gap of every cell; `centers` are the coordinates of all cell centres. */
export function innerSegments(grid: Grid, axis: number, centers: readonly Float64Array[]): Segments {
  const gaps = upperGaps(grid.axes[axis]);
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const { boundary, faces } = grid.axes[axis];
  const length = new Float64Array(grid.size);
  const upperCell = new Int32Array(grid.size);
  const [rows, columns = 1] = grid.shape as [number, number?];
  for (let row = 0, c = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, c++) {
      const i = axis === 0 ? row : column;
      length[c] = gaps[i];
      upperCell[c] = gaps[i] === 0 ? c : i < count - 1 ? c + stride : c - (count - 1) * stride;
    }
  const through = Int32Array.from({ length: lines }, (_, line) => lineStart(line) + (count - 1) * stride);
  const wrap = boundary.upper === "periodic" ? { grid, lower: faces[0], upper: faces[count], through } : null;
  return { axis, from: centers[axis], length, across: centers[1 - axis] ?? null, wrap, upperCell };
}

/** The pieces between the outermost centres and one wall, one a line, from the lower point to the upper. */
export function wallSegments(grid: Grid, axis: number, end: "lower" | "upper"): Segments {
  const { centers, faces } = grid.axes[axis];
  const { lines, count } = linesAlong(grid, axis);
  const [from, to] = end === "lower" ? [faces[0], centers[0]] : [centers[count - 1], faces[count]];
  return {
    axis,
    from: new Float64Array(lines).fill(from),
    length: new Float64Array(lines).fill(to - from),
    across: grid.axes[1 - axis]?.centers ?? null,
    wrap: null,
    upperCell: null,
  };
}

/** Distance to the next centre, per cell along an axis; 0 where there is none. */
export function upperGaps({ centers, widths, boundary, uniform }: Axis): Float64Array {
  const last = centers.length - 1;
  const gaps = new Float64Array(centers.length);
  // equal cells have equal gaps to the last bit, so that what is constant stays constant
  for (let i = 0; i < last; i++) gaps[i] = uniform ? widths[0] : centers[i + 1] - centers[i];
  if (boundary.upper === "periodic") gaps[last] = 0.5 * (widths[last] + widths[0]);
  return gaps;
}

/** The coordinate at the fraction s of every piece; through the wrap where it continues. */
export function placesAlong({ from, length, wrap }: Segments, s: number): Float64Array {
  const position = new Float64Array(from.length);
  for (let k = 0; k < position.length; k++) {
    const z = from[k] + s * length[k];
    position[k] = wrap && z > wrap.upper ? z - (wrap.upper - wrap.lower) : z;
  }
  return position;
}

/** A field at the fraction s of every piece. */
export function along(
  pieces: Segments,
  field: Field,
  s: number,
  time: number,
  position = placesAlong(pieces, s),
): Float64Array {
  const { axis, across } = pieces;
  const out = new Float64Array(position.length);
  field.valuesInto(across ? (axis === 0 ? [position, across] : [across, position]) : [position], time, out);
  return out;
}

/**
 * L(s) − L(0) along every piece. Through the wrap L goes on where it begins, raised by what it gains around the ring, so
 * that a loss which does not close on the ring is a constant tilt and not a cliff at the wrap.
 */
export function riseAlong(pieces: Segments, loss: Field, s: number, time: number, start: Float64Array): Float64Array {
  const { upperCell, wrap, from, length } = pieces;
  let rise: Float64Array;
  if (s === 1 && upperCell) {
    rise = new Float64Array(from.length);
    for (let k = 0; k < rise.length; k++) rise[k] = start[upperCell[k]] - start[k];
  } else {
    rise = along(pieces, loss, s, time);
    for (let k = 0; k < rise.length; k++) rise[k] -= start[k];
  }
  if (!wrap) return rise;
  const tilts = ringTilts(wrap.grid, pieces.axis, loss, time, start);
  wrap.through.forEach((k, line) => {
    if (from[k] + s * length[k] > wrap.upper) rise[k] += tilts[line];
  });
  return rise;
}
