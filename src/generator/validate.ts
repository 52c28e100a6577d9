import { InputError } from "../errors.js";
import { facePoints, placeText } from "../grid/face-points.js";
import { cellCenters } from "../grid/grid.js";
import { valueAt } from "../problem/field.js";
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
 * Looks at force and loss at cell centres and inner faces, those through which a ring closes included: quadrature and
 * differences between centres would step over a pole.
 * @throws InputError naming the place.
 */
export function refuseBadForce({ grid, drift: { force, loss } }: Problem, time: number): void {
  const centers = cellCenters(grid);
  grid.axes.forEach(({ boundary }, axis) => {
    const faces = facePoints(grid, axis);
    for (const field of [force[axis], loss]) {
      if (!field?.varies.inSpace) continue;
      for (const points of [centers, ...faces]) {
        const end = points === faces[0] || points === faces[faces.length - 1];
        if (end && boundary.upper !== "periodic") continue;
        const values = new Float64Array(points[0].length);
        field.valuesInto(points, time, values);
        // at the ends of a ring rounding may leave the domain of a root or logarithm: only a pole counts
        const bad = values.findIndex((value) => (end ? Math.abs(value) === Infinity : !Number.isFinite(value)));
        if (bad >= 0)
          throw driftNotFinite(
            `${field === loss ? "a loss of " : ""}${values[bad]} at ${placeText(grid, points, bad)} at t = ${time}`,
          );
      }
    }
  });
}

export const driftNotFinite = (found: string): InputError =>
  new InputError({
    code: "drift-not-finite",
    path: "drift",
    expected: "a finite drift everywhere on the grid",
    found,
    remedy: "Keep singularities outside the grid, or at a wall.",
  });
