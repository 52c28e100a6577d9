import type { Generator } from "../generator/generator.js";
import type { SingularWall } from "../generator/singular-walls.js";
import { MAXIMUM_CELLS } from "../grid/axis.js";
import { linesAlong } from "../grid/grid.js";
import { pressedWarning, singularWarning, type PressedWall } from "./wall-warnings.js";

/** A share of the mass this large where cells are too coarse, or a wall density this close to the peak, is worth a word. */
const NOTICEABLE_SHARE = 0.05;
const NOTICEABLE_WALL = 1e-3;

/** Something about the grid that a user should know, and whether it makes errors in space shrink with order 1 only. */
export interface Finding {
  readonly text: string;
  readonly firstOrder: boolean;
}

/** The words of {@link resolutionFindings}. */
export const resolutionWarnings = (...of: Parameters<typeof resolutionFindings>): string[] =>
  resolutionFindings(...of).map(({ text }) => text);

/**
 * What a user should know about the grid in view of the density: layers it does not resolve, walls that matter.
 * @param of what the masses are: "the grid" for the volumes of cells where no density is known, so that no wall matters
 */
export function resolutionFindings(
  generator: Generator,
  mass: Float64Array,
  singular: readonly SingularWall[] = [],
  of: "the mass" | "the grid" = "the mass",
): Finding[] {
  const { grid, axes } = generator;
  const warnings: Finding[] = [];
  const warn = (firstOrder: boolean, text: string): void => void warnings.push({ text, firstOrder });
  const [total, peak] = totalAndPeak(mass, grid.volumes);
  if (!(total > 0)) return warnings;
  const pressed: PressedWall[] = [];
  grid.axes.forEach((axis, a) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    const { share: coarse, steepest } = layersOf(axes[a].peclet, mass, total);
    if (coarse > NOTICEABLE_SHARE)
      warn(
        true,
        `Layers along ${axis.name} are not resolved: |Pe| reaches ${steepest.toPrecision(2)} where ${Number((100 * coarse).toPrecision(2))} % of ${of} is; ${(count * steepest) / 2 > MAXIMUM_CELLS ? "no grid resolves them: diffusion counts for nothing there against the drift, and the scheme is of first order" : `about ${Math.ceil((count * steepest) / 2)} cells would resolve them`}.`,
      );
    for (const end of ["lower", "upper"] as const) {
      if (axis.boundary[end] !== "reflecting" || of === "the grid") continue;
      let highest = 0;
      for (let line = 0; line < lines; line++) {
        const c = lineStart(line) + (end === "lower" ? 0 : count - 1) * stride;
        highest = Math.max(highest, mass[c] / grid.volumes[c]);
      }
      if (highest <= NOTICEABLE_WALL * peak) continue;
      const wall = singular.find((one) => one.axis === a && one.end === end);
      const warning = wall && singularWarning(axis, wall);
      if (warning) warn(false, warning);
      if (!wall) pressed.push({ axis, end, share: highest / peak });
    }
  });
  if (pressed.length > 0) warn(false, pressedWarning(pressed));
  return [...warnings, ...obliqueWarnings(generator, mass, total, peak, of)];
}

/** Share of the mass before steep faces, and how steep they are where there is mass worth a look. */
function layersOf(peclet: Float64Array, mass: Float64Array, total: number): { share: number; steepest: number } {
  let share = 0;
  let steepest = 0;
  for (let c = 0; c < mass.length; c++) {
    const size = Math.abs(peclet[c]);
    if (size <= 2) continue;
    share += mass[c];
    if (mass[c] > 1e-6 * total && size > steepest) steepest = size;
  }
  return { share: share / total, steepest };
}

