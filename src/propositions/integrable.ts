import { cellCenters, linesAlong } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { onTwiceTheBox } from "./other-box.js";

/** What a box twice as wide adds has to fall from one doubling to the next, or the sum has no end. */
const FALLING = 0.97;
/** Shares below this are tails that have ended. */
const ENDED = 1e-2;
const DOUBLINGS = 3;
/** A loss that rises by so many times as much with each doubling does so as a power, and faster than any logarithm. */
const POWER = 1.2;

/**
 * Whether a loss that rises beyond all ends of the box rises too slowly for exp(−L/T) to have an integral over the line or
 * plane: with each doubling of the box it goes on to add as much. Tails |z|^−a add 2^(d−a) as much each time in d dimensions.
 * False where L falls or swings beyond an end, or is no number there: then the wall is a part of the problem, and the box all
 * there is.
 */
export function hasNoIntegral(problem: Problem, T: number): boolean {
  const boxes = [problem];
  for (let k = 0; k < DOUBLINGS; k++) boxes.push(onTwiceTheBox(boxes[k]));
  const losses = boxes.map(({ drift, grid }) => {
    const values = new Float64Array(grid.size);
    drift.loss!.valuesInto(cellCenters(grid), 0, values);
    return values;
  });
  const ends = boxes.map((box, k) => lowestAtEnds(box, losses[k]));
  if (ends[0].some((_, side) => ends.some((each, k) => k > 0 && !(each[side] > ends[k - 1][side])))) return false;
  const rises = ends.slice(1).map((each, k) => each.map((value, side) => value - ends[k][side]));
  // then the integral is there, however far out the tail of it ends
  if (ends[0].every((_, side) => rises[DOUBLINGS - 1][side] > POWER * rises[DOUBLINGS - 2][side])) return false;
  const lowest = losses[0].reduce((least, value) => Math.min(least, value), Infinity);
  const sums = losses.map((loss, k) =>
    loss.reduce((sum, value, c) => sum + boxes[k].grid.volumes[c] * Math.exp((lowest - value) / T), 0),
  );
  const added = sums.slice(1).map((sum, k) => sum - sums[k]);
  const [before, last] = added.slice(DOUBLINGS - 2);
  return last > ENDED * sums[0] && last >= FALLING * before;
}

/** The lowest loss in the cells along each end that is no part of a ring. */
function lowestAtEnds({ grid }: Problem, loss: Float64Array): number[] {
  return grid.axes.flatMap(({ boundary }, a) => {
    if (boundary.upper === "periodic") return [];
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    return [0, count - 1].map((i) => {
      let least = Infinity;
      for (let line = 0; line < lines; line++) least = Math.min(least, loss[lineStart(line) + i * stride]);
      return least;
    });
  });
}
