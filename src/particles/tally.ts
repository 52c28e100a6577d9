import type { Grid } from "../grid/grid.js";
import type { Observable } from "../problem/problem.js";
import type { WorkingBlock } from "./crowd.js";

/** Particles whose sums are kept together, by number: whatever the batches, the same numbers are added in the same order. */
export const CHUNK = 1024;

/** What is kept of every frame. */
export interface Tally {
  /** Particles in each cell: frames × cells. */
  readonly counts: Uint32Array;
  /** Sums over chunks of particles: frames × chunks × quantities. */
  readonly sums: Float64Array;
  readonly chunks: number;
  readonly quantities: number;
  /** Where coordinates are measured from in the sums, so that squares lose no digits. */
  readonly origin: readonly number[];
  /** Adds a block at a frame. */
  add(frame: number, time: number, block: WorkingBlock): void;
}

/**
 * Room for counts and sums: survivors, z_i, z_i z_j (i ≤ j), and f, f² of each observable.
 * @param first number of the first particle, a multiple of the length of a chunk
 */
export function makeTally(
  grid: Grid,
  observables: readonly Observable[],
  frames: number,
  first: number,
  count: number,
): Tally {
  const d = grid.axes.length;
  const quantities = 1 + d + (d * (d + 1)) / 2 + 2 * observables.length;
  const chunks = Math.ceil(count / CHUNK);
  const counts = new Uint32Array(frames * grid.size);
  const sums = new Float64Array(frames * chunks * quantities);
  const origin = grid.axes.map(({ faces }) => 0.5 * (faces[0] + faces[faces.length - 1]));
  const cellOf = cellFinder(grid);
  const place = new Array<number>(d).fill(0);
  return {
    counts,
    sums,
    chunks,
    quantities,
    origin,
    add(frame, time, { positions, ids, n }) {
      const base = frame * grid.size;
      for (let k = 0; k < n; k++) {
        for (let a = 0; a < d; a++) place[a] = positions[a][k];
        counts[base + cellOf(place)]++;
      }
      const values = observables.map(({ field }) => {
        const out = new Float64Array(n);
        field.valuesInto(positions, time, out);
        return out;
      });
      for (let k = 0; k < n; k++) {
        let at = (frame * chunks + Math.floor((ids[k] - first) / CHUNK)) * quantities;
        sums[at++]++;
        for (let a = 0; a < d; a++) sums[at++] += positions[a][k] - origin[a];
        for (let a = 0; a < d; a++)
          for (let b = a; b < d; b++) sums[at++] += (positions[a][k] - origin[a]) * (positions[b][k] - origin[b]);
        for (const value of values) {
          sums[at++] += value[k];
          sums[at++] += value[k] * value[k];
        }
      }
    },
  };
}

/** Gives the number of the cell of a position, the nearest one for what rounding put outside. */
export function cellFinder({ axes, shape }: Grid): (position: readonly number[]) => number {
  const [first, second] = axes.map(indexFinder);
  return second ? (position) => first(position[0]) * shape[1] + second(position[1]) : (position) => first(position[0]);
}

function indexFinder({ faces, widths, uniform }: Grid["axes"][number]): (z: number) => number {
  const last = widths.length - 1;
  if (uniform) {
    const [lower, scale] = [faces[0], 1 / widths[0]];
    return (z) => Math.min(Math.max(Math.floor((z - lower) * scale), 0), last);
  }
  return (z) => {
    let [low, high] = [0, last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (faces[middle] <= z) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}

/** Sizes of groups of particles: equal, in whole chunks, the last with what is left. */
export function groupSizes(count: number, groups: number): number[] {
  const size = Math.floor(Math.ceil(count / CHUNK) / groups) * CHUNK;
  return Array.from({ length: groups }, (_, g) => (g < groups - 1 ? size : count - (groups - 1) * size));
}
