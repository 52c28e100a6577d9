import { cellCenters } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";

/** Times and places at which coefficients are looked at before a run. */
const TIMES = 8192;
const PLACES = 24;
/** A step may see this much of the largest change of a coefficient, ups and downs added up. */
const SHARE = 0.25;
/** Changes this small against the coefficient itself are rounding. */
const ROUNDING = 1e-12;

/**
 * The longest step from a given time that does not run past a change of loss, force, D or learning rate.
 *
 * A density at rest gives no error to judge a step by, so a force that comes up for a short while would be stepped over
 * unseen. The coefficients are sampled over the run; what happens within less than 1/8192 of it may still be missed.
 */
export function longestStep(problem: Problem): (time: number) => number {
  const { start, frames } = problem.time!;
  const span = frames[frames.length - 1] - start;
  const changes = accumulatedChanges(problem, start, span);
  const at = (k: number): number => changes[Math.min(k, TIMES)];
  return (time) => {
    const first = Math.min(Math.max(Math.floor(((time - start) / span) * TIMES), 0), TIMES);
    let low = first + 1;
    let high = TIMES + 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(middle) - at(first) > SHARE) high = middle;
      else low = middle + 1;
    }
    return low > TIMES ? Infinity : Math.max(((low - first) / TIMES) * span, span / TIMES);
  };
}

/** Sum of |change| over the sampled times, of whichever coefficient and place changes most, in units of its range. */
function accumulatedChanges({ grid, drift, diffusion }: Problem, start: number, span: number): Float64Array {
  const stride = Math.max(1, Math.floor(grid.size / PLACES));
  const places = cellCenters(grid).map((z) => z.filter((_, c) => c % stride === stride >> 1).slice(0, 2 * PLACES));
  const count = places[0].length;
  const total = new Float64Array(TIMES + 1);
  const fields = new Set([
    drift.loss,
    drift.learningRate,
    ...drift.force,
    diffusion.scalar,
    ...diffusion.diagonal,
    diffusion.cross,
  ]);
  for (const field of fields) {
    if (!field?.varies.inTime) continue;
    const values = new Float64Array((TIMES + 1) * count);
    for (let k = 0; k <= TIMES; k++)
      field.valuesInto(places, start + (k / TIMES) * span, values.subarray(k * count, (k + 1) * count));
    let range = 0;
    let size = 0;
    for (let place = 0; place < count; place++) {
      let [lowest, highest] = [Infinity, -Infinity];
      for (let k = place; k < values.length; k += count) {
        lowest = Math.min(lowest, values[k]);
        highest = Math.max(highest, values[k]);
      }
      range = Math.max(range, highest - lowest);
      size = Math.max(size, Math.abs(highest), Math.abs(lowest));
    }
    if (!(range > ROUNDING * size && range < Infinity)) continue;
    let sum = 0;
    for (let k = 1; k <= TIMES; k++) {
      let change = 0;
      for (let place = 0; place < count; place++)
        change = Math.max(change, Math.abs(values[k * count + place] - values[(k - 1) * count + place]));
      sum += change / range;
      total[k] = Math.max(total[k], sum);
    }
  }
  return total;
}
