import type { Grid } from "../grid/grid.js";
import type { Field } from "./field.js";
import { breakpoints, type Segments } from "./breakpoints.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";

/** Exact to degree 7. */
const rule = gaussLegendre(4);

/** Averages over the cells in which a field jumps or has a kink. */
export interface CutCells {
  /** Cell numbers, increasing. */
  readonly cells: readonly number[];
  /** Average of f over each of these cells. */
  readonly average: Float64Array;
  /** Average of f·(z_a − centre_a) over each of these cells, one array an axis. */
  readonly moment: readonly Float64Array[];
}

/**
 * Integrates f inside the cells that its cuts pass through.
 *
 * Along lines through the cell the integral is split at the roots of the cuts; in 2D the lines are themselves placed in
 * pieces between the points at which cuts meet the cell's sides, so that each piece is smooth and Gauss quadrature exact
 * to far below the error of the grid.
 */
export function cutCells(field: Field, cuts: readonly Field[], grid: Grid, time: number): CutCells {
  const { cells, along, zeroAtCenter } = cellsMet(cuts, grid, time);
  const lines = grid.axes.length === 1 ? linesIn1D(cells, grid) : linesIn2D(cells, along, cuts, grid, time);
  const breaks = breakpoints(cuts, lines, time);
  const { average, moment } = averages(field, grid, time, cells, lines, breaks);
  const broken = new Set(lines.slot.filter((_, line) => breaks[line].length > 0));
  const kept = [...cells.keys()].filter((slot) => broken.has(slot) || zeroAtCenter.has(cells[slot]));
  return {
    cells: kept.map((slot) => cells[slot]),
    average: Float64Array.from(kept, (slot) => average[slot]),
    moment: moment.map((part) => Float64Array.from(kept, (slot) => part[slot])),
  };
}

/** Straight lines across cells; `share` is the part of the cell each of them stands for. */
interface CellLines extends Segments {
  /** Position of the cell in the list of cut cells. */
  readonly slot: readonly number[];
  readonly share: readonly number[];
}

interface CellsMet {
  readonly cells: readonly number[];
  /** The axis along which a cut changes most, one entry a cell. */
  readonly along: readonly number[];
  /** The value there may be taken on no more than a line (x == 0), and must not count as the cell's. */
  readonly zeroAtCenter: ReadonlySet<number>;
}

/** Cells in which a cut changes sign between corners, side midpoints and centre, or is zero at the centre. */
function cellsMet(cuts: readonly Field[], grid: Grid, time: number): CellsMet {
  const [nx, ny = 1] = grid.shape as [number, number?];
  const lattice = grid.axes.map(({ faces, centers }) =>
    Float64Array.from({ length: 2 * centers.length + 1 }, (_, k) =>
      k % 2 === 0 ? faces[k / 2] : centers[(k - 1) / 2],
    ),
  );
  const [first, second] = lattice as [Float64Array, Float64Array?];
  const width = second?.length ?? 1;
  const met = new Map<number, number>();
  const zeroAtCenter = new Set<number>();
  const rows = [0, 1, 2].map(() => new Float64Array(width));
  const points = [new Float64Array(width), ...(second ? [second] : [])];
  for (const cut of cuts) {
    const fill = (k: number, row: Float64Array): void => {
      points[0].fill(first[k]);
      cut.valuesInto(points, time, row);
    };
    fill(0, rows[2]);
    for (let i = 0; i < nx; i++) {
      rows[0].set(rows[2]);
      fill(2 * i + 1, rows[1]);
      fill(2 * i + 2, rows[2]);
      for (let j = 0; j < ny; j++) {
        const [low, high] = second ? [2 * j, 2 * j + 2] : [0, 0];
        const cell = i * ny + j;
        const zero = rows[1][second ? 2 * j + 1 : 0] === 0;
        if (zero) zeroAtCenter.add(cell);
        else if (!changesSign(rows, low, high)) continue;
        const change = (a: number, b: number): number => Math.abs(a - b);
        const alongFirst = change(rows[2][low], rows[0][low]) + change(rows[2][high], rows[0][high]);
        const alongSecond = change(rows[0][high], rows[0][low]) + change(rows[2][high], rows[2][low]);
        if (!met.has(cell)) met.set(cell, alongFirst >= alongSecond ? 0 : 1);
      }
    }
  }
  const cells = [...met.keys()].sort((a, b) => a - b);
  return { cells, along: cells.map((cell) => met.get(cell)!), zeroAtCenter };
}

