import type { Grid } from "../grid/grid.js";
import type { Generator } from "../generator/generator.js";

/**
 * All faces inside the grid as plain lists with their two rates, one entry a face: those of each axis, the wrap of a
 * periodic axis included, then those of each oblique direction. F = forward·p[lower] − backward·p[upper].
 */
export interface FaceRates {
  /** In cells along x and y: (1, 0), on two axes (0, 1), then the oblique ones. */
  readonly directions: readonly (readonly [number, number])[];
  /** The faces of direction k lie from `first[k]` up to `first[k + 1]`. */
  readonly first: readonly number[];
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly forward: Float64Array;
  readonly backward: Float64Array;
}

/**
 * The faces of one axis, `rows` times `length` of them, in the order of their lists. Where the rows run along the axis
 * face k of a row stands at position k of the axis and the row is its place across; otherwise it is the other way round.
 */
export interface FaceRows {
  readonly rows: number;
  readonly length: number;
  readonly along: boolean;
}

export function faceRows({ axes, shape }: Grid, axis: number): FaceRows {
  const faces = shape[axis] - (axes[axis].boundary.upper === "periodic" ? 0 : 1);
  if (axes.length === 1) return { rows: 1, length: faces, along: true };
  return axis === 0 ? { rows: faces, length: shape[1], along: false } : { rows: shape[0], length: faces, along: true };
}

/** Where the faces are: the same as long as none come and go. */
export type FacePlaces = Omit<FaceRates, "forward" | "backward">;

/** The faces of a generator, without their rates. */
export function facePlaces({ grid, axes, oblique }: Generator): FacePlaces {
  const [nx, ny = 1] = grid.shape as [number, number?];
  const first = [0];
  for (let axis = 0; axis < axes.length; axis++) {
    const { rows, length } = faceRows(grid, axis);
    first.push(first[axis] + rows * length);
  }
  const onAxes = first[axes.length];
  oblique?.directions.forEach((_, k) => first.push(onAxes + oblique.first[k + 1]));
  const count = first[first.length - 1];
  const lower = new Int32Array(count);
  const upper = new Int32Array(count);
  for (let axis = 0, f = 0; axis < axes.length; axis++) {
    const cells = grid.shape[axis];
    const { rows, length, along } = faceRows(grid, axis);
    for (let row = 0; row < rows; row++) {
      const start = grid.axes.length === 1 ? 0 : row * ny;
      const step = axis === 1 || grid.axes.length === 1 ? 1 : row + 1 < nx ? ny : ny - nx * ny;
      for (let k = 0; k < length; k++, f++) {
        const left = start + k;
        // the last face of a row along a periodic axis leads back to the row's first cell
        const right = along && k + 1 === cells ? start : left + step;
        lower[f] = left;
        upper[f] = right;
      }
    }
  }
  if (oblique) {
    const faces = oblique.first[oblique.directions.length];
    lower.set(oblique.lower.subarray(0, faces), onAxes);
    upper.set(oblique.upper.subarray(0, faces), onAxes);
  }
  const onGrid = axes.map((_, axis) => (axis === 0 ? ([1, 0] as const) : ([0, 1] as const)));
  return { directions: [...onGrid, ...(oblique?.directions ?? [])], first, lower, upper };
}

/**
 * The faces of a generator with its rates as they stand.
 * @param places where they are, when at hand
 * @param room arrays to write the rates to
 */
export function faceRates(
  generator: Generator,
  places: FacePlaces = facePlaces(generator),
  room: Pick<FaceRates, "forward" | "backward"> | null = null,
): FaceRates {
  const { axes, oblique } = generator;
  const { first, lower, upper } = places;
  const { forward, backward } = room ?? {
    forward: new Float64Array(lower.length),
    backward: new Float64Array(lower.length),
  };
  axes.forEach((rates, axis) => {
    gatherInto(forward, rates.forward, lower, first[axis], first[axis + 1]);
    gatherInto(backward, rates.backward, upper, first[axis], first[axis + 1]);
  });
  if (oblique) {
    const onAxes = first[axes.length];
    forward.set(oblique.forward.subarray(0, lower.length - onAxes), onAxes);
    backward.set(oblique.backward.subarray(0, lower.length - onAxes), onAxes);
  }
  return { ...places, forward, backward };
}

/** out[f] = values[cell[f]] for the faces from `from` up to `to`. */
export function gatherInto(out: Float64Array, values: Float64Array, cell: Int32Array, from: number, to: number): void {
  for (let f = from; f < to; f++) out[f] = values[cell[f]];
}

const POINT = Float64Array.of(1);

/** Areas of the faces of one axis: the widths of the other axis, or 1 on a single axis. */
export const acrossWidths = (grid: Grid, axis: number): Float64Array => grid.axes[1 - axis]?.widths ?? POINT;

/** The cells at an absorbing end: `first + k·stride`, k < `count`. */
export interface AbsorbingEnd {
  /** E.g. `x.lower`. */
  readonly name: string;
  readonly axis: number;
  readonly side: "lower" | "upper";
  readonly first: number;
  readonly count: number;
  readonly stride: number;
}

/** The absorbing ends of a grid, axis by axis, lower before upper. */
export function absorbingEnds(grid: Grid): AbsorbingEnd[] {
  const inner = grid.shape[1] ?? 1;
  return grid.axes.flatMap((line, axis) => {
    const count = grid.size / line.widths.length;
    const stride = axis === 0 ? 1 : inner;
    const top = (line.widths.length - 1) * (axis === 0 ? inner : 1);
    return (["lower", "upper"] as const)
      .filter((side) => line.boundary[side] === "absorbing")
      .map((side) => ({
        name: `${line.name}.${side}`,
        axis,
        side,
        first: side === "lower" ? 0 : top,
        count,
        stride,
      }));
  });
}

/** Visits all ways out: each with its cell, its rate and the absorbing end it leads through. */
export function forEachWayOut(
  generator: Generator,
  visit: (cell: number, rate: number, end: AbsorbingEnd) => void,
): void {
  const ends = absorbingEnds(generator.grid);
  for (const end of ends) {
    const rates = leavingRates(generator, end);
    for (let k = 0, cell = end.first; k < end.count; k++, cell += end.stride) visit(cell, rates[cell], end);
  }
  if (!generator.oblique) return;
  const { cell, rate, end } = generator.oblique.cut;
  const byNumber = [0, 1, 2, 3].map((n) => ends.find(({ axis, side }) => n === 2 * axis + Number(side === "upper")));
  for (let k = 0; k < cell.length; k++) visit(cell[k], rate[k], byNumber[end[k]]!);
}

/** The rates of leaving through an absorbing end along its axis, one entry a cell of the grid. */
export const leavingRates = (generator: Generator, end: AbsorbingEnd): Float64Array =>
  generator.axes[end.axis][end.side === "lower" ? "backward" : "forward"];
