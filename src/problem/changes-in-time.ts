import { cellCenters } from "../grid/grid.js";
import type { Problem } from "./problem.js";

/** Places at which coefficients are looked at, and no more than twice as many. */
const PLACES = 24;
/** Changes this small against the coefficient itself are rounding. */
const ROUNDING = 1e-12;

/** A coefficient that changes in time, in units of its range: times × places. */
export interface ChangeInTime {
  readonly count: number;
  readonly values: Float64Array;
}

/**
 * Loss, force, D and learning rate at some places of a grid, those of them that change over the given times, each divided by
 * the largest difference that it makes at any of the places.
 */
export function changesInTime({ grid, drift, diffusion }: Problem, times: readonly number[]): ChangeInTime[] {
  const stride = Math.max(1, Math.floor(grid.size / PLACES));
  const places = cellCenters(grid).map((z) => z.filter((_, c) => c % stride === stride >> 1).slice(0, 2 * PLACES));
  const fields = [
    drift.loss,
    drift.learningRate,
    ...drift.force,
    diffusion.scalar,
    ...diffusion.diagonal,
    diffusion.cross,
  ];
  return [...new Set(fields)].flatMap((field) => {
    if (!field?.varies.inTime) return [];
    const here = field.varies.inSpace ? places : places.map((z) => z.slice(0, 1));
    const count = here[0].length;
    const values = new Float64Array(times.length * count);
    times.forEach((time, k) => field.valuesInto(here, time, values.subarray(k * count, (k + 1) * count)));
    let [range, size] = [0, 0];
    for (let p = 0; p < count; p++) {
      let [lowest, highest] = [Infinity, -Infinity];
      for (let k = p; k < values.length; k += count) {
        lowest = Math.min(lowest, values[k]);
        highest = Math.max(highest, values[k]);
      }
      range = Math.max(range, highest - lowest);
      size = Math.max(size, Math.abs(highest), Math.abs(lowest));
    }
    if (!(range > ROUNDING * size && range < Infinity)) return [];
    return [{ count, values: values.map((value) => value / range) }];
  });
}
