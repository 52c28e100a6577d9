import { InputError } from "../errors.js";
import { cellCenters, type Grid } from "../grid/grid.js";
import { convolution, differenceCount, type Convolution } from "../linear/convolution.js";
import type { Problem } from "../problem/problem.js";

/** The potential that some masses make at one time. */
export interface PotentialAt {
  readonly time: number;
  readonly potential: Float64Array;
}

/**
 * The potential V = W * ρ of a mean field, which contributes −∇V to the drift:
 *
 *   V_c = Σ_c' W(z_c − z_c') p_c'
 *
 * at cell centres, order 2 in the cell width for a W that is continuous. Rates are rebuilt with the potential as it
 * stands: of masses that are followed, or on its way between times.
 */
export interface MeanField {
  /** V at cell centres that the rates were last rebuilt with. */
  readonly potential: Float64Array;
  /** W(−dz) = W(dz) to rounding: only then is there a free energy. */
  readonly symmetric: boolean;
  /** max |W|: what the rounding of V is measured by. */
  readonly largest: number;
  /** out = W * p. */
  readonly potentialInto: Convolution;
  /**
   * From now on V is that of these masses as they stand whenever the rates are rebuilt.
   * @param potential theirs as they stand now, when at hand
   */
  follow(masses: () => Float64Array, potential?: Float64Array): void;
  /** From now on V(t) is the polynomial through these points, one to three with different times. */
  interpolate(points: readonly PotentialAt[]): void;
  /** How often `potential` has become another one: what was found for the rates holds until this counts on. */
  readonly changes: number;
  /** Brings `potential` to a time. */
  update(time: number): void;
}

/**
 * The mean field of a problem; on periodic axes differences are taken to the nearest image, and where two images are
 * equally near W is the mean of both, or of four in the corner of a torus.
 * @param masses what it follows at first
 * @throws InputError where W is not finite at a difference of two cell centres, or so large that V has no digits left.
 */
export function meanField(problem: Problem, masses: Float64Array): MeanField {
  const { grid } = problem;
  const axes = grid.axes.map(({ centers, boundary }) => ({
    count: centers.length,
    periodic: boundary.upper === "periodic",
  }));
  const kernel = sampledKernel(problem);
  const largest = kernel.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  refuseLostDigits(problem, largest);
  const potentialInto = convolution(axes, kernel);
  const potential = new Float64Array(grid.size);
  const known = new Float64Array(grid.size).fill(NaN);
  const ofKnown = new Float64Array(grid.size);
  let followed: (() => Float64Array) | null = () => masses;
  let points: readonly PotentialAt[] = [];
  let changes = 0;
  return {
    potential,
    symmetric: isSymmetric(kernel, grid),
    largest,
    potentialInto,
    follow(source, itsPotential) {
      followed = source;
      if (!itsPotential) return;
      known.set(source());
      ofKnown.set(itsPotential);
    },
    interpolate(through) {
      followed = null;
      points = through;
    },
    get changes() {
      return changes;
    },
    update(time) {
      if (!followed) {
        changes++;
        polynomialInto(points, time, potential);
        return;
      }
      const now = followed();
      if (!same(now, known)) {
        known.set(now);
        potentialInto(now, ofKnown);
      }
      if (!same(potential, ofKnown)) changes++;
      potential.set(ofKnown);
    },
  };
}

/** Pe must be known to this at least. */
const KNOWN_PECLET = 1e-2;

/** Differences of V between neighbours are known to a rounding of max |W|: that has to be little against D. */
function refuseLostDigits({ grid, diffusion, time }: Problem, largest: number): void {
  const centers = cellCenters(grid);
  const values = new Float64Array(grid.size);
  let highest = 0;
  for (const field of [...diffusion.diagonal, ...(diffusion.scalar ? [diffusion.scalar] : [])]) {
    field.valuesInto(centers, time?.start ?? 0, values);
    highest = Math.max(highest, maximum(values));
  }
  const most = (KNOWN_PECLET * highest) / Number.EPSILON;
  if (!(highest > 0) || largest <= most) return;
  throw new InputError({
    code: "interaction-too-large",
    path: "drift.interaction",
    expected: `a W of at most ${most.toPrecision(1)} for a D of ${Number(highest.toPrecision(3))}, so that its differences between neighbouring cells have digits left`,
    found: `max |W| = ${Number(largest.toPrecision(3))}`,
    remedy: "Scale the interaction down, or take off a constant, which moves nothing.",
  });
}

function maximum(values: Float64Array): number {
  let top = -Infinity;
  for (let c = 0; c < values.length; c++) if (values[c] > top) top = values[c];
  return top;
}

function same(one: Float64Array, other: Float64Array): boolean {
  for (let c = 0; c < one.length; c++) if (one[c] !== other[c]) return false;
  return true;
}

