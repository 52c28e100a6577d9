import type { Generator } from "../generator/generator.js";
import { linesAlong } from "../grid/grid.js";

/** A share of the mass this large where cells are too coarse, or a wall density this close to the peak, is worth a word. */
const NOTICEABLE_SHARE = 0.05;
const NOTICEABLE_WALL = 1e-3;

/** What a user should know about the grid in view of the density: layers it does not resolve, walls that matter. */
export function resolutionWarnings(generator: Generator, mass: Float64Array): string[] {
  const { grid, axes } = generator;
  const warnings: string[] = [];
  let total = 0;
  let peak = 0;
  for (let c = 0; c < grid.size; c++) {
    total += mass[c];
    peak = Math.max(peak, mass[c] / grid.volumes[c]);
  }
  if (!(total > 0)) return warnings;
  grid.axes.forEach((axis, a) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    let coarse = 0;
    let steepest = 0;
    for (let c = 0; c < grid.size; c++) {
      const peclet = Math.abs(axes[a].peclet[c]);
      if (peclet <= 2) continue;
      coarse += mass[c] / total;
      if (mass[c] > 1e-6 * total) steepest = Math.max(steepest, peclet);
    }
    if (coarse > NOTICEABLE_SHARE)
      warnings.push(
        `Layers along ${axis.name} are not resolved: |Pe| reaches ${steepest.toPrecision(2)} where ${(100 * coarse).toPrecision(2)} % of the mass is; about ${Math.ceil((count * steepest) / 2)} cells would resolve them.`,
      );
    for (const end of ["lower", "upper"] as const) {
      if (axis.boundary[end] !== "reflecting") continue;
      let highest = 0;
      for (let line = 0; line < lines; line++) {
        const c = lineStart(line) + (end === "lower" ? 0 : count - 1) * stride;
        highest = Math.max(highest, mass[c] / grid.volumes[c]);
      }
      if (highest > NOTICEABLE_WALL * peak)
        warnings.push(
          `Mass presses against the reflecting wall at ${axis.name} = ${end === "lower" ? axis.faces[0] : axis.faces[count]} (${end}): density ${(highest / peak).toPrecision(2)} of the peak. Unless the wall is meant, widen the range.`,
        );
    }
  });
  return warnings;
}
