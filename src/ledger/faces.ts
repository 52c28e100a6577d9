import type { Grid } from "../grid/grid.js";
import type { Generator } from "../generator/generator.js";

/**
 * Faces between neighbouring cells, laid out for plain loops: face k of the row lies between the cells
 * `first + k` and `first + k + step`, k < `count`. Its gap is `gaps[position + k·along]` of the axis, its
 * area `acrossWidths(grid, axis)[transverse + k·(1 − along)]`.
 */
export interface FaceRow {
  readonly first: number;
  readonly count: number;
  /** From the cell below a face to the cell above it; negative across a periodic wrap. */
  readonly step: number;
  readonly position: number;
  /** 1 when the row runs along the axis of its faces, 0 when it runs across. */
  readonly along: 0 | 1;
  readonly transverse: number;
}

/** All inner faces of one axis, the wrap of a periodic axis included, in rows that follow the memory. */
export function innerFaces(grid: Grid, axis: number): FaceRow[] {
  const [nx, ny = 1] = grid.shape as [number, number?];
  const periodic = grid.axes[axis].boundary.lower === "periodic";
  const rows: FaceRow[] = [];
  if (grid.axes.length === 1) {
    rows.push({ first: 0, count: nx - 1, step: 1, position: 0, along: 1, transverse: 0 });
    if (periodic) rows.push({ first: nx - 1, count: 1, step: 1 - nx, position: nx - 1, along: 1, transverse: 0 });
  } else if (axis === 0) {
    for (let i = 0; i + 1 < nx; i++)
      rows.push({ first: i * ny, count: ny, step: ny, position: i, along: 0, transverse: 0 });
    if (periodic) {
      const last = (nx - 1) * ny;
      rows.push({ first: last, count: ny, step: -last, position: nx - 1, along: 0, transverse: 0 });
    }
  } else {
    for (let i = 0; i < nx; i++) {
      const start = i * ny;
      rows.push({ first: start, count: ny - 1, step: 1, position: 0, along: 1, transverse: i });
      if (periodic)
        rows.push({ first: start + ny - 1, count: 1, step: 1 - ny, position: ny - 1, along: 1, transverse: i });
    }
  }
  return rows;
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

/** The rates of leaving through an absorbing end, one entry a cell of the grid. */
export const leavingRates = (generator: Generator, end: AbsorbingEnd): Float64Array =>
  generator.axes[end.axis][end.side === "lower" ? "backward" : "forward"];
