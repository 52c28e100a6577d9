import { valueAt } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { ringTilts } from "./ring-tilt.js";

/** Pe is a difference of losses over D: digits lost beyond this are worth a word. */
const NOTICEABLE = 1e-6;

/**
 * What a user should know about a loss as stated: that it does not close on a ring, that a constant drowns its digits.
 * @param centers coordinates of all cell centres
 * @param values the loss there
 */
export function lossWarnings(
  problem: Problem,
  time: number,
  centers: () => readonly Float64Array[],
  values: Float64Array,
): string[] {
  const { drift, diffusion } = problem;
  const { loss } = drift;
  const eta = valueAt(drift.learningRate, time);
  if (!loss || eta === 0) return [];
  return [...tiltWarnings(problem, time, values), ...digitWarnings()];

  /** The constant that could be subtracted is the value at the minimum: losses that are high elsewhere only are steep. */
  function digitWarnings(): string[] {
    const bottom = smallest(values);
    const place = centers().map((z) => z.subarray(bottom, bottom + 1));
    const own = new Float64Array(1);
    let least = Infinity;
    for (const field of diffusion.diagonal) {
      field.valuesInto(place, time, own);
      least = Math.min(least, own[0] + (diffusion.scalar ? valueAt(diffusion.scalar, time) : 0));
    }
    const constant = Math.abs(values[bottom]);
    const lost = (Number.EPSILON * constant * Math.abs(eta)) / least;
    if (!(lost > NOTICEABLE)) return [];
    return [
      `The loss is ${constant.toPrecision(3)} or more everywhere, so that its differences have lost digits: Pe is known to ${lost.toPrecision(1)} only. Subtract the constant from the loss; it moves nothing.`,
    ];
  }
}

/** Where the value nearest to 0 is. */
function smallest(values: Float64Array): number {
  let found = 0;
  let least = Infinity;
  for (let c = 0; c < values.length; c++) {
    const size = Math.abs(values[c]);
    if (size >= least) continue;
    least = size;
    found = c;
  }
  return found;
}

function tiltWarnings({ grid, drift }: Problem, time: number, atCenters: Float64Array): string[] {
  return grid.axes.flatMap(({ name, faces, boundary }, axis) => {
    if (boundary.upper !== "periodic") return [];
    const tilts = ringTilts(grid, axis, drift.loss!, time, atCenters);
    const rise = tilts.reduce((most, tilt) => (Math.abs(tilt) > Math.abs(most) ? tilt : most), 0);
    if (rise === 0) return [];
    const [lower, upper] = [faces[0], faces[faces.length - 1]];
    return [
      `The loss does not close on the ring ${name}: it ${rise > 0 ? "rises" : "falls"} by ${rounded(Math.abs(rise))} once around, from ${name} = ${rounded(lower)} to ${rounded(upper)}, which is taken as a constant tilt, a force around the ring. If a force is meant, state it in drift.force.${name} and take it out of the loss; if a jump is meant, state a loss of period ${rounded(upper - lower)}, e.g. in sin and cos.`,
    ];
  });
}

const rounded = (value: number): number => Number(value.toPrecision(4));
