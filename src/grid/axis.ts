import { InputError } from "../errors.js";

/** What happens at an end of an axis. */
export type Boundary = "reflecting" | "periodic" | "absorbing";

/**
 * One axis, cut into cells.
 *
 * Cell i lies between `faces[i]` and `faces[i + 1]`; its centre is the midpoint,
 * its density a point value there, its mass density times width (midpoint rule).
 */
export interface Axis {
  readonly name: string;
  /** Shape [n + 1], increasing, in units of the coordinate; the first and the last are the walls. */
  readonly faces: Float64Array;
  /** Shape [n]: midpoints between faces. */
  readonly centers: Float64Array;
  /** Shape [n]. */
  readonly widths: Float64Array;
  readonly boundary: { readonly lower: Boundary; readonly upper: Boundary };
  /** True when all widths are equal to rounding. */
  readonly uniform: boolean;
}

/** More cells than this are refused before any memory is taken (all axes together). */
export const MAXIMUM_CELLS = 1 << 22;

/** The boundary at both ends, or at each; an axis is periodic at both or at neither. */
export type Ends = Boundary | { readonly lower: Boundary; readonly upper: Boundary };

/**
 * An axis from its faces, in increasing order. Order 2 in space is kept where widths vary smoothly.
 * @param faces shape [n + 1], n ≥ 2
 * @throws InputError when there are fewer than two cells, a face is not finite or not above the one before.
 */
export function axisFromFaces(name: string, faces: ArrayLike<number>, ends: Ends = "reflecting", path = "axes"): Axis {
  const cells = faces.length - 1;
  refuseBadCellCount(cells, `${path}.faces`);
  for (let i = 0; i <= cells; i++) {
    if (!Number.isFinite(faces[i]) || (i > 0 && faces[i] <= faces[i - 1]))
      throw new InputError({
        code: "faces-not-increasing",
        path: `${path}.faces[${i}]`,
        expected: "finite faces, each above the one before",
        found: `${faces[i]}${i > 0 ? ` after ${faces[i - 1]}` : ""}`,
      });
  }
  const boundary = typeof ends === "string" ? { lower: ends, upper: ends } : ends;
  if ((boundary.lower === "periodic") !== (boundary.upper === "periodic"))
    throw new InputError({
      code: "half-periodic",
      path: `${path}.boundary`,
      expected: "both ends periodic, or neither",
      found: `lower ${boundary.lower}, upper ${boundary.upper}`,
    });
  const own = Float64Array.from(faces);
  const centers = new Float64Array(cells);
  const widths = new Float64Array(cells);
  for (let i = 0; i < cells; i++) {
    centers[i] = 0.5 * (own[i] + own[i + 1]);
    widths[i] = own[i + 1] - own[i];
  }
  const mean = (own[cells] - own[0]) / cells;
  const scale = Math.max(Math.abs(own[0]), Math.abs(own[cells]), mean);
  const uniform = widths.every((width) => Math.abs(width - mean) <= 1e-9 * mean + 4e-16 * scale);
  if (uniform) widths.fill(mean);
  return { name, faces: own, centers, widths, boundary, uniform };
}

/**
 * An axis of equal cells on [lower, upper].
 * @throws InputError as {@link axisFromFaces}, and when the range is empty, reversed or not finite.
 */
export function uniformAxis(
  name: string,
  range: readonly [number, number],
  cells: number,
  ends: Ends = "reflecting",
  path = "axes",
): Axis {
  return axisFromFaces(
    name,
    spread(range, cells, path, (s) => s),
    ends,
    path,
  );
}

/**
 * A smoothly stretched axis: cells are finest near `around` and grow away from it.
 *
 * Faces x(s) = around + scale·sinh(strength·(s − s₀)), s ∈ [0, 1]; `strength` 0 is uniform,
 * 3 makes the widths vary by a factor of about 10. Order 2 in space is kept, because x(s) is smooth.
 * @throws InputError as {@link uniformAxis}, and when `around` lies outside the range or the strength is not in [0, 12].
 */
export function stretchedAxis(
  name: string,
  range: readonly [number, number],
  cells: number,
  stretch: { readonly around: number; readonly strength: number },
  ends: Ends = "reflecting",
  path = "axes",
): Axis {
  const { around, strength } = stretch;
  if (!(strength >= 0 && strength <= 12))
    throw new InputError({
      code: "bad-stretch",
      path: `${path}.stretch.strength`,
      expected: "a number from 0 (uniform) to 12",
      found: `${strength}`,
    });
  if (!(around >= range[0] && around <= range[1]))
    throw new InputError({
      code: "bad-stretch",
      path: `${path}.stretch.around`,
      expected: `a point of the range [${range[0]}, ${range[1]}]`,
      found: `${around}`,
    });
  if (strength === 0) return uniformAxis(name, range, cells, ends, path);
  const origin = stretchOrigin(around - range[0], range[1] - around, strength);
  const reach = Math.sinh(strength * (1 - origin)) + Math.sinh(strength * origin);
  const faces = spread(
    range,
    cells,
    path,
    (s) => (Math.sinh(strength * (s - origin)) + Math.sinh(strength * origin)) / reach,
  );
  return axisFromFaces(name, faces, ends, path);
}

/** s₀ with sinh(strength·s₀) : sinh(strength·(1 − s₀)) = below : above, by bisection. */
function stretchOrigin(below: number, above: number, strength: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = 0.5 * (low + high);
    if (Math.sinh(strength * middle) * above < Math.sinh(strength * (1 - middle)) * below) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

function spread(
  range: readonly [number, number],
  cells: number,
  path: string,
  map: (s: number) => number,
): Float64Array {
  const [lower, upper] = range;
  if (!Number.isFinite(upper - lower) || upper <= lower)
    throw new InputError({
      code: "bad-range",
      path: `${path}.range`,
      expected: "[lower, upper] with lower below upper, both finite, and so their distance",
      found: `[${lower}, ${upper}]`,
      remedy: lower > upper ? `Did you mean [${upper}, ${lower}]?` : undefined,
    });
  refuseBadCellCount(cells, `${path}.cells`);
  const faces = new Float64Array(cells + 1);
  for (let i = 0; i <= cells; i++) faces[i] = lower + (upper - lower) * map(i / cells);
  faces[cells] = upper;
  const narrow = faces.findIndex((face, i) => i > 0 && !(face > faces[i - 1]));
  if (narrow > 0)
    throw new InputError({
      code: "bad-range",
      path: `${path}.range`,
      expected: `a range wide enough for ${cells} cells to be told apart`,
      found: `[${lower}, ${upper}], with two faces at ${faces[narrow]}`,
      remedy: "Move the origin of the coordinate, widen the range, or take fewer cells.",
    });
  return faces;
}

export function refuseBadCellCount(cells: number, path: string): void {
  if (Number.isInteger(cells) && cells >= 2 && cells <= MAXIMUM_CELLS) return;
  const tooMany = cells > MAXIMUM_CELLS;
  throw new InputError({
    code: tooMany ? "too-many-cells" : "bad-cell-count",
    path,
    expected: `a whole number of cells from 2 to ${MAXIMUM_CELLS}`,
    found: tooMany ? `${cells}, which would take about ${gibibytes(cells)} GiB` : `${cells}`,
  });
}

/** Memory a run on so many cells would take: some sixty numbers a cell. */
export const gibibytes = (cells: number): string => ((cells * 60 * 8) / 2 ** 30).toPrecision(2);
