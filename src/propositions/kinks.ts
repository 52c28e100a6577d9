import { linesAlong, type Grid } from "../grid/grid.js";
import type { LossValues } from "./loss-values.js";

/** A mismatch this much above those of its neighbours is a jump and no curvature. */
const JUMP = 8;
/** As a share of the gradients at hand. */
const ROUNDING = 1e-9;

/**
 * Whether ∇L or its derivative jumps between two cells where there is mass: then |Δ(∂L) − ∫∂²L|, by the trapezoidal rule,
 * stands out from what it is a few faces away, while that of a smooth L changes little from face to face.
 * @param mass per cell; jumps where there is none do not count
 */
export function hasKink(grid: Grid, mass: Float64Array, { gradient, curvature }: LossValues): boolean {
  return grid.axes.some((axis, a) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    const [slope, bend] = [gradient[a], curvature[a]];
    const apart = new Float64Array(count - 1);
    const size = new Float64Array(count - 1);
    for (let line = 0; line < lines; line++) {
      const cell = (i: number): number => lineStart(line) + i * stride;
      for (let i = 0; i + 1 < count; i++) {
        const [low, high] = [cell(i), cell(i + 1)];
        const rise = 0.5 * (axis.centers[i + 1] - axis.centers[i]) * (bend[low] + bend[high]);
        apart[i] = Math.abs(slope[high] - slope[low] - rise);
        size[i] = Math.abs(slope[high]) + Math.abs(slope[low]) + Math.abs(rise);
      }
      for (let i = 0; i < apart.length; i++) {
        if (mass[cell(i)] + mass[cell(i + 1)] < ROUNDING) continue;
        // a jump at a centre shows at two faces
        const near = [i - 3, i - 2, i + 2, i + 3].reduce((most, k) => Math.max(most, apart[k] ?? 0), 0);
        if (apart[i] > JUMP * near + ROUNDING * (size[i] + (size[i - 2] ?? 0) + (size[i + 2] ?? 0))) return true;
      }
    }
    return false;
  });
}
