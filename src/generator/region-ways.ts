import { InputError } from "../errors.js";
import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import { breakpoints } from "../problem/breakpoints.js";
import { placeOf, type Region } from "../problem/region-cells.js";
import type { ObliqueFaces } from "./generator.js";
import { upperGaps } from "./segments.js";

/** A way from a cell outside of all regions into one: along the line to a neighbour inside it, or to a wall. */
export interface Way {
  readonly cell: number;
  /** Number of the region. */
  readonly region: number;
  /** The cell inside; −1 where the region lies between the centre and a wall. */
  readonly beyond: number;
  /** In cells along each axis; of a wall half a cell. */
  readonly step: readonly number[];
  /** The axis it runs along, and null for oblique faces, whose index is `face`. */
  readonly axis: number | null;
  readonly face: number;
  /** From centre to centre, or to the wall, in units of the coordinates. */
  readonly length: readonly number[];
  /** The share of that which is outside: where the edge is crossed. Above 0, at most 1. */
  readonly fraction: number;
}

/** An edge nearer to a centre than this share of a gap is taken to be so far: rates stay finite, at an error far below the grid's. */
const NEAREST = 1e-6;

type Candidate = Omit<Way, "fraction">;

/**
 * All ways into regions, one list: those along the axes and, with a full tensor, along its oblique faces. A wall is a way
 * where the region covers it though the centre beside it is outside.
 * @throws InputError `region-too-thin` where a region lies between two centres without touching one of them or a neighbour.
 */
export function waysInto(grid: Grid, regions: readonly Region[], oblique: ObliqueFaces | null): Way[] {
  const centers = cellCenters(grid);
  const moves = movingCells(grid, regions);
  return regions.flatMap((region, number) => {
    const found = [
      ...grid.axes.flatMap((_, axis) => alongAxis(grid, moves, region, number, axis)),
      ...(oblique ? alongObliqueFaces(grid, moves, region, number, oblique) : []),
    ];
    refuseThin(grid, centers, moves, region, found);
    const fractions = crossings(grid, region, centers, found);
    return found.map((way, k) => ({ ...way, fraction: fractions[k] }));
  });
}

/** The ends, as [axis, 0 lower or 1 upper], at which a region covers a wall beside a cell outside of it. */
export function coveredEnds(grid: Grid, regions: readonly Region[]): (readonly [axis: number, upper: 0 | 1])[] {
  const moves = movingCells(grid, regions);
  return grid.axes.flatMap(({ faces, boundary }, axis) => {
    if (boundary.upper === "periodic") return [];
    const { count, stride, lineStart } = linesAlong(grid, axis);
    return ([0, 1] as const)
      .filter((upper) =>
        regions.some((region) =>
          valuesAtWall(grid, region, axis, faces[upper * count]).some(
            (covered, line) => covered !== 0 && moves[lineStart(line) + upper * (count - 1) * stride] === 1,
          ),
        ),
      )
      .map((upper) => [axis, upper] as const);
  });
}

/** 1 for cells whose centre is outside of all regions. */
export function movingCells(grid: Grid, regions: readonly Region[]): Uint8Array {
  const moves = new Uint8Array(grid.size).fill(1);
  for (const { inside } of regions) for (let c = 0; c < moves.length; c++) if (inside[c]) moves[c] = 0;
  return moves;
}

function alongAxis(grid: Grid, moves: Uint8Array, region: Region, number: number, axis: number): Candidate[] {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const { faces, widths, boundary } = grid.axes[axis];
  const periodic = boundary.upper === "periodic";
  const gaps = upperGaps(grid.axes[axis]);
  const atWalls = periodic ? [] : [faces[0], faces[count]].map((z) => valuesAtWall(grid, region, axis, z));
  const found: Candidate[] = [];
  const add = (cell: number, beyond: number, cells: number, length: number): void => {
    const alone = (value: number): number[] => grid.axes.map((_, a) => (a === axis ? value : 0));
    found.push({ cell, region: number, beyond, step: alone(cells), axis, face: -1, length: alone(length) });
  };
  for (let line = 0; line < lines; line++) {
    const first = lineStart(line);
    for (let i = 0; i < count; i++) {
      const cell = first + i * stride;
      if (!moves[cell]) continue;
      const last = i === count - 1;
      const up = last ? first : cell + stride;
      const down = i === 0 ? first + (count - 1) * stride : cell - stride;
      if (last && !periodic) {
        if (atWalls[1][line]) add(cell, -1, 0.5, 0.5 * widths[i]);
      } else if (region.inside[up]) add(cell, up, 1, gaps[i]);
      if (i === 0 && !periodic) {
        if (atWalls[0][line]) add(cell, -1, -0.5, -0.5 * widths[i]);
      } else if (region.inside[down]) add(cell, down, -1, -gaps[i === 0 ? count - 1 : i - 1]);
    }
  }
  return found;
}

