import type { Grid } from "./grid.js";

/** The points of each face along an axis, from the lower end to the upper: one array a coordinate. */
export const facePoints = (grid: Grid, axis: number): Float64Array[][] =>
  Array.from(grid.axes[axis].faces, (_, i) => pointsOfFace(grid, axis, i));

/** The points of the i-th face along an axis. */
export function pointsOfFace(grid: Grid, axis: number, i: number): Float64Array[] {
  const across = grid.axes[1 - axis]?.centers;
  const along = new Float64Array(across?.length ?? 1).fill(grid.axes[axis].faces[i]);
  return across ? (axis === 0 ? [along, across] : [across, along]) : [along];
}

/** This small a part of an axis is 0 but for rounding. */
const ROUNDING = 1e-14;

/** `x = 1.5, y = 2` for point k. */
export const placeText = (grid: Grid, points: readonly Float64Array[], k: number): string =>
  grid.axes
    .map(({ name, faces }, a) => {
      const [z, length] = [points[a][k], faces[faces.length - 1] - faces[0]];
      return `${name} = ${Math.abs(z) < ROUNDING * length ? 0 : Number(z.toPrecision(6))}`;
    })
    .join(", ");
