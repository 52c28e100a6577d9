import type { Axis } from "../grid/axis.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import type { Kernels } from "../kernels/kernels.js";

/** How often smoothing is repeated on what it has left out. */
const TIMES = 4;

/**
 * Densities from counts in cells, smoothed by a Gaussian of some width along each axis, three and four times over: with G the
 * smoothing they are 1 − (1 − G)³ and 1 − (1 − G)⁴ of the counts per volume ("twicing", Tukey 1977). A wave of number k keeps
 * all but (1 − exp(−k²·width²/2))^n of its height, and one that is short beside the width is as good as taken out. Walls mirror; counts
 * keep their sum.
 * @returns the two densities, up to a common factor
 */
export function smoothings(
  counts: Float64Array,
  grid: Grid,
  width: number,
  { exp }: Kernels,
): readonly [Float64Array, Float64Array] {
  const kernels = grid.axes.map((axis) => gaussian(axis, width, exp));
  const smooth = (values: Float64Array): Float64Array =>
    kernels.reduce((sofar, kernel, a) => along(sofar, grid, a, kernel), values);
  let last: Float64Array = new Float64Array(counts.length);
  let before = last;
  let left = counts;
  for (let n = 0; n < TIMES; n++) {
    before = last;
    const found = smooth(left);
    last = last.map((value, c) => value + found[c]);
    left = left.map((value, c) => value - found[c]);
  }
  const perVolume = (values: Float64Array): Float64Array => values.map((value, c) => value / grid.volumes[c]);
  return [perVolume(before), perVolume(last)];
}

/** What is left of a wave of number k = |k|: see {@link smoothings}. */
export const keptOf = (k: number, width: number): number => 1 - (1 - Math.exp(-0.5 * (k * width) ** 2)) ** TIMES;

/** So many widths away a Gaussian is as good as 0. */
const FAR = 8;

/** Shares of what is in one cell that go to the others: entry (j, i) from j to i, adding up to 1 for each j. */
function gaussian(
  { centers, widths, faces, boundary }: Axis,
  wanted: number,
  exp: (x: number) => number,
): Float64Array {
  const n = centers.length;
  const [lower, upper] = [faces[0], faces[n]];
  const length = upper - lower;
  // over this everything is smooth
  const width = Math.min(wanted, 2 * length);
  const ring = boundary.lower === "periodic";
  const images = Math.ceil((FAR * width) / length);
  const kernel = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let value = 0;
      for (let turn = -images; turn <= images; turn++) {
        const places = ring
          ? [centers[j] + turn * length]
          : [centers[j] + 2 * turn * length, 2 * lower - centers[j] + 2 * turn * length];
        for (const place of places) value += exp(-((centers[i] - place) ** 2) / (2 * width ** 2));
      }
      sum += kernel[j * n + i] = value * widths[i];
    }
    for (let i = 0; i < n; i++) kernel[j * n + i] /= sum;
  }
  return kernel;
}

function along(values: Float64Array, grid: Grid, axis: number, kernel: Float64Array): Float64Array {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const out = new Float64Array(values.length);
  for (let line = 0; line < lines; line++) {
    const start = lineStart(line);
    for (let j = 0; j < count; j++) {
      const value = values[start + stride * j];
      if (value === 0) continue;
      for (let i = 0; i < count; i++) out[start + stride * i] += value * kernel[j * count + i];
    }
  }
  return out;
}
