import { linesAlong, type Grid } from "../grid/grid.js";

/**
 * Probabilities of the cells from values of ρ at their centres: V(ρ + (h²/24) ∂²ρ) along each axis, with the total kept.
 * The correction, from second differences, is at most a quarter of ρ: where it would be more the grid resolves nothing.
 */
export function cellProbabilities(density: ArrayLike<number>, grid: Grid): Float64Array {
  const corrected = Float64Array.from(density);
  grid.axes.forEach((axis, a) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    const ring = axis.boundary.lower === "periodic";
    const { centers, widths, faces } = axis;
    const length = faces[count] - faces[0];
    for (let line = 0; line < lines; line++) {
      const at = (i: number): number => density[lineStart(line) + stride * ((i + count) % count)];
      const place = (i: number): number =>
        i < 0 ? centers[count - 1] - length : i >= count ? centers[0] + length : centers[i];
      for (let i = 0; i < count; i++) {
        // before a wall the curvature of the next cell serves
        const middle = ring ? i : Math.min(Math.max(i, 1), count - 2);
        const [below, above] = [place(middle) - place(middle - 1), place(middle + 1) - place(middle)];
        const curvature =
          (2 * ((at(middle + 1) - at(middle)) / above - (at(middle) - at(middle - 1)) / below)) / (below + above);
        corrected[lineStart(line) + stride * i] += (widths[i] ** 2 / 24) * curvature;
      }
    }
  });
  let [total, found] = [0, 0];
  for (let c = 0; c < corrected.length; c++) {
    const own = density[c];
    corrected[c] = Math.min(Math.max(corrected[c], 0.75 * own), 1.25 * own) * grid.volumes[c];
    total += own * grid.volumes[c];
    found += corrected[c];
  }
  if (found > 0) for (let c = 0; c < corrected.length; c++) corrected[c] *= total / found;
  return corrected;
}

/** Blocks of cells along each axis: at most so many bins on one axis, and on each of two. */
export const MOST_BINS = { 1: 64, 2: 16 } as const;

/** The bin of each cell, and how many bins there are. */
export interface Bins {
  readonly binOf: Int32Array;
  readonly count: number;
}

/**
 * Bins of whole blocks of cells: the bin of each cell, the same at all frames, cut at every second face so that the halved
 * grid fits into them.
 */
export function binsOf({ axes, shape, size }: Grid): Bins {
  const most = MOST_BINS[axes.length === 1 ? 1 : 2];
  const blocks = shape.map((cells) => 2 * Math.max(1, Math.ceil(cells / (2 * most))));
  const bins = shape.map((cells, a) => Math.ceil(cells / blocks[a]));
  const inner = shape[1] ?? 1;
  const binOf = new Int32Array(size);
  for (let c = 0; c < size; c++) {
    const first = Math.floor(Math.floor(c / inner) / blocks[0]);
    binOf[c] = axes.length === 1 ? first : first * bins[1] + Math.floor((c % inner) / blocks[1]);
  }
  return { binOf, count: bins.reduce((product, n) => product * n, 1) };
}

/** The bin of each cell of a grid with twice or half the cells of the one the bins are of: that of the first cell in it. */
export function binsOn(other: Grid, { axes, shape }: Grid, { binOf }: Bins): Int32Array {
  const place = (index: number, a: number): number =>
    other.shape[a] > shape[a] ? index >> 1 : other.shape[a] < shape[a] ? 2 * index : index;
  const [inner, otherInner] = [shape[1] ?? 1, other.shape[1] ?? 1];
  return Int32Array.from({ length: other.size }, (_, c) =>
    axes.length === 1
      ? binOf[place(c, 0)]
      : binOf[place(Math.floor(c / otherInner), 0) * inner + place(c % otherInner, 1)],
  );
}

/** Sums over bins. */
export function binned(values: ArrayLike<number>, binOf: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (let c = 0; c < binOf.length; c++) sums[binOf[c]] += values[c];
  return sums;
}
