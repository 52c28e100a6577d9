import { placeText } from "../grid/face-points.js";
import { cellCenters } from "../grid/grid.js";
import { valueAt, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { SPURIOUS } from "./ingredients.js";

/** A well this deep in Φ between two cells, where the density is e times that at both, is worth a word. */
const DEEP = 1;
/** An axis is looked at in about so many places between centres, but no gap in more than the second number of them. */
const PLACES = 1024;
const MOST = 63;

/** The wells of a problem at its start, as {@link hiddenWells} finds them. */
export function wellsHiddenIn(problem: Problem): string[] {
  const { grid, drift, time } = problem;
  const start = time?.start ?? 0;
  const loss = new Float64Array(grid.size);
  drift.loss?.valuesInto(cellCenters(grid), start, loss);
  return hiddenWells(problem, start, loss);
}

/**
 * What a user should know of wells that lie between the middles of two cells, where no cell sees them: of the loss, and in the
 * senses of Itô and Stratonovich of D, as the density goes as exp(−Φ), Φ = ηL/D + (1 − α) ln D. Forces are not looked at, nor
 * grids of two axes.
 * @param lossAtCenters the loss at the cell centres
 */
export function hiddenWells(problem: Problem, time: number, lossAtCenters: Float64Array): string[] {
  const { grid, drift, diffusion, convention } = problem;
  if (grid.axes.length > 1) return [];
  const [{ name, centers }] = grid.axes;
  const [D] = diffusion.diagonal;
  const eta = valueAt(drift.learningRate, time);
  const loss = eta !== 0 && drift.loss?.varies.inSpace ? drift.loss : null;
  const dips = D.varies.inSpace && convention !== "fick";
  if (!loss && !dips) return [];
  const gaps = centers.length - 1;
  const places = new Float64Array(gaps);
  const raised = diffusion.scalar ? valueAt(diffusion.scalar, time) : 0;
  const sampled = (field: Field, points: Float64Array): Float64Array => {
    const out = new Float64Array(points.length);
    field.valuesInto([points], time, out);
    return out;
  };
  const same = D.varies.inSpace ? null : valueAt(D, time) + raised;
  const atCenters = dips ? sampled(D, centers) : null;
  const share = SPURIOUS[convention];
  const looks = Math.min(Math.ceil(PLACES / gaps), MOST) | 1;
  let [deepest, at] = [DEEP, NaN];
  for (let look = 1; look <= looks; look++) {
    for (let i = 0; i < gaps; i++) places[i] = centers[i] + (look / (looks + 1)) * (centers[i + 1] - centers[i]);
    const here = same === null ? sampled(D, places) : null;
    const value = loss && sampled(loss, places);
    for (let i = 0; i < gaps; i++) {
      const middle = here ? here[i] + raised : same!;
      let [before, after] = [0, 0];
      if (value) {
        before = (eta * (lossAtCenters[i] - value[i])) / middle;
        after = (eta * (lossAtCenters[i + 1] - value[i])) / middle;
      }
      if (atCenters) {
        before += share * Math.log((atCenters[i] + raised) / middle);
        after += share * Math.log((atCenters[i + 1] + raised) / middle);
      }
      const depth = Math.min(before, after);
      if (depth > deepest) [deepest, at] = [depth, places[i]];
    }
  }
  if (Number.isNaN(at)) return [];
  const what = dips ? (loss ? "loss or D has" : "D has") : "the loss has";
  const place = placeText(grid, [Float64Array.of(at)], 0);
  return [
    `Near ${place} ${what} a well narrower than a cell: between the middles of two cells the density would rise to ${Number(Math.exp(deepest).toPrecision(2))} times that at both, and the grid does not see it. Take more cells along ${name}, or narrower ones there.`,
  ];
}