/** The same for the faces of an oblique direction, and whether any carries mass at all. */
function obliqueLayers(
  { lower, upper, peclet, weight }: NonNullable<Generator["oblique"]>,
  from: number,
  to: number,
  mass: Float64Array,
  total: number,
): { share: number; steepest: number; carries: boolean } {
  let share = 0;
  let steepest = 0;
  let carries = false;
  for (let f = from; f < to; f++) {
    const held = 0.5 * (mass[lower[f]] + mass[upper[f]]);
    if (!(weight[f] > 0) || held === 0) continue;
    carries = true;
    const size = Math.abs(peclet[f]);
    if (size <= 2) continue;
    share += held;
    if (held > 1e-6 * total && size > steepest) steepest = size;
  }
  return { share: share / total, steepest, carries };
}

function totalAndPeak(mass: Float64Array, volumes: Float64Array): [number, number] {
  let total = 0;
  let peak = 0;
  for (let c = 0; c < mass.length; c++) {
    total += mass[c];
    const density = mass[c] / volumes[c];
    if (density > peak) peak = density;
  }
  return [total, peak];
}

/** Oblique faces that reach further than so many cells make a wide stencil: its error is that of a grid as coarse. */
const WIDE = 4;

/** What oblique faces, those of a full tensor D, add: their layers, their width, and reflecting walls at which some are missing. */
function obliqueWarnings(
  { grid, oblique }: Generator,
  mass: Float64Array,
  total: number,
  peak: number,
  of: string,
): Finding[] {
  if (!oblique) return [];
  const { directions, first } = oblique;
  const warnings: Finding[] = [];
  const warn = (firstOrder: boolean, text: string): void => void warnings.push({ text, firstOrder });
  let worst = { share: 0, steepest: 0, direction: "" };
  const used = directions.filter(([a, b], k) => {
    const { share, steepest, carries } = obliqueLayers(oblique, first[k], first[k + 1], mass, total);
    if (share > worst.share) worst = { share, steepest, direction: `(${a}, ${b})` };
    return carries;
  });
  if (worst.share > NOTICEABLE_SHARE)
    warn(
      true,
      `Layers along the oblique direction ${worst.direction}, in cells, are not resolved: |Pe| reaches ${worst.steepest.toPrecision(2)} where ${Number((100 * worst.share).toPrecision(2))} % of ${of} is; ${Math.ceil(worst.steepest / 2)} times as many cells along both axes would resolve them.`,
    );
  const reach = [0, 1].map((axis) => used.reduce((most, step) => Math.max(most, Math.abs(step[axis])), 0));
  const widest = Math.max(...reach);
  if (widest > WIDE) {
    const [a, b] = used.find((step) => Math.max(...step.map(Math.abs)) === widest)!;
    warn(
      false,
      `D is so far from round that it takes faces to cells as far as (${a}, ${b}) away: errors are those of a grid ${widest} times as coarse, and steps cost more. Choose the numbers of cells so that D is rounder when measured in cells, or turn the axes towards the directions in which D is largest and smallest.`,
    );
  }
  grid.axes.forEach((axis, a) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    const cells = Math.min(reach[a], count);
    for (const end of ["lower", "upper"] as const) {
      if (axis.boundary[end] !== "reflecting" || of === "the grid") continue;
      let highest = 0;
      for (let line = 0; line < lines; line++)
        for (let i = 0; i < cells; i++) {
          const c = lineStart(line) + (end === "lower" ? i : count - 1 - i) * stride;
          highest = Math.max(highest, mass[c] / grid.volumes[c]);
        }
      if (highest > NOTICEABLE_WALL * peak)
        warn(
          true,
          `At ${axis.name} = ${end === "lower" ? axis.faces[0] : axis.faces[count]} (${end}) the reflecting wall cuts off faces of the full tensor D, and within ${cells === 1 ? "one cell" : `${cells} cells`} of it the density reaches ${(highest / peak).toPrecision(2)} of the peak: the result is of first order there. A finer grid does not mend the order; put the wall where the density is negligible.`,
        );
    }
  });
  return warnings;
}
