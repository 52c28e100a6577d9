import { InputError } from "../errors.js";
import type { Axis } from "../grid/axis.js";
import type { Grid } from "../grid/grid.js";
import { compensatedSum } from "../linear/compensated-sum.js";
import { cutCells } from "./cut-cells.js";
import type { Field } from "./field.js";
import { gaussianMasses, narrowAxes } from "./gaussian-masses.js";
import { probabilityOutside } from "./gaussian-outside.js";
import { cutsOf, valuesAtCenters } from "./observables.js";
import { sharedPoint } from "./point-masses.js";
import type { Initial, Problem } from "./problem.js";
import { requireProblem } from "./require-problem.js";

/** Start mass off the grid that is worth a warning, and that makes the problem another one. */
const OUTSIDE_WARNING = 1e-6;
const OUTSIDE_ERROR = 1e-2;

export interface InitialMasses {
  /** Mass of each cell, not negative, summing to 1. */
  readonly mass: Float64Array;
  readonly warnings: readonly string[];
}

/**
 * The initial density as cell masses.
 *
 * Gaussians keep mean and covariance to rounding, points their mean; a density is taken at cell centres, and inside cells
 * where it jumps as its average.
 * @throws InputError when there is no initial density, it is negative, not finite or zero, or 1 % of it lies off the grid.
 */
export function initialMasses(problem: Problem): InitialMasses {
  requireProblem(problem);
  const { initial, grid } = problem;
  if (!initial)
    throw new InputError({
      code: "missing-key",
      path: "initial",
      expected: "an initial density: one of gaussian, mixture, uniform, point, density",
      found: "nothing",
    });
  const { mass, warnings } = massesOf(initial, grid, problem.time?.start ?? 0);
  const total = compensatedSum(mass);
  if (!(total > 0 && Number.isFinite(total)))
    throw new InputError({
      code: "initial-zero",
      path: "initial",
      expected: "a density with some mass on the grid",
      found: `a total of ${total}`,
    });
  for (let c = 0; c < mass.length; c++) mass[c] /= total;
  return { mass, warnings };
}

function massesOf(initial: Initial, grid: Grid, start: number): { mass: Float64Array; warnings: string[] } {
  switch (initial.kind) {
    case "mixture":
      return mixtureMasses(initial.parts, grid);
    case "uniform":
      return { mass: grid.volumes.slice(), warnings: [] };
    case "point":
      return pointMasses(initial.at, grid);
    case "density":
      return { mass: densityMasses(initial.density, grid, start), warnings: [] };
  }
}

function mixtureMasses(parts: Extract<Initial, { kind: "mixture" }>["parts"], grid: Grid) {
  const pathOf = (k: number): string => (parts.length === 1 ? "initial.gaussian" : `initial.mixture[${k}].gaussian`);
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const outside = parts.map(({ gaussian }) => probabilityOutside(gaussian, grid));
  const lost = parts.reduce((sum, { weight }, k) => sum + (weight / total) * outside[k], 0);
  const share = `${Number((100 * lost).toPrecision(2))} % of the initial density`;
  if (!(lost <= OUTSIDE_ERROR)) {
    const worst = outside.indexOf(Math.max(...outside));
    throw new InputError({
      code: "initial-outside",
      path: pathOf(worst),
      expected: "an initial density on the grid",
      found: `${share} outside it`,
      remedy: "Widen the range of the axes, or move or narrow the Gaussian.",
    });
  }
  const warnings = lost > OUTSIDE_WARNING ? [`initial: ${share} lies outside the grid and is left out`] : [];
  let mass: Float64Array | null = null;
  for (const [k, { weight, gaussian }] of parts.entries()) {
    if (outside[k] > 1 - 1e-9) continue;
    const own = gaussianMasses(gaussian, grid, outside[k], pathOf(k));
    const factor = (weight / total) * (1 - outside[k]);
    if (mass) for (let c = 0; c < mass.length; c++) mass[c] += factor * own[c];
    else {
      mass = own;
      for (let c = 0; c < own.length; c++) own[c] *= factor;
    }
    for (const narrow of narrowAxes(gaussian, grid)) warnings.push(`${pathOf(k)}: ${narrow}`);
  }
  return { mass: mass ?? new Float64Array(grid.size), warnings };
}

function pointMasses(at: readonly number[], grid: Grid) {
  const warnings: string[] = [];
  const mass = new Float64Array(grid.size);
  const shares = grid.axes.map((axis, a) => {
    refuseOutside(axis, at[a], a);
    const own = sharedPoint(axis, at[a]);
    const only = own.length === 1 ? axis.centers[own[0].cell] : at[a];
    if (only !== at[a])
      warnings.push(
        `initial.point: ${axis.name} = ${at[a]} is within half a cell of a wall; the mass starts at ${axis.name} = ${only}`,
      );
    return own;
  });
  const [first, second = [{ cell: 0, share: 1 }]] = shares as [
    ReturnType<typeof sharedPoint>,
    ReturnType<typeof sharedPoint>?,
  ];
  const inner = grid.shape[1] ?? 1;
  for (const row of first)
    for (const column of second) mass[row.cell * inner + column.cell] += row.share * column.share;
  return { mass, warnings };
}

function refuseOutside({ name, faces, boundary }: Axis, place: number, index: number): void {
  const upper = faces[faces.length - 1];
  if (boundary.lower === "periodic" || (place >= faces[0] && place <= upper)) return;
  throw new InputError({
    code: "initial-outside",
    path: `initial.point[${index}]`,
    expected: `a point on the grid, ${name} from ${faces[0]} to ${upper}`,
    found: String(place),
  });
}

function densityMasses(density: Field, grid: Grid, start: number): Float64Array {
  const values = valuesAtCenters(density, grid, start, "initial.density");
  const cuts = cutsOf(density, values);
  if (cuts.length > 0) {
    const { cells, average } = cutCells(density, cuts, grid, start);
    cells.forEach((cell, k) => (values[cell] = average[k]!));
  }
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  // Differences that ought to be zero may come out this far below it.
  const rounding = 1e-14 * largest;
  const negative = values.findIndex((value) => !(value >= -rounding));
  if (negative >= 0)
    throw new InputError({
      code: "initial-negative",
      path: "initial.density",
      expected: "a density that is nowhere negative",
      found: `${values[negative]} in cell ${negative}`,
    });
  if (largest === 0)
    throw new InputError({
      code: "initial-zero",
      path: "initial.density",
      expected: "a density with some mass on the grid",
      found: "zero everywhere",
    });
  // Divided by the largest first, so that neither huge nor tiny values overflow the sum.
  return values.map((value, c) => (Math.max(0, value) / largest) * grid.volumes[c]);
}
