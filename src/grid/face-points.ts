import type { Grid } from "./grid.js";

/** The points of each face along an axis, from the lower end to the upper: one array a coordinate. */
export function facePoints(grid: Grid, axis: number): Float64Array[][] {
  const across = grid.axes[1 - axis]?.centers;
  return Array.from(grid.axes[axis].faces, (face) => {
    const along = new Float64Array(across?.length ?? 1).fill(face);
    return across ? (axis === 0 ? [along, across] : [across, along]) : [along];
  });
}

/** `x = 1.5, y = 2` for point k. */
export const placeText = (grid: Grid, points: readonly Float64Array[], k: number): string =>
  grid.axes.map((axis, a) => `${axis.name} = ${Number(points[a][k].toPrecision(6))}`).join(", ");
