import ndarray, { type NdArray } from "ndarray";
import type { Axis } from "../../src/grid/axis.js";
import type { Solution } from "../../src/solve/solution.js";

const POINTS = 6;

/**
 * A density on one axis between its centres, by the polynomial through the six nearest (order 6, so that it adds nothing
 * to the error of a scheme of order 2); beyond the outermost centre by the same polynomial, on a ring through the wrap.
 */
export function densityAt(axis: Axis, density: NdArray<Float64Array>, place: number): number {
  const { centers, faces, boundary } = axis;
  const n = centers.length;
  const ring = boundary.upper === "periodic";
  const length = faces[n] - faces[0];
  let above = 0;
  while (above < n && centers[above] < place) above++;
  const first = ring ? above - POINTS / 2 : Math.min(Math.max(above - POINTS / 2, 0), n - POINTS);
  const cells = Array.from({ length: POINTS }, (_, k) => first + k);
  const at = (cell: number): number => centers[(cell + n) % n] + length * Math.floor(cell / n);
  return cells.reduce((sum, own) => {
    const weight = cells.reduce(
      (product, other) => (other === own ? product : (product * (place - at(other))) / (at(own) - at(other))),
      1,
    );
    return sum + weight * density.get((own + n) % n);
  }, 0);
}

/** ρ(x) or ρ(x, y) at the last frame of a solution. */
export function lastDensityAt({ problem, density }: Solution, x: number, y = 0): number {
  const [first, second] = problem.grid.axes;
  const last = density.pick(density.shape[0] - 1);
  if (!second) return densityAt(first, last, x);
  const alongX = Float64Array.from(first.centers, (_, i) => densityAt(second, last.pick(i), y));
  return densityAt(first, ndarray(alongX), x);
}

/** Where a density on one axis is largest, by golden section on the polynomial around its largest value. */
export function modeOf(axis: Axis, density: NdArray<Float64Array>): number {
  let top = 0;
  for (let i = 1; i < axis.centers.length; i++) if (density.get(i) > density.get(top)) top = i;
  let [low, high] = [axis.centers[top - 1], axis.centers[top + 1]];
  const share = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-9) {
    const [left, right] = [high - share * (high - low), low + share * (high - low)];
    if (densityAt(axis, density, left) < densityAt(axis, density, right)) low = left;
    else high = right;
  }
  return (low + high) / 2;
}
