import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import type { Lines } from "../problem/region-along.js";
import type { ObliqueFaces } from "./generator.js";
import { upperGaps } from "./segments.js";

/** Straight edges of one direction, from the centre of a cell to that of another or to a wall; one entry an edge. */
export interface Edges extends Lines {
  readonly start: Int32Array;
  /** −1 at a wall. */
  readonly end: Int32Array;
  /** In cells along each axis; to a wall along an axis half a cell. */
  readonly step: readonly number[];
  /** The axis they run along, and null for oblique ones. */
  readonly axis: number | null;
  /** Their oblique faces, or of those to a wall their numbers among the cut ones; null along an axis. */
  readonly face: Int32Array | null;
}

/**
 * All edges along which mass moves and of which one end is among the cells that count, in groups.
 * @param counts 1 for these cells
 */
export function axisEdges(grid: Grid, axis: number, counts: Uint8Array): Edges[] {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const { widths, boundary, faces, centers } = grid.axes[axis];
  const periodic = boundary.upper === "periodic";
  const gaps = upperGaps(grid.axes[axis]);
  const [start, end, gap]: number[][] = [[], [], []];
  for (let line = 0; line < lines; line++)
    for (let i = 0; i < (periodic ? count : count - 1); i++) {
      const cell = lineStart(line) + i * stride;
      const next = i < count - 1 ? cell + stride : lineStart(line);
      if (!counts[cell] && !counts[next]) continue;
      start.push(cell);
      end.push(next);
      gap.push(gaps[i]);
    }
  const along = (value: number): number[] => grid.axes.map((_, a) => (a === axis ? value : 0));
  const groups = [groupOf(grid, start, end, gap, along(1), axis)];
  if (periodic) return groups;
  for (const [i, sign, wall] of [
    [0, -1, faces[0]],
    [count - 1, 1, faces[count]],
  ] as const) {
    const cells = Array.from({ length: lines }, (_, line) => lineStart(line) + i * stride).filter((c) => counts[c]);
    const half = sign * 0.5 * widths[i];
    // to the wall itself and not beyond it by rounding
    const length = centers[i] + half === wall ? half : wall - centers[i];
    const none = cells.map(() => -1);
    const reach = cells.map(() => length);
    groups.push(groupOf(grid, cells, none, reach, along(0.5 * sign), axis));
  }
  return groups;
}

/** Those along the oblique faces of a full tensor, and along those that absorbing walls cut. */
export function obliqueEdges(grid: Grid, oblique: ObliqueFaces, counts: Uint8Array): Edges[] {
  const { directions, first, lower, upper, cut } = oblique;
  const between = directions.map((step, k): Edges => {
    const kept: number[] = [];
    for (let face = first[k]; face < first[k + 1]; face++)
      if (counts[lower[face]] || counts[upper[face]]) kept.push(face);
    const at = (cells: Int32Array): number[] => kept.map((face) => cells[face]);
    return groupOf(grid, at(lower), at(upper), null, step, null, kept);
  });
  const out = directions.flatMap((step, k) =>
    [1, -1].map((sign): Edges => {
      const kept = [...cut.cell.keys()].filter(
        (n) => cut.direction[n] === k && cut.sign[n] === sign && counts[cut.cell[n]],
      );
      const way = step.map((part) => sign * part);
      const cells = kept.map((n) => cut.cell[n]);
      const centers = cellCenters(grid);
      const shares = kept.map((n, m) => {
        const axis = cut.end[n] >> 1;
        const { faces, widths } = grid.axes[axis];
        const wall = cut.end[n] % 2 ? faces[faces.length - 1] : faces[0];
        return (wall - centers[axis][cells[m]]) / (way[axis] * widths[0]);
      });
      const none = cells.map(() => -1);
      return groupOf(grid, cells, none, shares, way, null, kept);
    }),
  );
  return [...between, ...out].filter(({ start }) => start.length > 0);
}

/** @param reach along an axis the lengths, along oblique steps the shares of them; null is whole steps */
function groupOf(
  grid: Grid,
  start: readonly number[],
  end: readonly number[],
  reach: readonly number[] | null,
  step: readonly number[],
  axis: number | null,
  faces: readonly number[] | null = null,
): Edges {
  const from = cellCenters(grid).map((z) => Float64Array.from(start, (cell) => z[cell]));
  const length = grid.axes.map(({ widths }, a) =>
    Float64Array.from(start, (_, k) =>
      axis === null ? step[a] * widths[0] * (reach?.[k] ?? 1) : a === axis ? reach![k] : 0,
    ),
  );
  return {
    start: Int32Array.from(start),
    end: Int32Array.from(end),
    step,
    axis,
    face: faces && Int32Array.from(faces),
    from,
    length,
    wraps: wrapsOf(grid, from, length),
  };
}

/** Where segments go through the wraps of rings. */
function wrapsOf({ axes }: Grid, from: Lines["from"], length: Lines["length"]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [a, { boundary, faces }] of axes.entries()) {
    if (boundary.upper !== "periodic") continue;
    const [low, high] = [faces[0], faces[faces.length - 1]];
    for (let k = 0; k < from[a].length; k++) {
      const end = from[a][k] + length[a][k];
      if (end >= low && end <= high) continue;
      const share = ((length[a][k] > 0 ? high : low) - from[a][k]) / length[a][k];
      found.set(
        k,
        [...(found.get(k) ?? []), share].sort((one, other) => one - other),
      );
    }
  }
  return found;
}
