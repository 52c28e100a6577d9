import { InputError } from "../errors.js";
import { gibibytes, MAXIMUM_CELLS, type Axis } from "./axis.js";

/**
 * One or two axes. Cells are numbered with the last axis fastest:
 * in 2D cell (i, j) has index i·ny + j, as in a C-ordered array of shape [nx, ny].
 */
export interface Grid {
  readonly axes: readonly Axis[];
  /** Cells along each axis: [nx] or [nx, ny]. */
  readonly shape: readonly number[];
  /** Number of cells. */
  readonly size: number;
  /** Volume (length or area) of each cell, in cell order. */
  readonly volumes: Float64Array;
}

/**
 * The grid spanned by one or two axes.
 * @throws InputError for any other number of axes, repeated names, or more cells than memory is meant for.
 */
export function makeGrid(axes: readonly Axis[]): Grid {
  refuseBadDimension(axes.length);
  if (axes.length === 2 && axes[0].name === axes[1].name)
    throw new InputError({
      code: "repeated-axis",
      path: "axes[1].name",
      expected: "a name of its own for each axis",
      found: `"${axes[1].name}" twice`,
    });
  const shape = axes.map((axis) => axis.centers.length);
  const size = shape.reduce((product, cells) => product * cells, 1);
  if (size > MAXIMUM_CELLS)
    throw new InputError({
      code: "too-many-cells",
      path: "axes",
      expected: `at most ${MAXIMUM_CELLS} cells in all`,
      found: `${shape.join(" x ")} = ${size}, which would take about ${gibibytes(size)} GiB`,
    });
  const volumes = new Float64Array(size);
  const [first, second] = axes;
  const inner = second ? second.widths : Float64Array.of(1);
  for (let i = 0, c = 0; i < first.widths.length; i++)
    for (let j = 0; j < inner.length; j++) volumes[c++] = first.widths[i] * inner[j];
  return { axes, shape, size, volumes };
}

/** @throws InputError unless there are one or two axes. */
export function refuseBadDimension(dimension: number): void {
  if (dimension === 1 || dimension === 2) return;
  throw new InputError({
    code: "bad-dimension",
    path: "axes",
    expected: "one or two axes",
    found: dimension === 0 ? "none" : `${dimension}`,
    remedy:
      dimension > 2
        ? "Densities in three or more dimensions are out of reach of a grid; particles have no such limit."
        : undefined,
  });
}

/** Coordinates of all cell centres: one array of shape [nx·ny] an axis, in cell order. */
export function cellCenters(grid: Grid): Float64Array[] {
  const inner = grid.shape[1] ?? 1;
  const [first, second] = grid.axes;
  const along = new Float64Array(grid.size);
  const across = new Float64Array(second ? grid.size : 0);
  for (let i = 0; i < grid.shape[0]; i++) {
    along.fill(first.centers[i], i * inner, (i + 1) * inner);
    if (second) across.set(second.centers, i * inner);
  }
  return second ? [along, across] : [along];
}

/**
 * How cells along one axis sit in memory: `count` cells a line, `stride` apart,
 * in `lines` lines; line k starts at `lineStart(k)`.
 */
export interface Lines {
  readonly count: number;
  readonly stride: number;
  readonly lines: number;
  readonly lineStart: (line: number) => number;
}

/** The lines of cells along one axis, 0 or 1. */
export function linesAlong(grid: Grid, axis: number): Lines {
  const inner = grid.shape[1] ?? 1;
  return axis === 0
    ? { count: grid.shape[0], stride: inner, lines: inner, lineStart: (line) => line }
    : { count: inner, stride: 1, lines: grid.shape[0], lineStart: (line) => line * inner };
}
