import { InputError } from "../errors.js";
import { cellCenters, type Grid } from "../grid/grid.js";
import type { Field } from "./field.js";
import { cutsOf, valuesAtCenters } from "./observables.js";

/** A region of the grid, and where its edge is. */
export interface Region {
  /** What it is called in results and in the problem: `target`, `regions.A`. */
  readonly path: string;
  /** 1 inside, 0 outside; on a ring positions beyond an end are taken around it. */
  readonly field: Field;
  /** Fields at whose zeros the edge lies, likewise. */
  readonly cuts: readonly Field[];
  /** It is a plain function, of which no comparison is known. */
  readonly byFunction: boolean;
  /** 1 for cells whose centre is inside, or on the edge: who comes there has come to the region. */
  readonly inside: Uint8Array;
}

/**
 * A region as cells and an edge.
 * @param path place in the problem, for errors and as its name
 * @throws InputError `not-a-region` for a field with other values than 0 and 1, `region-is-everything` without a cell centre outside.
 */
export function regionOf(field: Field, grid: Grid, path: string): Region {
  const values = valuesAtCenters(field, grid, 0, path);
  const other = values.findIndex((value) => value !== 0 && value !== 1);
  if (other >= 0)
    throw new InputError({
      code: "not-a-region",
      path,
      expected: "a comparison, which is true or false everywhere, such as x > 1",
      found: `the value ${values[other]} at ${placeOf(grid, other)}`,
    });
  const around = (one: Field): Field => onRing(one, grid);
  const cuts = cutsOf(field, values).map(around);
  const inside = Uint8Array.from(values);
  for (const cell of centersOnEdge(around(field), cuts, inside, grid)) inside[cell] = 1;
  const count = inside.reduce((sum, one) => sum + one, 0);
  if (count === grid.size)
    throw new InputError({
      code: "region-is-everything",
      path,
      expected: "a region with the centre of a cell outside it",
      found: "one that covers the whole grid",
    });
  return {
    path,
    field: around(field),
    cuts,
    byFunction: field.cuts === null,
    inside,
  };
}

/** Of a cell: how far from a centre on the edge the region is looked for. */
const BESIDE = 1e-6;

/** The cells outside a region of which the centre is where a cut is 0, with the region beside it. */
function centersOnEdge(field: Field, cuts: readonly Field[], inside: Uint8Array, grid: Grid): number[] {
  const centers = cellCenters(grid);
  const onCut = new Uint8Array(grid.size);
  const values = new Float64Array(grid.size);
  for (const cut of cuts) {
    cut.valuesInto(centers, 0, values);
    values.forEach((value, c) => (onCut[c] |= Number(value === 0)));
  }
  const cells = [...inside.keys()].filter((c) => onCut[c] === 1 && inside[c] === 0);
  if (cells.length === 0) return [];
  const found = new Set<number>();
  const ways = grid.axes.length === 1 ? [[-1], [1]] : [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => [x, y]));
  for (const way of ways) {
    const beside = centers.map((z, a) => {
      const step = BESIDE * Math.min(...grid.axes[a].widths);
      return Float64Array.from(cells, (c) => z[c] + way[a] * step);
    });
    const there = new Float64Array(cells.length);
    field.valuesInto(beside, 0, there);
    cells.forEach((c, k) => there[k] === 1 && found.add(c));
  }
  return [...found];
}

/** @throws InputError `empty-region` for a region of which the grid shows nothing. */
export function refuseEmpty({ path, inside }: Region, met: boolean): void {
  if (met || inside.includes(1)) return;
  throw new InputError({
    code: "empty-region",
    path,
    expected: "a region with some of the grid in it",
    found: "none between or at the centres of cells",
    remedy: "Use more cells if it is narrower than a cell, or move it onto the grid.",
  });
}

/** `x = 0.3, y = 1` of a cell centre. */
export const placeOf = (grid: Grid, cell: number): string =>
  cellCenters(grid)
    .map((center, a) => `${grid.axes[a].name} = ${Number(center[cell].toPrecision(6))}`)
    .join(", ");

/** The field with positions beyond an end of a ring taken to where they are on it. */
function onRing(field: Field, { axes }: Grid): Field {
  if (axes.every(({ boundary }) => boundary.upper !== "periodic")) return field;
  return {
    ...field,
    valuesInto: (points, time, out) =>
      field.valuesInto(
        axes.map(({ boundary, faces }, a) => {
          if (boundary.upper !== "periodic") return points[a];
          const length = faces[faces.length - 1] - faces[0];
          return points[a].map((z) => z - length * Math.floor((z - faces[0]) / length));
        }),
        time,
        out,
      ),
  };
}
