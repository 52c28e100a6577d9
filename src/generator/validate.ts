import { InputError } from "../errors.js";
import { placeText, pointsOfFace } from "../grid/face-points.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import { valueAt, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import type { AffineForce } from "./affine-force.js";
import { forcePole } from "./force-poles.js";
import { smallestEigenvalues } from "../problem/smallest-diffusion.js";

/**
 * Looks at D where it decides: at cell centres and at the faces along each axis. D along the axis, or with a full tensor
 * its smallest eigenvalue, must be positive inside; at a reflecting wall it may vanish (a natural boundary).
 * @param centers coordinates of all cell centres
 * @throws InputError naming the place.
 */
export function refuseBadDiffusion(
  { grid, diffusion }: Problem,
  time: number,
  centers: () => readonly Float64Array[],
): void {
  const rise = diffusion.scalar ? valueAt(diffusion.scalar, time) : 0;
  const { diagonal, cross } = diffusion;
  const look = (axis: number, points: readonly Float64Array[], atWall: boolean): void => {
    let values: Float64Array = new Float64Array(points[0].length);
    if (cross) values = smallestEigenvalues(diffusion, points, time);
    else diagonal[axis].valuesInto(points, time, values);
    for (let k = 0; k < values.length; k++) {
      const D = values[k] + rise;
      if (D < Infinity && (atWall ? D >= 0 : D > 0)) continue;
      throw new InputError({
        code: "diffusion-not-positive",
        path: "diffusion",
        expected: atWall
          ? "a finite D of 0 or more at a wall"
          : "a finite D above 0 everywhere inside the grid and at absorbing ends",
        found: `${cross ? "a smallest eigenvalue of " : ""}${D} at ${placeText(grid, points, k)}`,
        remedy:
          D === 0
            ? "D may vanish at a reflecting wall only: move the end of the axis there, or add a small constant."
            : undefined,
      });
    }
  };
  if (cross && ![...diagonal, cross].some((field) => field.varies.inSpace)) {
    const one = grid.axes.map((axis) => axis.centers.subarray(0, 1));
    return look(0, one, false);
  }
  diagonal.forEach((field, axis) => {
    if (!cross && !field.varies.inSpace) return;
    const { lower, upper } = grid.axes[axis].boundary;
    // a full tensor is looked at as a whole
    if (!cross || axis === 0) look(axis, centers(), false);
    const last = grid.shape[axis];
    for (let i = 0; i <= last; i++) {
      const wall = i === 0 ? lower : i === last ? upper : null;
      look(axis, pointsOfFace(grid, axis, i), wall === "reflecting");
    }
  });
}

/**
 * Looks at the force at cell centres and inner faces, and at the loss at cell centres and at those inner faces beside
 * which it bends sharply, those through which a ring closes included: quadrature and differences between centres would step
 * over a pole.
 * @param centers coordinates of all cell centres
 * @param lossAtCenters the loss at all cell centres
 * @param affine what `affineForce` has found: then there is nothing to look for
 * @throws InputError naming the place.
 */
export function refuseBadForce(
  problem: Problem,
  time: number,
  centers: () => readonly Float64Array[],
  lossAtCenters: Float64Array,
  affine: AffineForce | null,
): void {
  if (affine) return;
  const { grid, drift } = problem;
  const { force, loss } = drift;
  const refuse = (values: Float64Array, points: readonly Float64Array[], what: string, polesOnly = false): void => {
    // 0·value is NaN for whatever is not finite
    let fault = 0;
    for (let k = 0; k < values.length; k++) fault += 0 * values[k];
    if (fault === 0) return;
    for (let k = 0; k < values.length; k++)
      if (polesOnly ? Math.abs(values[k]) === Infinity : !Number.isFinite(values[k]))
        throw driftNotFinite(`${what}${values[k]} at ${placeText(grid, points, k)} at t = ${time}`);
  };
  if (loss?.varies.inSpace) refuse(lossAtCenters, centers(), "a loss of ");
  grid.axes.forEach(({ boundary, faces }, axis) => {
    const sharp = loss?.varies.inSpace ? sharpFaces(grid, axis, lossAtCenters) : null;
    const push = force[axis]?.varies.inSpace ? force[axis] : null;
    if (!push && !sharp) return;
    const across = grid.axes[1 - axis]?.centers;
    const own = new Float64Array(across?.length ?? 1);
    const points = across ? (axis === 0 ? [own, across] : [across, own]) : [own];
    const values = new Float64Array(own.length);
    const look = (field: Field, what: string, end: boolean): void => {
      field.valuesInto(points, time, values);
      // at the ends of a ring rounding may leave the domain of a root or logarithm: only a pole counts
      refuse(values, points, what, end);
    };
    // a polynomial has no poles
    const suspect = push?.degree === undefined || push.degree === Infinity ? push : null;
    if (push) {
      const atCenters = new Float64Array(grid.size);
      push.valuesInto(centers(), time, atCenters);
      refuse(atCenters, centers(), "");
      const pole = suspect && forcePole(suspect, time, grid, axis, centers(), atCenters);
      if (pole)
        throw driftNotFinite(
          `a pole near ${placeText(
            grid,
            pole.map((z) => Float64Array.of(z)),
            0,
          )} at t = ${time}`,
        );
    }
    for (let i = 0; i < faces.length; i++) {
      const end = i === 0 || i === faces.length - 1;
      if ((end && boundary.upper !== "periodic") || !(suspect ?? sharp?.[i])) continue;
      own.fill(faces[i]);
      if (suspect) look(suspect, "", end);
      if (loss && sharp?.[i]) look(loss, "a loss of ", end);
    }
  });
}

/** Second differences beside a face this much above their mean are worth a look: next to a pole they are. */
const SHARP = 3;

/** By face along an axis: 1 where the loss bends sharply in one of the cells beside it. */
function sharpFaces(grid: Grid, axis: number, loss: Float64Array): Uint8Array {
  const { count, stride } = linesAlong(grid, axis);
  const [rows, columns = 1] = grid.shape as [number, number?];
  const bends = new Float64Array(count);
  for (let row = 0, c = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, c++) {
      const i = axis === 0 ? row : column;
      if (i === 0 || i === count - 1) continue;
      bends[i] = Math.max(bends[i], Math.abs(loss[c + stride] - 2 * loss[c] + loss[c - stride]));
    }
  let sum = 0;
  for (let i = 0; i < count; i++) sum += bends[i];
  const most = (SHARP * sum) / Math.max(1, count - 2);
  // the outermost cells have no second difference: the faces beside them are always looked at
  const sharp = new Uint8Array(count + 1).fill(1);
  for (let i = 2; i < count - 1; i++) sharp[i] = Number(!(Math.max(bends[i - 1], bends[i]) <= most));
  return sharp;
}

export const driftNotFinite = (found: string): InputError =>
  new InputError({
    code: "drift-not-finite",
    path: "drift",
    expected: "a finite drift everywhere on the grid",
    found,
    remedy: "Keep singularities outside the grid, or at a wall.",
  });
