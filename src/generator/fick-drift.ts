import { valueAt } from "../problem/field.js";
import { noiseInducedDrift } from "../problem/noise-induced-drift.js";
import type { Problem } from "../problem/problem.js";

/** μ in Fick form at some points: −η∇L + force, less what the convention of the noise adds. */
export const fickDriftAt = (
  problem: Problem,
  points: readonly Float64Array[],
  time: number,
): [Float64Array, Float64Array] => fickDrift(problem, points[0].length)(points, time);

/** As {@link fickDriftAt} for up to `most` points; what it gives is overwritten by the next call. */
export function fickDrift(
  problem: Problem,
  most: number,
): (points: readonly Float64Array[], time: number) => [Float64Array, Float64Array] {
  const { loss, learningRate, force } = problem.drift;
  const { diagonal, cross } = problem.diffusion;
  const induces = problem.convention !== "fick" && [...diagonal, cross].some((field) => field?.varies.inSpace);
  const [first, second, part] = [0, 1, 2].map((k) => new Float64Array(k < 2 || loss ? most : 0));
  return (points, time) => {
    const n = points[0].length;
    const eta = loss ? valueAt(learningRate, time) : 0;
    const induced = induces ? noiseInducedDrift(problem, points, time) : null;
    const along = (axis: 0 | 1): Float64Array => {
      const out = (axis === 0 ? first : second).subarray(0, n);
      const push = force[axis];
      if (push) push.valuesInto(points, time, out);
      else out.fill(0);
      if (loss) {
        const slope = part.subarray(0, n);
        loss.derivative(axis).valuesInto(points, time, slope);
        addScaled(slope, -eta, out);
      }
      if (induced) addScaled(induced[axis], -1, out);
      return out;
    };
    return [along(0), along(1)];
  };
}

function addScaled(values: Float64Array, factor: number, sum: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] += factor * values[k];
}
