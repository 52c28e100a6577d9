import type { Grid } from "../grid/grid.js";
import type { Direction } from "./selling.js";

/** A lattice direction with its λ, 1/time: weight[cell·each] in every cell, so that with `each` 0 one number stands for all. */
export interface WeightedDirection {
  readonly step: Direction["step"];
  readonly weight: Float64Array;
  readonly each: 0 | 1;
}

/**
 * What is inside the grid of the lattice edges that leave it through an absorbing wall: from the centre of a cell to the
 * wall. They come in groups of one direction, one way and one length each, those of the axes first; group g goes as far
 * as `directions[g]` and has the edges first[g] … first[g + 1] − 1.
 */
export interface CutEdges {
  /** In cells: θe or −θe, with θ the fraction of the edge inside. */
  readonly directions: readonly (readonly [number, number])[];
  readonly groups: readonly CutGroup[];
  readonly first: Int32Array;
  /** The cell of each edge, twice: nothing lies beyond. */
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** λ of the cell, 1/time. */
  readonly weight: Float64Array;
  /** The wall: 2·axis + (0 lower, 1 upper). */
  readonly end: Int32Array;
}

export interface CutGroup {
  /** Of the lattice directions, the axes first. */
  readonly direction: number;
  /** Along e, or against it. */
  readonly up: boolean;
  /** θ, below 1: half a cell at least, so that it is not small. */
  readonly fraction: number;
}

/**
 * The edges cut by absorbing walls. The wall that an edge crosses first counts: behind a reflecting one nothing is left of
 * it, and in a corner, where both are crossed at once, the density is 0 because of the absorbing one. Where both are absorbing
 * it is two edges, with half of λ each, next to each other in the list: x and y count alike.
 * @param kinds all lattice directions, the axes first, which have their edges whatever their weight
 */
export function cutEdges(grid: Grid, kinds: readonly WeightedDirection[]): CutEdges {
  const directions: (readonly [number, number])[] = [];
  const groups: CutGroup[] = [];
  const first = [0];
  const cells: number[] = [];
  const weights: number[] = [];
  const ends: number[] = [];
  for (const [direction, { step, weight, each }] of kinds.entries())
    for (const sign of [1, -1] as const)
      for (const [fraction, edges] of byFraction(grid, [sign * step[0], sign * step[1]])) {
        for (const [cell, walls] of edges) {
          const own = weight[cell * each];
          if (direction >= 2 && !(own > 0)) continue;
          for (const end of walls) {
            cells.push(cell);
            weights.push(own / walls.length);
            ends.push(end);
          }
        }
        directions.push([sign * fraction * step[0], sign * fraction * step[1]]);
        groups.push({ direction, up: sign > 0, fraction });
        first.push(cells.length);
      }
  const lower = Int32Array.from(cells);
  return {
    directions,
    groups,
    first: Int32Array.from(first),
    lower,
    upper: lower,
    weight: Float64Array.from(weights),
    end: Int32Array.from(ends),
  };
}

/** A cell, and the absorbing wall that a step from it crosses first, or two that it crosses at once. */
type Crossing = readonly [cell: number, walls: readonly number[]];

/** Cells whose step crosses an absorbing wall first, by the fraction of the step at which it does. */
function byFraction(grid: Grid, step: readonly [number, number]): Map<number, Crossing[]> {
  const found = new Map<number, Crossing[]>();
  if (!grid.axes.some(({ boundary }) => boundary.lower === "absorbing" || boundary.upper === "absorbing")) return found;
  const [x, y] = [wayOut(grid, 0, step[0]), wayOut(grid, 1, step[1])];
  if (!x.absorbing && !y.absorbing) return found;
  const ny = y.fractions.length;
  const all = Array.from({ length: ny }, (_, j) => j);
  const crossing = all.filter((j) => y.fractions[j] < 1);
  for (const [i, u] of x.fractions.entries())
    for (const j of u < 1 ? all : crossing) {
      const v = y.fractions[j];
      const fraction = Math.min(u, v);
      const walls = [
        ...(u === fraction && x.absorbing ? [x.end] : []),
        ...(v === fraction && y.absorbing ? [y.end] : []),
      ];
      if (walls.length === 0) continue;
      const edges = found.get(fraction);
      if (edges) edges.push([i * ny + j, walls]);
      else found.set(fraction, [[i * ny + j, walls]]);
    }
  return found;
}

/** The fraction of a step of `by` cells at which it leaves an axis, from each cell; infinite where it never does. */
function wayOut({ axes, shape }: Grid, axis: number, by: number) {
  const n = shape[axis];
  const boundary = axes[axis].boundary[by > 0 ? "upper" : "lower"];
  const fractions = Float64Array.from({ length: n }, (_, i) =>
    by === 0 || boundary === "periodic" ? Infinity : ((by > 0 ? n - 1 - i : i) + 0.5) / Math.abs(by),
  );
  return { fractions, absorbing: by !== 0 && boundary === "absorbing", end: 2 * axis + Number(by > 0) };
}
