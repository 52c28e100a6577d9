import { InputError } from "../errors.js";
import { facePoints, placeText } from "../grid/face-points.js";
import { cellCenters, type Grid } from "../grid/grid.js";
import { valueAt } from "./field.js";
import type { MatrixField } from "./matrix-field.js";
import type { Problem } from "./problem.js";
import { SMALLEST_DIFFUSION, smallestEigenvalues } from "./smallest-diffusion.js";

/** Samples of the run: of d(t) alone, and where all of S(z, t) must be evaluated anew for each. */
const SAMPLES = 2000;
const COSTLY_SAMPLES = 32;

interface Lowest {
  readonly value: number;
  readonly place: string;
}

/**
 * Looks ahead: λ_min(D) > 0 must hold at all cell centres and inner faces until the end of the run, or the equation
 * turns into one that runs backwards there. With D = d(t)·I + S(z) that is d(t) + λ_min(S) > 0; for adaptive D with the
 * literal entropic term it fails from t* = τ·ln(D0/(β − σ²·λ_min(F))) on. d is sampled at 2000 times and t* bisected to
 * the last bit; where S depends on time, at 32.
 * @throws InputError `ill-posed` when the literal entropic term is what makes D too small, otherwise
 *   `diffusion-not-positive` for a D that is lost during the run; both with the time and the place.
 */
export function refuseIllPosed(problem: Problem, start: number): void {
  const { grid, diffusion, time, drift } = problem;
  const { scalar, diagonal, cross } = diffusion;
  // any other D is looked at where the faces are made, at each time anew
  if (!scalar && !cross) return;
  const end = Math.max(time?.frames[time.frames.length - 1] ?? start, start);
  const literal = drift.entropy?.sign === "literal" && drift.entropy.beta > 0 ? drift.entropy : null;
  const moves = [...diagonal, cross].some((field) => field?.varies.inTime);
  const changes = moves || (scalar?.varies.inTime ?? false);
  if (!literal && !changes) return;
  const still = moves ? null : lowestOf(diffusion, grid, start);
  const lowestAt = (at: number): Lowest => still ?? lowestOf(diffusion, grid, at);
  const smallest = (at: number): number => (scalar ? valueAt(scalar, at) : 0) + lowestAt(at).value;
  const good = (at: number): boolean => !(smallest(at) <= SMALLEST_DIFFUSION);

  const steps = end > start && changes ? (moves ? COSTLY_SAMPLES : SAMPLES) : 0;
  const times = Array.from({ length: steps + 1 }, (_, k) =>
    k === 0 ? start : k === steps ? end : start + ((end - start) * k) / steps,
  );
  const bad = times.findIndex((at) => !good(at));
  if (bad < 0) return;
  // and so is any D from the start, unless it is the entropic term that makes it negative
  if (bad === 0 && !literal) return;
  const onset = bad === 0 ? start : bisect(good, times[bad - 1], times[bad]);
  const { place } = lowestAt(onset);
  if (!literal)
    throw new InputError({
      code: "diffusion-not-positive",
      path: "diffusion",
      expected: `a D above 0 until the end of the run, t = ${end}`,
      found: `a D whose smallest eigenvalue is 0 from t = ${rounded(onset)} on, at ${place}`,
      remedy: "End the run before, or add a constant part to D.",
    });
  const bound = times.reduce((low, at) => Math.min(low, smallest(at)), Infinity) + literal.beta;
  const cures = [
    ...(bad > 0 ? ["end the run before"] : []),
    ...(bound > 0 ? [`take beta below ${rounded(bound)}`, "use sign: diversify"] : ["make D itself positive"]),
  ].join(", or ");
  throw new InputError({
    code: "ill-posed",
    path: "drift.entropy",
    expected: `D - beta above 0 everywhere${bad > 0 ? ` until the end of the run, t = ${end}` : ""}, or the density collapses at once`,
    found:
      bad > 0
        ? `a smallest eigenvalue of D - beta that is 0 at t* = ${Number(onset.toPrecision(12))} and negative after, at ${place}`
        : `a smallest eigenvalue of D - beta of ${rounded(smallest(start))} already at t = ${start}, at ${place}`,
    remedy: `${cures[0].toUpperCase()}${cures.slice(1)}.`,
  });
}

/** The smallest eigenvalue of S over cell centres, inner faces and absorbing ends. */
function lowestOf(matrix: MatrixField, grid: Grid, time: number): Lowest {
  let value = Infinity;
  let place = "";
  const look = (points: readonly Float64Array[]): void => {
    const found = smallestEigenvalues(matrix, points, time);
    for (let k = 0; k < found.length; k++) {
      if (!(found[k] < value)) continue;
      value = found[k];
      place = placeText(grid, points, k);
    }
  };
  look(cellCenters(grid));
  grid.axes.forEach(({ boundary }, axis) => {
    const faces = facePoints(grid, axis);
    faces.forEach((points, i) => {
      const end = i === 0 ? boundary.lower : i === faces.length - 1 ? boundary.upper : null;
      if (end !== "reflecting") look(points);
    });
  });
  return { value, place };
}

/** The last time at which all is good, between one that is and one that is not. */
function bisect(good: (time: number) => boolean, lower: number, upper: number): number {
  for (;;) {
    const middle = lower + 0.5 * (upper - lower);
    if (!(middle > lower && middle < upper)) return lower;
    if (good(middle)) lower = middle;
    else upper = middle;
  }
}

const rounded = (value: number): number => Number(value.toPrecision(6));
