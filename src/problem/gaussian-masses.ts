import { InputError } from "../errors.js";
import type { Axis } from "../grid/axis.js";
import type { Grid } from "../grid/grid.js";
import { matchedGaussian, plainGaussian, type Line } from "./moment-matching.js";
import { sharedPoint, wrappedInto } from "./point-masses.js";
import type { Gaussian } from "./problem.js";

/** Below this probability off the grid the moments of the whole Gaussian are those of what lies on it. */
const NEGLIGIBLE = 1e-9;
/** exp(−38.6²/2) is the smallest number there is. */
const UNDERFLOW = 38.6;
/** exp(−9.5²/2) of the peak is below rounding: images further away add nothing. */
const FAR_IMAGE = 9.5;
const MAXIMUM_PLACES = 2 ** 26;

/**
 * Cell masses of a Gaussian, summing to 1: point values at centres, with mean and covariance exact to rounding when
 * the Gaussian lies on the grid, also where it is narrower than the cells as long as masses with these moments exist;
 * with the mean alone exact below that.
 * @throws InputError for a Gaussian so wide on a periodic axis that it is the uniform density.
 */
export function gaussianMasses(gaussian: Gaussian, grid: Grid, outside: number, path: string): Float64Array {
  const { mean, covariance } = gaussian;
  const deviations = covariance.map((row, a) => Math.sqrt(row[a]));
  const correlation = grid.axes.length === 2 ? covariance[0][1] / (deviations[0] * deviations[1]) : 0;
  const narrowing = Math.sqrt(1 - correlation * correlation);
  const placesOf = (axis: Axis, a: number): Line => {
    const width = widthNear(axis, mean[a]);
    // Off the grid there are no moments to match: average over parts of cells that resolve the Gaussian instead.
    const parts =
      outside > NEGLIGIBLE ? Math.min(64, Math.max(1, Math.ceil((1.3 * width) / (deviations[a] * narrowing)))) : 1;
    return lineOf(axis, mean[a], deviations[a], parts, path);
  };
  const lines = grid.axes.map(placesOf);
  if (lines.reduce((product, line) => product * line.cell.length, 1) > MAXIMUM_PLACES) throw tooWide(path);
  const [first, second] = lines as [Line, Line?];
  const independent = second !== undefined && correlation === 0;
  if (outside <= NEGLIGIBLE) {
    const matched = independent ? null : matchedGaussian(correlation, first, second);
    return matched ? folded(matched, lines, grid) : productOfAxes(lines, alongAxes(lines, gaussian, grid), grid);
  }
  if (!independent) return folded(plainGaussian(correlation, first, second), lines, grid);
  return productOfAxes(
    lines,
    lines.map((line) => plainGaussian(0, line)),
    grid,
  );
}

/** Names the axes along which the Gaussian is narrower than the cells around its mean. */
export function narrowAxes({ mean, covariance }: Gaussian, { axes }: Grid): string[] {
  return axes.flatMap((axis, a) => {
    const deviation = Math.sqrt(covariance[a][a]);
    const width = widthNear(axis, mean[a]);
    if (deviation >= width) return [];
    return [`standard deviation ${short(deviation)} along ${axis.name} is below the cell width ${short(width)}`];
  });
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Each axis by itself where no masses have the joint moments: correlations below a cell's width are lost. */
function alongAxes(lines: readonly Line[], { mean }: Gaussian, { axes }: Grid): Float64Array[] {
  return lines.map((line, a) => {
    const matched = matchedGaussian(0, line);
    if (matched) return matched;
    const own = new Float64Array(line.cell.length);
    for (const { cell, share } of sharedPoint(axes[a], mean[a])) {
      const place = line.cell.indexOf(cell);
      own[place] += share;
    }
    return own;
  });
}

/** The product of what lies along each axis, folded onto its cells. */
function productOfAxes(lines: readonly Line[], each: readonly Float64Array[], { shape, size }: Grid): Float64Array {
  const [first, second = Float64Array.of(1)] = each.map((masses, a) => {
    const own = new Float64Array(shape[a]);
    for (const [k, cell] of lines[a].cell.entries()) own[cell] += masses[k];
    return own;
  });
  const out = new Float64Array(size);
  for (let i = 0, c = 0; i < first.length; i++) for (let j = 0; j < second.length; j++) out[c++] = first[i] * second[j];
  return out;
}

function folded(mass: Float64Array, [first, second]: readonly Line[], grid: Grid): Float64Array {
  const out = new Float64Array(grid.size);
  const inner = grid.shape[1] ?? 1;
  const columns = second?.cell ?? Int32Array.of(0);
  for (let i = 0, c = 0; i < first.cell.length; i++)
    for (let j = 0; j < columns.length; j++) out[first.cell[i] * inner + columns[j]] += mass[c++];
  return out;
}

/** The places of an axis the Gaussian reaches; on a periodic axis unrolled, each cell as often as it is met. */
function lineOf(axis: Axis, mean: number, deviation: number, parts: number, path: string): Line {
  const cells = axis.centers.length;
  const lower = axis.faces[0];
  const length = axis.faces[cells] - lower;
  const periodic = axis.boundary.lower === "periodic";
  const center = periodic ? wrappedInto(axis, mean) : mean;
  const widest = axis.widths.reduce((a, b) => Math.max(a, b), 0);
  const reach =
    2 * widest +
    (periodic ? Math.max(FAR_IMAGE * deviation, Math.min(UNDERFLOW * deviation, length / 2)) : UNDERFLOW * deviation);
  const images = periodic ? Math.ceil(reach / length) : 0;
  if (images * 2 * cells * parts > MAXIMUM_PLACES) throw tooWide(path);
  const offset: number[] = [];
  const width: number[] = [];
  const cell: number[] = [];
  for (let image = -images; image <= images; image++)
    for (let i = 0; i < cells; i++) {
      const z = axis.centers[i] + image * length - center;
      if (Math.abs(z) > reach) continue;
      for (let part = 0; part < parts; part++) {
        offset.push((z + ((part + 0.5) / parts - 0.5) * axis.widths[i]) / deviation);
        width.push(axis.widths[i] / parts / widest);
        cell.push(i);
      }
    }
  return { offset: Float64Array.from(offset), width: Float64Array.from(width), cell: Int32Array.from(cell) };
}

function widthNear(axis: Axis, place: number): number {
  const at = axis.boundary.lower === "periodic" ? wrappedInto(axis, place) : place;
  const cell = axis.faces.findIndex((face) => face > at) - 1;
  return axis.widths[Math.max(0, cell)];
}

const tooWide = (path: string): InputError =>
  new InputError({
    code: "initial-too-wide",
    path,
    expected: "a Gaussian not many times wider than the periodic axis",
    found: "one that wraps around it very often",
    remedy: "Its density is uniform: use initial: { uniform: true }.",
  });