function changesSign(rows: readonly Float64Array[], low: number, high: number): boolean {
  let above = false;
  let below = false;
  for (const row of rows)
    for (let k = low; k <= high; k++) {
      if (row[k] > 0) above = true;
      else if (row[k] < 0) below = true;
    }
  return above && below;
}

function linesIn1D(cells: readonly number[], { axes }: Grid): CellLines {
  const { faces } = axes[0];
  return {
    from: [cells.map((cell) => faces[cell])],
    to: [cells.map((cell) => faces[cell + 1])],
    slot: cells.map((_, slot) => slot),
    share: cells.map(() => 1),
  };
}

function linesIn2D(
  cells: readonly number[],
  along: readonly number[],
  cuts: readonly Field[],
  { axes, shape }: Grid,
  time: number,
): CellLines {
  const ny = shape[1];
  const corner = (cell: number, axis: number, upper: number): number =>
    axes[axis].faces[(axis === 0 ? Math.floor(cell / ny) : cell % ny) + upper];
  // The two sides of each cell that lie across its lines: where a cut meets them, lines change character.
  const sides: { from: number[][]; to: number[][] } = { from: [[], []], to: [[], []] };
  cells.forEach((cell, slot) => {
    const inner = along[slot];
    const outer = 1 - inner;
    for (const side of [0, 1]) {
      sides.from[inner].push(corner(cell, inner, side));
      sides.to[inner].push(corner(cell, inner, side));
      sides.from[outer].push(corner(cell, outer, 0));
      sides.to[outer].push(corner(cell, outer, 1));
    }
  });
  const breaks = breakpoints(cuts, sides, time);
  const lines = {
    from: [[], []] as number[][],
    to: [[], []] as number[][],
    slot: [] as number[],
    share: [] as number[],
  };
  cells.forEach((cell, slot) => {
    const inner = along[slot];
    const outer = 1 - inner;
    const low = corner(cell, outer, 0);
    const length = corner(cell, outer, 1) - low;
    const ends = [0, ...[...breaks[2 * slot], ...breaks[2 * slot + 1]].sort((a, b) => a - b), 1];
    for (let piece = 1; piece < ends.length; piece++)
      for (const [g, node] of rule.nodes.entries()) {
        const weight = rule.weights[g];
        const extent = ends[piece] - ends[piece - 1];
        const place = low + length * (ends[piece - 1] + node * extent);
        lines.from[outer].push(place);
        lines.to[outer].push(place);
        lines.from[inner].push(corner(cell, inner, 0));
        lines.to[inner].push(corner(cell, inner, 1));
        lines.slot.push(slot);
        lines.share.push(weight * extent);
      }
  });
  return lines;
}

function averages(
  field: Field,
  { axes, shape }: Grid,
  time: number,
  cells: readonly number[],
  lines: CellLines,
  breaks: readonly (readonly number[])[],
): Omit<CutCells, "cells"> {
  const points: number[][] = axes.map(() => []);
  const slots: number[] = [];
  const weights: number[] = [];
  lines.slot.forEach((slot, line) => {
    const ends = [0, ...breaks[line], 1];
    for (let piece = 1; piece < ends.length; piece++)
      for (const [g, node] of rule.nodes.entries()) {
        const weight = rule.weights[g];
        const extent = ends[piece] - ends[piece - 1];
        const fraction = ends[piece - 1] + node * extent;
        points.forEach((coordinate, a) => {
          const from = lines.from[a][line];
          coordinate.push(from + fraction * (lines.to[a][line] - from));
        });
        slots.push(slot);
        weights.push(lines.share[line] * weight * extent);
      }
  });
  const values = new Float64Array(weights.length);
  field.valuesInto(
    points.map((coordinate) => Float64Array.from(coordinate)),
    time,
    values,
  );
  const average = new Float64Array(cells.length);
  const moment = axes.map(() => new Float64Array(cells.length));
  const inner = shape[1] ?? 1;
  for (let k = 0; k < values.length; k++) {
    const slot = slots[k];
    const part = weights[k] * values[k];
    average[slot] += part;
    axes.forEach(({ centers }, a) => {
      const index = a === 0 ? Math.floor(cells[slot] / inner) : cells[slot] % inner;
      moment[a][slot] += part * (points[a][k] - centers[index]);
    });
  }
  return { average, moment };
}