/** Lagrange's polynomial through one to three points, at a time. */
function polynomialInto(points: readonly PotentialAt[], time: number, out: Float64Array): void {
  const weights = points.map((own) =>
    points.reduce(
      (product, other) => (other === own ? product : (product * (time - other.time)) / (own.time - other.time)),
      1,
    ),
  );
  const [one, two, three] = points.map(({ potential }) => potential);
  const [a, b, c] = weights;
  if (three) for (let k = 0; k < out.length; k++) out[k] = a * one[k] + b * two[k] + c * three[k];
  else if (two) for (let k = 0; k < out.length; k++) out[k] = a * one[k] + b * two[k];
  else out.set(one);
}

/** W by difference of indices, in the order that {@link convolution} takes. */
function sampledKernel({ grid, drift }: Problem): Float64Array {
  const along = grid.axes.map((axis) => {
    const count = axis.centers.length;
    const h = axis.widths[0];
    const periodic = axis.boundary.upper === "periodic";
    const differences = differenceCount({ count, periodic });
    return Float64Array.from(
      { length: differences },
      (_, k) => h * (!periodic ? k - (count - 1) : 2 * k <= count ? k : k - count),
    );
  });
  const sides = grid.axes.map(({ centers, boundary }) =>
    boundary.upper === "periodic" && centers.length % 2 === 0 ? centers.length / 2 : null,
  );
  const kernel = valuesAt(along);
  const images = new Uint8Array(kernel.length).fill(1);
  // in the corner of two even rings there are four
  for (const mirrored of [[0], [1], [0, 1]]) {
    if (mirrored.some((axis) => (sides[axis] ?? null) === null)) continue;
    const places = along.map((values, a) => (mirrored.includes(a) ? [sides[a]!] : [...values.keys()]));
    const other = valuesAt(
      along.map((values, a) => (mirrored.includes(a) ? Float64Array.of(-values[sides[a]!]) : values)),
    );
    const inner = along[1]?.length ?? 1;
    const columns = places[1] ?? [0];
    for (let k = 0; k < other.length; k++) {
      const place = places[0][Math.floor(k / columns.length)] * inner + columns[k % columns.length];
      kernel[place] += other[k];
      images[place]++;
    }
  }
  for (let k = 0; k < kernel.length; k++) kernel[k] /= images[k];
  return kernel;

  function valuesAt(differences: readonly Float64Array[]): Float64Array {
    const [x, y] = differences;
    const inner = y ? y.length : 1;
    const out = new Float64Array(x.length * inner);
    const points = differences.map((_, a) => out.map((__, k) => (a === 0 ? x[Math.floor(k / inner)] : y[k % inner])));
    drift.interaction!.valuesInto(points, 0, out);
    const bad = out.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw notFinite(
        points.map((part) => part[bad]),
        out[bad],
      );
    return out;
  }
}

function notFinite(at: readonly number[], value: number): InputError {
  const place = at.map((difference, a) => `d${"xy"[a]} = ${Number(difference.toPrecision(6))}`).join(", ");
  const singular = at.every((difference) => difference === 0);
  return new InputError({
    code: "interaction-not-finite",
    path: "drift.interaction",
    expected: "an interaction that is finite at all differences of coordinates on the grid",
    found: `${value} at ${place}`,
    remedy: singular
      ? "Singular interactions are not supported: regularise it, e.g. log(abs(dx)) as log(dx^2 + 1e-4)/2."
      : Number.isNaN(value)
        ? "Differences have both signs: take the root or logarithm of abs(dx), or of dx^2, in place of dx."
        : "Choose a W that does not grow so fast, or a smaller grid.",
  });
}

/** Asymmetry below this share of the range of W is rounding. */
const ROUNDING = 1e-12;

function isSymmetric(kernel: Float64Array, { axes }: Grid): boolean {
  const counts = axes.map(({ centers, boundary }) => {
    const periodic = boundary.upper === "periodic";
    return { periodic, count: differenceCount({ count: centers.length, periodic }) };
  });
  const mirrored = (k: number, { periodic, count }: { periodic: boolean; count: number }): number =>
    periodic ? (count - k) % count : count - 1 - k;
  const [first, second] = counts;
  const inner = second ? second.count : 1;
  let [lowest, highest, worst] = [Infinity, -Infinity, 0];
  for (let k = 0; k < kernel.length; k++) {
    const opposite = mirrored(Math.floor(k / inner), first) * inner + (second ? mirrored(k % inner, second) : 0);
    lowest = Math.min(lowest, kernel[k]);
    highest = Math.max(highest, kernel[k]);
    worst = Math.max(worst, Math.abs(kernel[k] - kernel[opposite]));
  }
  return worst <= ROUNDING * Math.max(highest - lowest, Math.abs(highest), Math.abs(lowest));
}
