import { valueAt } from "../problem/field.js";
import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { placeText } from "../grid/face-points.js";
import { SPURIOUS } from "./ingredients.js";
import { along, placesAlong, type Segments } from "./segments.js";

/** Gaps between neighbouring centres along an axis, with the cells at their ends; what closes a ring is left out. */
function sampledPieces(
  grid: Grid,
  axis: number,
  centers: readonly Float64Array[],
): { pieces: Segments; cells: Int32Array; next: Int32Array } {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const found: number[] = [];
  for (let line = 0; line < lines; line++) for (let i = 0; i + 1 < count; i++) found.push(lineStart(line) + i * stride);
  const cells = Int32Array.from(found);
  const next = cells.map((c) => c + stride);
  const from = Float64Array.from(cells, (c) => centers[axis][c]);
  const length = Float64Array.from(next, (c, k) => centers[axis][c] - from[k]);
  const other = centers[1 - axis];
  const across = other ? Float64Array.from(cells, (c) => other[c]) : null;
  return { pieces: { axis, from, length, across, wrap: null, upperCell: null }, cells, next };
}

/** The same at the start of a problem. */
export function wellsHiddenIn(problem: Problem): string[] {
  const { grid, drift, time } = problem;
  const centers = cellCenters(grid);
  const loss = new Float64Array(grid.size);
  const start = time?.start ?? 0;
  drift.loss?.valuesInto(centers, start, loss);
  return hiddenWells(problem, start, centers, loss);
}

/** The way from the middle of a cell to the next is looked at in so many places: the more the fewer cells there are. */
function looksAlong({ shape }: Grid, axis: number): number[] {
  const count = Math.min(Math.max(Math.ceil(2048 / shape[axis]), 3), 63) | 1;
  return Array.from({ length: count }, (_, k) => (k + 1) / (count + 1));
}

/** A well this deep in Φ between two cells, where the density is e times that at both, is worth a word. */
const DEEP = 1;

/**
 * What a user should know of wells that lie between the middles of two cells, where no cell sees them: of the loss, and in the
 * senses of Itô and Stratonovich of D, as the density goes as exp(−Φ), Φ = ηL/D + (1 − α) ln D. Forces are not looked at, nor
 * grids of two axes.
 * @param centers coordinates of all cell centres
 * @param lossAtCenters the loss there
 */
export function hiddenWells(
  problem: Problem,
  time: number,
  centers: readonly Float64Array[],
  lossAtCenters: Float64Array,
): string[] {
  const { grid, drift, diffusion, convention } = problem;
  const eta = valueAt(drift.learningRate, time);
  const loss = eta === 0 ? null : drift.loss;
  // in the plane the look would take as long as several steps
  if (grid.axes.length > 1) return [];
  const raised = diffusion.scalar ? valueAt(diffusion.scalar, time) : 0;
  return grid.axes.flatMap((axis, a) => {
    const field = diffusion.diagonal[a];
    const dips = field.varies.inSpace && convention !== "fick";
    if (!dips && !loss?.varies.inSpace) return [];
    const { pieces, cells, next } = sampledPieces(grid, a, centers);
    const D = (s: number): Float64Array =>
      field.varies.inSpace ? along(pieces, field, s, time) : new Float64Array(cells.length).fill(valueAt(field, time));
    const share = SPURIOUS[convention];
    const [first, last] = dips ? [D(0), D(1)] : [null, null];
    let [deepest, at, cell] = [DEEP, 0, -1];
    for (const s of looksAlong(grid, a)) {
      const here = D(s);
      const value = loss && along(pieces, loss, s, time);
      for (let k = 0; k < cells.length; k++) {
        const middle = here[k] + raised;
        let [own, other] = [0, 0];
        if (value) {
          own = (eta * (lossAtCenters[cells[k]] - value[k])) / middle;
          other = (eta * (lossAtCenters[next[k]] - value[k])) / middle;
        }
        if (first && last) {
          own += share * Math.log((first[k] + raised) / middle);
          other += share * Math.log((last[k] + raised) / middle);
        }
        const depth = Math.min(own, other);
        if (depth > deepest) [deepest, at, cell] = [depth, s, k];
      }
    }
    if (cell < 0) return [];
    const place = centers.map((values, b) =>
      b === a ? placesAlong(pieces, at) : Float64Array.from(cells, (c) => values[c]),
    );
    const what = dips ? (loss ? "loss or D has" : "D has") : "the loss has";
    return [
      `Near ${placeText(grid, place, cell)} ${what} a well narrower than a cell: between the middles of two cells the density would rise to ${Number(Math.exp(deepest).toPrecision(2))} times that at both, and the grid does not see it. Take more cells along ${axis.name}, or narrower ones there.`,
    ];
  });
}
