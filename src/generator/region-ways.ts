import { InputError } from "../errors.js";
import type { Grid } from "../grid/grid.js";
import { meetings, type Meetings } from "../problem/region-along.js";
import { placeOf, type Region } from "../problem/region-cells.js";
import type { ObliqueFaces } from "./generator.js";
import { axisEdges, obliqueEdges, type Edges } from "./region-edges.js";
import { refuseUnmet } from "./unmet-region.js";

/** A way from a cell outside of all regions into one: along the line to a neighbour, or to a wall. */
export interface Way {
  readonly cell: number;
  /** Number of the region. */
  readonly region: number;
  /** The neighbour: inside the region, or on the far side of a piece of it without a centre; −1 for a wall. */
  readonly beyond: number;
  /** In cells along each axis; of a wall half a cell. */
  readonly step: readonly number[];
  /** The axis it runs along, and null for oblique faces, whose index is `face`. */
  readonly axis: number | null;
  /** To a wall along an oblique direction: the index among the cut faces. */
  readonly face: number;
  /** From centre to centre, or to the wall, in units of the coordinates. */
  readonly length: readonly number[];
  /** The share of that which is outside: where the first edge is. Above 0, at most 1. */
  readonly fraction: number;
}

/** An edge nearer to a centre than this share of a gap is taken to be so far: rates stay finite, at an error far below the grid's. */
const NEAREST = 1e-6;

/**
 * All ways into regions along the axes. Whatever lies between two centres, or between one and a wall, is met from both
 * sides where it begins, though no centre be in it: nothing passes it.
 * @throws InputError `region-too-thin` for what lies between the lines through centres, and where edges cannot be told
 *   apart; `regions-touch` for two regions between neighbouring centres.
 */
export function axisWays(grid: Grid, regions: readonly Region[]): Way[] {
  if (regions.length === 0) return [];
  const moves = movingCells(grid, regions);
  const groups = grid.axes.map((_, axis) => axisEdges(grid, axis, moves));
  const found = regions.map((region) => groups.map((own) => own.map((edges) => meetings(region, edges))));
  refuseMeeting(
    grid,
    groups.flat(),
    found.map((own) => own.flat()),
  );
  regions.forEach((region, r) => {
    if (grid.axes.length === 2) refuseUnmet(grid, region, groups, found[r]);
  });
  return regions.flatMap((region, r) =>
    groups.flatMap((own, axis) => own.flatMap((edges, g) => waysAlong(edges, found[r][axis][g], moves, r, region))),
  );
}

/** Those along the oblique faces of a full tensor: into what is met first, if two regions are. */
export function obliqueWays(grid: Grid, regions: readonly Region[], oblique: ObliqueFaces): Way[] {
  const moves = movingCells(grid, regions);
  return obliqueEdges(grid, oblique, moves).flatMap((edges) => {
    const nearest = new Map<string, Way>();
    for (const [r, region] of regions.entries())
      for (const way of waysAlong(edges, meetings(region, edges), moves, r, region)) {
        const key = `${way.cell} ${way.face}`;
        const other = nearest.get(key);
        if (!other || way.fraction < other.fraction) nearest.set(key, way);
      }
    return [...nearest.values()];
  });
}

/** 1 for cells whose centre is outside of all regions. */
export function movingCells(grid: Grid, regions: readonly Region[]): Uint8Array {
  const moves = new Uint8Array(grid.size).fill(1);
  for (const { inside } of regions) for (let c = 0; c < moves.length; c++) if (inside[c]) moves[c] = 0;
  return moves;
}

/** From both sides of every edge that meets a region. */
function waysAlong(edges: Edges, { first, last }: Meetings, moves: Uint8Array, number: number, region: Region): Way[] {
  const { start, end, step, axis, face, length } = edges;
  const atWalls = coveredWalls(edges, region);
  const found: Way[] = [];
  for (let k = 0; k < start.length; k++) {
    const add = (cell: number, beyond: number, sign: 1 | -1, fraction: number): void =>
      void found.push({
        cell,
        region: number,
        beyond,
        step: step.map((part) => sign * part),
        axis,
        face: face ? face[k] : -1,
        length: length.map((part) => sign * part[k]),
        // an edge that lies at the far centre, or at the wall, is no root before it
        fraction: Number.isNaN(fraction) ? 1 : Math.min(Math.max(fraction, NEAREST), 1),
      });
    const met = !Number.isNaN(first[k]);
    const [from, to] = [start[k], end[k]];
    if (moves[from] && (met || (to >= 0 ? region.inside[to] : atWalls[k]))) add(from, to, 1, first[k]);
    if (to >= 0 && moves[to] && (met || region.inside[from])) add(to, from, -1, 1 - last[k]);
  }
  return found;
}

/** Whether the region covers the walls that edges lead to. */
function coveredWalls({ end, from, length }: Edges, { field }: Region): Float64Array {
  const covered = new Float64Array(end.length);
  if (end.length === 0 || end[0] >= 0) return covered;
  field.valuesInto(
    from.map((z, a) => z.map((place, k) => place + length[a][k])),
    0,
    covered,
  );
  return covered;
}

/** @throws InputError where two regions are met between two neighbouring centres: what goes on between them is not seen. */
function refuseMeeting(grid: Grid, groups: readonly Edges[], found: readonly (readonly Meetings[])[]): void {
  if (found.length < 2) return;
  for (const [g, { start, axis }] of groups.entries())
    for (let k = 0; k < start.length; k++) {
      if (found.filter((own) => !Number.isNaN(own[g].first[k])).length < 2) continue;
      throw new InputError({
        code: "regions-touch",
        path: "regions",
        expected: "cells between the regions A and B",
        found: `both between neighbouring cell centres along ${grid.axes[axis!].name}, at ${placeOf(grid, start[k])}`,
        remedy: "Use more cells, or regions that are further apart.",
      });
    }
}

/** The ends, as [axis, 0 lower or 1 upper], at which a way leads to a wall. */
export function coveredEnds(ways: readonly Way[]): (readonly [axis: number, upper: 0 | 1])[] {
  const seen = new Map<number, readonly [number, 0 | 1]>();
  for (const { beyond, axis, step } of ways) {
    if (beyond >= 0 || axis === null) continue;
    const upper = step[axis] > 0 ? 1 : 0;
    seen.set(2 * axis + upper, [axis, upper]);
  }
  return [...seen.values()];
}
