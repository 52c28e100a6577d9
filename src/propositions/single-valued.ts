import { cellCenters } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";

/** As a share of the range of L: what goes around a ring and comes back so close is back. */
const CLOSED = 1e-9;

/**
 * Why a loss is no function on a ring of the problem: going once around, just above the lower end and so much further on, it
 * comes back to another value. What drives a process on such a ring is a force, and a current stays. Null where it closes.
 */
export function whyNotSingleValued({ drift, grid }: Problem): string | null {
  const field = drift.loss;
  if (!field) return null;
  const centers = cellCenters(grid);
  const lossAt = (points: readonly Float64Array[]): Float64Array => {
    const values = new Float64Array(points[0].length);
    field.valuesInto(points, 0, values);
    return values;
  };
  const inside = lossAt(centers);
  const [least, most] = inside.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Infinity, -Infinity],
  );
  for (const [a, { name, boundary, faces }] of grid.axes.entries()) {
    if (boundary.upper !== "periodic") continue;
    const length = faces[faces.length - 1] - faces[0];
    const start = faces[0] + CLOSED * length;
    const other = grid.axes[1 - a];
    const across = other ? other.centers : Float64Array.of(0);
    const at = (position: number): Float64Array[] => {
      const along = new Float64Array(across.length).fill(position);
      return other ? (a === 0 ? [along, across] : [across, along]) : [along];
    };
    const [from, back] = [lossAt(at(start)), lossAt(at(start + length))];
    const raise = from.reduce((worst, value, k) => Math.max(worst, Math.abs(back[k] - value)), 0);
    if (
      raise > CLOSED * Math.max(most - least, raise) &&
      raise > Number.EPSILON * 16 * Math.max(Math.abs(least), Math.abs(most))
    )
      return `the loss is not single-valued on the ring along ${name}: once around it is ${Number(raise.toPrecision(6))} away from where it began, which is a force`;
  }
  return null;
}
