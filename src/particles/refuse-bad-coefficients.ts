import { InputError } from "../errors.js";
import { placeText } from "../grid/face-points.js";
import { cellCenters } from "../grid/grid.js";
import { valueAt, type Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { smallestEigenvalues } from "../problem/smallest-diffusion.js";

/** Times at which what depends on time is looked at. */
const LOOKS = 9;

/**
 * Looks at loss, force and D in the middle of every cell, at the start and during the run.
 * @throws InputError for what is not finite, and for a D that is negative, naming the place.
 */
export function refuseBadCoefficients({ grid, drift, diffusion, time }: Problem): void {
  const { start, frames } = time!;
  const end = frames[frames.length - 1];
  const centers = cellCenters(grid);
  const values = new Float64Array(grid.size);
  const times = Array.from({ length: LOOKS }, (_, k) => start + ((end - start) * k) / (LOOKS - 1));
  const place = (k: number, at: number): string => `${placeText(grid, centers, k)} at t = ${at}`;
  const timesOf = (...fields: readonly (Field | null)[]): number[] =>
    fields.some((field) => field?.varies.inTime) ? times : [start];

  for (const field of [drift.loss, ...drift.force])
    for (const at of timesOf(field)) {
      field?.valuesInto(centers, at, values);
      const k = field ? values.findIndex((value) => !Number.isFinite(value)) : -1;
      if (k >= 0)
        throw new InputError({
          code: "drift-not-finite",
          path: "drift",
          expected: "a finite drift everywhere on the grid",
          found: `${field === drift.loss ? "a loss of " : ""}${values[k]} at ${place(k, at)}`,
          remedy: "Keep singularities outside the grid, or at a wall.",
        });
    }
  const { diagonal, cross, scalar } = diffusion;
  for (const at of timesOf(...diagonal, cross, scalar)) {
    const rise = scalar ? valueAt(scalar, at) : 0;
    for (const field of cross ? [null] : diagonal) {
      if (field) field.valuesInto(centers, at, values);
      else values.set(smallestEigenvalues(diffusion, centers, at));
      const k = values.findIndex((value) => !(value + rise >= 0 && value < Infinity));
      if (k >= 0)
        throw new InputError({
          code: "diffusion-not-positive",
          path: "diffusion",
          expected: "a finite D that is nowhere negative",
          found: `${cross ? "a smallest eigenvalue of " : ""}${values[k] + rise} at ${place(k, at)}`,
        });
    }
  }
}
