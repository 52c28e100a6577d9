import { valueAt } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { placeText } from "../grid/face-points.js";
import { SPURIOUS } from "./ingredients.js";
import { along, innerSegments, placesAlong, riseAlong } from "./segments.js";

/** Where the way from the middle of a cell to the next is looked at. */
const LOOKS = [0.25, 0.5, 0.75];
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
    const D = (s: number): Float64Array => along(pieces, field, s, time).map((value) => value + raised);
    const rise = (s: number): Float64Array | null => loss && riseAlong(pieces, loss, s, time, lossAtCenters);
    const [first, last] = [D(0), D(1)];
    const across = rise(1);
    let [deepest, at, cell] = [DEEP, 0, -1];
    for (const s of LOOKS) {
      const [here, up] = [D(s), rise(s)];
      for (let c = 0; c < grid.size; c++) {
        if (!(pieces.length[c] > 0)) continue;
        const own = SPURIOUS[convention] * Math.log(first[c] / here[c]) - (up ? (eta * up[c]) / here[c] : 0);
        const next =
          SPURIOUS[convention] * Math.log(last[c] / here[c]) + (up ? (eta * (across![c] - up[c])) / here[c] : 0);
        const depth = Math.min(own, next);
        if (depth > deepest) [deepest, at, cell] = [depth, s, c];
      }
    }
    if (cell < 0) return [];
    const place = centers.map((values, b) => (b === a ? placesAlong(pieces, at) : values));
    return [
      `Near ${placeText(grid, place, cell)} ${dips ? (loss ? "loss or D has" : "D has") : "the loss has"} a well narrower than a cell: between the middles of two cells the density would rise to ${Number(Math.exp(deepest).toPrecision(2))} times that at both, and the grid does not see it. Take more cells along ${axis.name}, or narrower ones there.`,
    ];
  });
}
