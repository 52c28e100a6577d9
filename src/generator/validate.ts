import { InputError } from "../errors.js";
import { facePoints, placeText, pointsOfFace } from "../grid/face-points.js";
import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import { valueAt, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { smallestEigenvalues } from "../problem/smallest-diffusion.js";

/**
 * Looks at D where it decides: at cell centres and at the faces along each axis. D along the axis, or with a full tensor
 * its smallest eigenvalue, must be positive inside; at a reflecting wall it may vanish (a natural boundary).
 * @throws InputError naming the place.
 */
export function refuseBadDiffusion({ grid, diffusion }: Problem, time: number): void {
  const centers = cellCenters(grid);
  const rise = diffusion.scalar ? valueAt(diffusion.scalar, time) : 0;
  const { diagonal, cross } = diffusion;
  const varies = [...diagonal, cross].some((field) => field?.varies.inSpace);
  diagonal.forEach((field, axis) => {
    if (!cross && !field.varies.inSpace) return;
    const { lower, upper } = grid.axes[axis].boundary;
    const faces = facePoints(grid, axis);
    for (const [i, everywhere] of [centers, ...faces].entries()) {
      if (cross && i === 0 && axis > 0) continue; // seen already
      const points = varies ? everywhere : everywhere.map((coordinate) => coordinate.subarray(0, 1));
      const wall = i === 1 ? lower : i === faces.length ? upper : null;
      let values: Float64Array = new Float64Array(points[0].length);
      if (cross) values = smallestEigenvalues(diffusion, points, time);
      else field.valuesInto(points, time, values);
      if (rise !== 0) for (let k = 0; k < values.length; k++) values[k] += rise;
      const bad = values.findIndex((D) => !(D < Infinity && (wall === "reflecting" ? D >= 0 : D > 0)));
      if (bad < 0) continue;
      throw new InputError({
        code: "diffusion-not-positive",
        path: "diffusion",
        expected:
          wall === "reflecting"
            ? "a finite D of 0 or more at a wall"
            : "a finite D above 0 everywhere inside the grid and at absorbing ends",
        found: `${cross ? "a smallest eigenvalue of " : ""}${values[bad]} at ${placeText(grid, points, bad)}`,
        remedy:
          values[bad] === 0
            ? "D may vanish at a reflecting wall only: move the end of the axis there, or add a small constant."
            : undefined,
      });
    }
  });
}

/**
 * Looks at the force at cell centres and inner faces, and at the loss at cell centres and at those inner faces beside
 * which it bends sharply, those through which a ring closes included: quadrature and differences between centres would step
 * over a pole.
 * @param lossAtCenters the loss at all cell centres
 * @throws InputError naming the place.
 */
export function refuseBadForce(problem: Problem, time: number, lossAtCenters: Float64Array): void {
  const { grid, drift } = problem;
  const { force, loss } = drift;
  const centers = cellCenters(grid);
  const refuse = (values: Float64Array, points: readonly Float64Array[], what: string, polesOnly = false): void => {
    for (let k = 0; k < values.length; k++)
      if (polesOnly ? Math.abs(values[k]) === Infinity : !Number.isFinite(values[k]))
        throw driftNotFinite(`${what}${values[k]} at ${placeText(grid, points, k)} at t = ${time}`);
  };
  if (loss?.varies.inSpace) refuse(lossAtCenters, centers, "a loss of ");
  grid.axes.forEach(({ boundary, faces }, axis) => {
    const sharp = loss?.varies.inSpace ? sharpFaces(grid, axis, lossAtCenters) : [];
    const push = force[axis]?.varies.inSpace ? force[axis] : null;
    const look = (field: Field, points: readonly Float64Array[], what: string, end: boolean): void => {
      const values = new Float64Array(points[0].length);
      field.valuesInto(points, time, values);
      // at the ends of a ring rounding may leave the domain of a root or logarithm: only a pole counts
      refuse(values, points, what, end);
    };
    if (push) look(push, centers, "", false);
    for (let i = 0; i < faces.length; i++) {
      const end = i === 0 || i === faces.length - 1;
      if ((end && boundary.upper !== "periodic") || !(push ?? sharp[i])) continue;
      const points = pointsOfFace(grid, axis, i);
      if (push) look(push, points, "", end);
      if (loss && sharp[i]) look(loss, points, "a loss of ", end);
    }
  });
}

/** Second differences beside a face this much above their mean are worth a look: next to a pole they are. */
const SHARP = 3;

/** By face along an axis: whether the loss bends sharply in one of the cells beside it. */
function sharpFaces(grid: Grid, axis: number, loss: Float64Array): boolean[] {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const bends = new Float64Array(count);
  for (let line = 0; line < lines; line++) {
    const start = lineStart(line);
    for (let i = 1; i < count - 1; i++) {
      const c = start + i * stride;
      bends[i] = Math.max(bends[i], Math.abs(loss[c + stride] - 2 * loss[c] + loss[c - stride]));
    }
  }
  const mean = bends.reduce((sum, bend) => sum + bend, 0) / Math.max(1, count - 2);
  return Array.from(
    { length: count + 1 },
    // the outermost cells have no second difference: the faces beside them are always looked at
    (_, i) => i <= 1 || i >= count - 1 || !(Math.max(bends[i - 1], bends[i]) <= SHARP * mean),
  );
}

export const driftNotFinite = (found: string): InputError =>
  new InputError({
    code: "drift-not-finite",
    path: "drift",
    expected: "a finite drift everywhere on the grid",
    found,
    remedy: "Keep singularities outside the grid, or at a wall.",
  });