/** Whether the region covers a wall, on each line along the axis. */
function valuesAtWall(grid: Grid, { field }: Region, axis: number, wall: number): Float64Array {
  const across = grid.axes[1 - axis]?.centers;
  const out = new Float64Array(across?.length ?? 1);
  const place = new Float64Array(out.length).fill(wall);
  field.valuesInto(across ? (axis === 0 ? [place, across] : [across, place]) : [place], 0, out);
  return out;
}

function alongObliqueFaces(
  { axes }: Grid,
  moves: Uint8Array,
  { inside }: Region,
  region: number,
  { directions, first, lower, upper }: ObliqueFaces,
): Candidate[] {
  const [hx, hy] = axes.map(({ widths }) => widths[0]);
  const found: Candidate[] = [];
  for (const [k, [a, b]] of directions.entries())
    for (let face = first[k]; face < first[k + 1]; face++)
      for (const [cell, beyond, sign] of [
        [lower[face], upper[face], 1],
        [upper[face], lower[face], -1],
      ] as const)
        if (moves[cell] && inside[beyond])
          found.push({
            cell,
            region,
            beyond,
            step: [sign * a, sign * b],
            axis: null,
            face,
            length: [sign * a * hx, sign * b * hy],
          });
  return found;
}

/** For each way the share of it before the region begins. */
function crossings(
  grid: Grid,
  { field, cuts }: Region,
  centers: readonly Float64Array[],
  ways: readonly Candidate[],
): number[] {
  // what goes on around a ring may jump at the wrap: the two sides of it are looked at apart
  const parts = ways.flatMap((way, k) => {
    const wrap = shareBeforeWrap(grid, centers, way);
    return wrap === null
      ? [{ k, begin: 0, end: 1 }]
      : [
          { k, begin: 0, end: wrap - AT_WRAP },
          { k, begin: wrap + AT_WRAP, end: 1 },
        ];
  });
  const place = (k: number, fraction: number, a: number): number =>
    centers[a][ways[k].cell] + fraction * ways[k].length[a];
  const from = centers.map((_, a) => parts.map(({ k, begin }) => place(k, begin, a)));
  const to = centers.map((_, a) => parts.map(({ k, end }) => place(k, end, a)));
  const pieces = breakpoints(cuts, { from, to }, 0).flatMap((found, p) => {
    const { k, begin, end } = parts[p];
    const ends = [begin, ...found.map((fraction) => begin + fraction * (end - begin)), end];
    return ends.slice(1).map((high, n) => ({ k, low: ends[n], middle: 0.5 * (ends[n] + high) }));
  });
  const values = new Float64Array(pieces.length);
  field.valuesInto(
    centers.map((_, a) => Float64Array.from(pieces, ({ k, middle }) => place(k, middle, a))),
    0,
    values,
  );
  const fractions = ways.map(() => 1);
  for (let p = pieces.length - 1; p >= 0; p--)
    if (values[p] !== 0) fractions[pieces[p].k] = Math.max(pieces[p].low, NEAREST);
  return fractions;
}

/** At the wrap, to rounding. */
const AT_WRAP = 1e-9;

/** The share of a way before it goes through the wrap of a ring; null where it does not. */
function shareBeforeWrap({ axes }: Grid, centers: readonly Float64Array[], { cell, length }: Candidate): number | null {
  for (const [a, { boundary, faces }] of axes.entries()) {
    if (boundary.upper !== "periodic" || length[a] === 0) continue;
    const end = centers[a][cell] + length[a];
    if (end > faces[0] && end < faces[faces.length - 1]) continue;
    return ((length[a] > 0 ? faces[faces.length - 1] : faces[0]) - centers[a][cell]) / length[a];
  }
  return null;
}

/** A region between two centres outside it, and nothing of it in a cell beside: the process would step over it. */
function refuseThin(
  grid: Grid,
  centers: readonly Float64Array[],
  moves: Uint8Array,
  { field, path }: Region,
  ways: readonly Candidate[],
): void {
  const beside = new Set(ways.map(({ cell }) => cell));
  for (const [axis, { faces }] of grid.axes.entries()) {
    const { count, stride } = linesAlong(grid, axis);
    const onFaces = centers.map((z, a) =>
      a === axis ? z.map((_, c) => faces[(Math.floor(c / stride) % count) + 1]) : z,
    );
    const values = new Float64Array(grid.size);
    field.valuesInto(onFaces, 0, values);
    for (let c = 0; c < grid.size; c++) {
      if (!values[c] || !moves[c] || Math.floor(c / stride) % count === count - 1) continue;
      if (!moves[c + stride] || beside.has(c) || beside.has(c + stride)) continue;
      throw new InputError({
        code: "region-too-thin",
        path,
        expected: "a region that is wider than a cell, or none of it between two cell centres",
        found: `a part of it beside the cell at ${placeOf(grid, c)}, without a cell centre in it`,
        remedy: "Use more cells, or a wider region.",
      });
    }
  }
}
