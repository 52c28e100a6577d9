import { changesInTime } from "../problem/changes-in-time.js";
import type { Problem } from "../problem/problem.js";

/** Times at which coefficients are looked at before a run. */
const TIMES = 8192;
/** A step may see this much of the largest change of a coefficient, ups and downs added up. */
const SHARE = 0.25;

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
function accumulatedChanges(problem: Problem, start: number, span: number): Float64Array {
  const times = Array.from({ length: TIMES + 1 }, (_, k) => start + (k / TIMES) * span);
  const total = new Float64Array(TIMES + 1);
  for (const { count, values } of changesInTime(problem, times)) {
    let sum = 0;
    for (let k = 1; k <= TIMES; k++) {
      let change = 0;
      for (let place = 0; place < count; place++)
        change = Math.max(change, Math.abs(values[k * count + place] - values[(k - 1) * count + place]));
      sum += change;
      total[k] = Math.max(total[k], sum);
    }
  }
  return total;
}
