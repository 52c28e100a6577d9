import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import { matrixEntries } from "../problem/matrix-field.js";
import type { Problem } from "../problem/problem.js";
import type { LatticeFaces } from "./lattice-faces.js";

/** Adds what a potential at cell centres does to Pe along faces, for D = dI + S. */
export type AddPull = (faces: LatticeFaces, time: number, d: number, peclet: Float64Array) => void;

/**
 * −∫ D⁻¹∇V·dl along faces with step e, for a V known at cell centres: with D⁻¹e = κe + r, r ⊥ e,
 *
 *   −(κ·(V_R − V_L) + r·∇V)
 *
 * κ and r·∇V being means of both ends and ∇V a central difference (one-sided at walls): order 2, and to rounding the
 * difference of V/D where D is constant and isotropic.
 */
export function tensorPull(problem: Problem, potential: Float64Array): AddPull {
  const { grid, diffusion } = problem;
  const centers = cellCenters(grid);
  const moves = [...diffusion.diagonal, diffusion.cross].some((field) => field?.varies.inTime);
  const [hx, hy] = grid.axes.map(({ widths }) => widths[0]);
  let known: ReturnType<typeof matrixEntries> | null = null;
  return (faces, time, d, peclet) => {
    if (moves || !known) known = matrixEntries(diffusion, centers, time);
    const { xx, xy, yy } = known;
    const [slopeX, slopeY] = [slopes(grid, potential, 0), slopes(grid, potential, 1)];
    const along = new Float64Array(grid.size);
    const aside = new Float64Array(grid.size);
    for (let n = 0; n < faces.directions.length; n++) {
      const [ex, ey] = [faces.directions[n][0] * hx, faces.directions[n][1] * hy];
      for (let c = 0; c < grid.size; c++) {
        const [a, b] = [xx[c] + d, yy[c] + d];
        const determinant = a * b - xy[c] * xy[c];
        const [x, y] = [(b * ex - xy[c] * ey) / determinant, (a * ey - xy[c] * ex) / determinant];
        along[c] = (x * ex + y * ey) / (ex * ex + ey * ey);
        aside[c] = (x - along[c] * ex) * slopeX[c] + (y - along[c] * ey) * slopeY[c];
      }
      for (let k = faces.first[n]; k < faces.first[n + 1]; k++) {
        const [lower, upper] = [faces.lower[k], faces.upper[k]];
        if (upper < 0) continue;
        const rise = potential[upper] - potential[lower];
        peclet[k] -= 0.5 * ((along[lower] + along[upper]) * rise + aside[lower] + aside[upper]);
      }
    }
  };
}

/** ∂V along an axis at the cell centres, by differences of order 2. */
export function slopes(grid: Grid, potential: Float64Array, axis: number): Float64Array {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const { widths, boundary } = grid.axes[axis];
  const periodic = boundary.upper === "periodic";
  const out = new Float64Array(grid.size);
  for (let line = 0; line < lines; line++) {
    const at = (i: number): number => potential[lineStart(line) + ((i + count) % count) * stride];
    for (let i = 0; i < count; i++) {
      const inside = periodic || (i > 0 && i < count - 1);
      const difference = inside
        ? at(i + 1) - at(i - 1)
        : count < 3
          ? 2 * (at(1) - at(0))
          : i === 0
            ? 4 * at(1) - 3 * at(0) - at(2)
            : 3 * at(i) - 4 * at(i - 1) + at(i - 2);
      out[lineStart(line) + i * stride] = difference / (2 * widths[0]);
    }
  }
  return out;
}
