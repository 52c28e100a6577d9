import type { Grid } from "../grid/grid.js";

/**
 * How much D⁻¹μ turns: the largest ∮D⁻¹μ·dl around one cell-sized square of the grid, against the largest Pe of a face
 * and times the cells across. A number without unit that does not depend on the cell width: 0 for a gradient (to
 * rounding), about 1 for a rotation that is as strong as the rest of the drift.
 * @param alongX,alongY Pe to the next cell along each axis, one entry a cell, 0 where there is no face
 */
export function circulation(grid: Grid, alongX: Float64Array, alongY: Float64Array): number {
  const [nx, ny] = grid.shape as [number, number];
  const [rows, columns] = grid.axes.map(({ boundary }, a) => grid.shape[a] - Number(boundary.upper !== "periodic"));
  let largest = 0;
  let strongest = 0;
  for (let i = 0; i < nx; i++) {
    const above = (i + 1 === nx ? 0 : i + 1) * ny;
    for (let j = 0; j < ny; j++) {
      const c = i * ny + j;
      strongest = Math.max(strongest, Math.abs(alongX[c]), Math.abs(alongY[c]));
      if (i >= rows || j >= columns) continue;
      const right = j + 1 === ny ? 0 : j + 1;
      largest = Math.max(largest, Math.abs(alongX[c] + alongY[above + j] - alongX[i * ny + right] - alongY[c]));
    }
  }
  return strongest > 0 ? (largest / strongest) * Math.max(nx, ny) : 0;
}
