import { linesAlong, type Grid } from "../grid/grid.js";

/** The density at one end of an axis: on one axis at a point, on two along a line of cells. */
export interface EndDensity {
  readonly axis: number;
  readonly side: "lower" | "upper";
  /** The points of the end, one array an axis. */
  readonly points: readonly Float64Array[];
  /** ρ there, and the length each point stands for (1 on a single axis). */
  readonly density: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The density at the ends of all axes: at a wall log ρ is extrapolated from the three nearest cells, order 3 in the cell
 * width; where a ring is cut open it is interpolated between the four nearest, likewise.
 */
export function endDensities(grid: Grid, density: Float64Array): EndDensity[] {
  return grid.axes.flatMap((axis, a) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    const other = grid.axes[1 - a];
    const ring = axis.boundary.upper === "periodic";
    return (["lower", "upper"] as const).map((side): EndDensity => {
      const up = side === "upper";
      const position = up ? axis.faces[count] : axis.faces[0];
      const near = ring
        ? [count - 2, count - 1, 0, 1]
        : [0, 1, 2].filter((k) => k < count).map((k) => (up ? count - 1 - k : k));
      const length = axis.faces[count] - axis.faces[0];
      const places = near.map((i) => axis.centers[i] + (ring ? (i < 2 ? 1 : 0) * length : 0));
      const share = lagrange(places, ring ? axis.faces[count] : position);
      const here = new Float64Array(lines);
      for (let line = 0; line < lines; line++) {
        const values = near.map((i) => density[lineStart(line) + i * stride]);
        // an empty cell has no logarithm; then the nearest one has to do
        here[line] = values.some((value) => !(value > 0))
          ? values[0]
          : Math.exp(values.reduce((sum, value, k) => sum + share[k] * Math.log(value), 0));
      }
      const along = new Float64Array(lines).fill(position);
      return {
        axis: a,
        side,
        points: other ? (a === 0 ? [along, other.centers] : [other.centers, along]) : [along],
        density: here,
        weights: other ? other.widths : Float64Array.of(1),
      };
    });
  });
}

/** The weights of values at some places in the polynomial through them. */
const lagrange = (places: readonly number[], at: number): number[] =>
  places.map((own, k) =>
    places.reduce((product, other, j) => (j === k ? product : (product * (at - other)) / (own - other)), 1),
  );
