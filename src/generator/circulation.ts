import type { Grid } from "../grid/grid.js";
import type { LatticeFaces } from "./lattice-faces.js";

/**
 * How much D⁻¹μ turns: the largest ∮D⁻¹μ·dl around one cell-sized square of the grid, against the largest Pe of a face
 * and times the cells across. A number without unit that does not depend on the cell width: 0 for a gradient (to
 * rounding), about 1 for a rotation that is as strong as the rest of the drift.
 * @param peclet Pe of all faces, those of the two axes first
 */
export function circulation({ first, lower, upper }: LatticeFaces, peclet: Float64Array, grid: Grid): number {
  const size = grid.size;
  const along = [0, 1].map((axis) => {
    const work = new Float64Array(size).fill(NaN);
    const next = new Int32Array(size);
    for (let k = first[axis]; k < first[axis + 1]; k++) {
      work[lower[k]] = peclet[k];
      next[lower[k]] = upper[k];
    }
    return { work, next };
  });
  const [x, y] = along as [(typeof along)[0], (typeof along)[0]];
  let largest = 0;
  let strongest = 0;
  for (let c = 0; c < size; c++) {
    const around = x.work[c] + y.work[x.next[c]] - x.work[y.next[c]] - y.work[c];
    // NaN where the square would leave the grid
    if (Math.abs(around) > largest) largest = Math.abs(around);
    strongest = Math.max(strongest, Math.abs(x.work[c]) || 0, Math.abs(y.work[c]) || 0);
  }
  return strongest > 0 ? (largest / strongest) * Math.max(...grid.shape) : 0;
}
