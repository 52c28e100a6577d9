import { InputError } from "../errors.js";
import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import { cutCells } from "./cut-cells.js";
import type { Field } from "./field.js";
import type { Observable, Problem } from "./problem.js";
import { requireProblem } from "./require-problem.js";

/**
 * Weights w with E[f] = Σ_c w[c]·p[c], p the cell masses.
 *
 * f at the cell centre (midpoint rule), except in cells through which a jump or kink of f passes: there
 * w gathers ∫ f ρ over the cell, with ρ linear inside it and its slope taken from the two neighbours. Order 2 in the
 * cell width, also while the cut moves through a cell. A plain function whose values are 0 and 1 alone counts as jumping
 * between them.
 * @throws InputError when f is not finite at a cell centre.
 */
export function observableWeights(problem: Problem, observable: Observable, time: number): Float64Array {
  requireProblem(problem);
  const { grid } = problem;
  const { field, name } = observable;
  const weights = valuesAtCenters(field, grid, time, `observables.${name}`);
  const cuts = cutsOf(field, weights);
  if (cuts.length > 0) {
    integrateCutCells(weights, field, cuts, grid, time);
    refuseNotFinite(weights, grid, `observables.${name}`);
  }
  return weights;
}

/** @throws InputError where f is not finite. */
export function valuesAtCenters(field: Field, grid: Grid, time: number, path: string): Float64Array {
  const centers = cellCenters(grid);
  const values = new Float64Array(grid.size);
  field.valuesInto(centers, time, values);
  refuseNotFinite(values, grid, path);
  return values;
}

function refuseNotFinite(values: Float64Array, grid: Grid, path: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const place = cellCenters(grid).map((center, a) => `${grid.axes[a].name} = ${center[bad]}`);
  throw new InputError({
    code: "not-finite",
    path,
    expected: "finite values on the whole grid",
    found: `${values[bad]} at ${place.join(", ")}`,
  });
}

/** Where f jumps: its own cuts, or for a plain function that is an indicator the edge between 0 and 1. */
export function cutsOf(field: Field, values: Float64Array): readonly Field[] {
  if (field.cuts) return field.cuts;
  if (!values.every((value) => value === 0 || value === 1)) return [];
  const edge: Field = {
    ...field,
    valuesInto(points, time, out) {
      field.valuesInto(points, time, out);
      for (let k = 0; k < out.length; k++) out[k] -= 0.5;
    },
  };
  return [edge];
}

function integrateCutCells(
  weights: Float64Array,
  field: Field,
  cuts: readonly Field[],
  grid: Grid,
  time: number,
): void {
  const { cells, average, moment } = cutCells(field, cuts, grid, time);
  cells.forEach((cell, k) => (weights[cell] = average[k]!));
  grid.axes.forEach((axis, a) => {
    const { count, stride } = linesAlong(grid, a);
    const periodic = axis.boundary.lower === "periodic";
    const length = axis.faces[count] - axis.faces[0];
    cells.forEach((cell, k) => {
      const index = Math.floor(cell / stride) % count;
      const [below, above] = periodic
        ? [index - 1, index + 1]
        : [Math.max(0, index - 1), Math.min(count - 1, index + 1)];
      const lower = cell + stride * (wrapped(below, count) - index);
      const upper = cell + stride * (wrapped(above, count) - index);
      const distance =
        axis.centers[wrapped(above, count)] -
        axis.centers[wrapped(below, count)] +
        length * (Math.floor(above / count) - Math.floor(below / count));
      const slope = (grid.volumes[cell] * moment[a][k]) / distance;
      weights[upper] += slope / grid.volumes[upper];
      weights[lower] -= slope / grid.volumes[lower];
    });
  });
}

const wrapped = (index: number, count: number): number => (index + count) % count;
