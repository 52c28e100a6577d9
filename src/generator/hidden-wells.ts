import { valueAt } from "../problem/field.js";
import { cellCenters, type Grid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { placeText } from "../grid/face-points.js";
import { SPURIOUS } from "./ingredients.js";
import { along, innerSegments, placesAlong, riseAlong } from "./segments.js";

/** The same at the start of a problem. */
export function wellsHiddenIn(problem: Problem): string[] {
  const { grid, drift, time } = problem;
  const centers = cellCenters(grid);
  const loss = new Float64Array(grid.size);
  const start = time?.start ?? 0;
  drift.loss?.valuesInto(centers, start, loss);
  return hiddenWells(problem, start, centers, loss);
}

/**
 * The way from the middle of a cell to the next is looked at in so many places: the more the fewer cells there are, so that the axis
 * is looked at everywhere alike; on two axes in fewer, which takes less than assembling.
 */
function looksAlong({ shape }: Grid, axis: number): number[] {
  const [fewest, most, all] = shape.length === 1 ? [3, 63, 2048] : [1, 7, 128];
  const count = Math.min(Math.max(Math.ceil(all / shape[axis]), fewest), most) | 1;
  return Array.from({ length: count }, (_, k) => (k + 1) / (count + 1));
}

/** A well this deep in Φ between two cells, where the density is e times that at both, is worth a word. */
const DEEP = 1;

/**
 * What a user should know of wells that lie between the middles of two cells, where no cell sees them: of the loss, and in the
 * senses of Itô and Stratonovich of D, as the density goes as exp(−Φ), Φ = ηL/D + (1 − α) ln D. Forces and full tensors are not
 * looked at.
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
  if (diffusion.cross) return [];
  const raised = diffusion.scalar ? valueAt(diffusion.scalar, time) : 0;
  return grid.axes.flatMap((axis, a) => {
    const field = diffusion.diagonal[a];
    const dips = field.varies.inSpace && convention !== "fick";
    if (!dips && !loss?.varies.inSpace) return [];
    const pieces = innerSegments(grid, a, centers);
    const D = (s: number): Float64Array => along(pieces, field, s, time);
    const rise = (s: number): Float64Array =>
      loss ? riseAlong(pieces, loss, s, time, lossAtCenters) : new Float64Array(grid.size);
    const [first, last, across] = [D(0), D(1), rise(1)];
    const share = SPURIOUS[convention];
    let [deepest, at, cell] = [DEEP, 0, -1];
    for (const s of looksAlong(grid, a)) {
      const [here, up] = [dips ? D(s) : first, rise(s)];
      for (let c = 0; c < grid.size; c++) {
        if (!(pieces.length[c] > 0)) continue;
        const middle = here[c] + raised;
        let [own, next] = [(-eta * up[c]) / middle, (eta * (across[c] - up[c])) / middle];
        if (dips) {
          own += share * Math.log((first[c] + raised) / middle);
          next += share * Math.log((last[c] + raised) / middle);
        }
        const depth = Math.min(own, next);
        if (depth > deepest) [deepest, at, cell] = [depth, s, c];
      }
    }
    if (cell < 0) return [];
    const place = centers.map((values, b) => (b === a ? placesAlong(pieces, at) : values));
    const what = dips ? (loss ? "loss or D has" : "D has") : "the loss has";
    return [
      `Near ${placeText(grid, place, cell)} ${what} a well narrower than a cell: between the middles of two cells the density would rise to ${Number(Math.exp(deepest).toPrecision(2))} times that at both, and the grid does not see it. Take more cells along ${axis.name}, or narrower ones there.`,
    ];
  });
}
