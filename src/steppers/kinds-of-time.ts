import { changesInTime, type ChangeInTime } from "../problem/changes-in-time.js";
import type { Problem } from "../problem/problem.js";

/** A run cut into equal parts, and a few times that show all that the coefficients are in them. */
export interface KindsOfTime {
  readonly start: number;
  readonly width: number;
  /** Times of different coefficients, each the first of its kind. */
  readonly times: readonly number[];
  /** Of each part of the run the two times that are most like it, and how far it is from the first to the second. */
  readonly parts: readonly { readonly one: number; readonly other: number; readonly share: number }[];
}

const PARTS = 2048;
/** Of one coefficient, between the ends of its range, eight steps: enough for what changes smoothly with it. */
const MOST_KINDS = 9;
const ALIKE = 0.1;

/**
 * The times of a run at which loss, force, D and learning rate differ most: what depends on them is found there, and
 * interpolated between the two most alike at all other times. Times are taken one after another, each as far as can be from
 * those before (Gonzalez 1985). What happens within less than 1/2048 of the run may be missed.
 * @returns null where no coefficient depends on time
 */
export function kindsOfTime(problem: Problem, start: number, end: number): KindsOfTime | null {
  const width = (end - start) / PARTS;
  const middle = (k: number): number => start + (k + 0.5) * width;
  const shapes = changesInTime(
    problem,
    Array.from({ length: PARTS }, (_, k) => middle(k)),
  );
  if (shapes.length === 0) return null;
  const first = new Float64Array(PARTS).fill(Infinity);
  const distances: Float64Array[] = [];
  const times: number[] = [];
  for (let next = 0; times.length < MOST_KINDS && (times.length === 0 || first[next] > ALIKE);) {
    times.push(middle(next));
    const own = Float64Array.from({ length: PARTS }, (_, k) => apart(shapes, k, next));
    distances.push(own);
    next = 0;
    for (let k = 0; k < PARTS; k++) {
      first[k] = Math.min(first[k], own[k]);
      if (first[k] > first[next]) next = k;
    }
  }
  return { start, width, times, parts: Array.from({ length: PARTS }, (_, k) => between(distances.map((d) => d[k]))) };
}

/** The two smallest of some distances, and the place between them. */
function between(distances: readonly number[]): KindsOfTime["parts"][number] {
  const [one, other = one] = distances.map((_, k) => k).sort((a, b) => distances[a] - distances[b]);
  const sum = distances[one] + distances[other];
  return { one, other, share: sum > 0 ? distances[one] / sum : 0 };
}

/** The largest difference of any coefficient at any place. */
function apart(shapes: readonly ChangeInTime[], one: number, other: number): number {
  let largest = 0;
  for (const { count, values } of shapes)
    for (let p = 0; p < count; p++)
      largest = Math.max(largest, Math.abs(values[one * count + p] - values[other * count + p]));
  return largest;
}
