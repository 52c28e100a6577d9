import { InputError } from "../errors.js";
import { spectralLaplacian } from "../generator/spectral-laplacian.js";
import { makeGrid, type Grid } from "../grid/grid.js";
import { compensatedSum } from "../linear/compensated-sum.js";
import { conjugateGradients } from "../linear/conjugate-gradients.js";
import { symmetricExponential } from "../linear/symmetric-exponential.js";
import type { Redistribution } from "../problem/reset.js";
import { faceLaplacian, laplacianOfDensity, type FaceLaplacian } from "./face-laplacian.js";

/**
 * Cell masses after a redistribution over α (length²), Δ the Laplacian of the grid's faces without flux through its ends:
 *
 *   literal, strict        ρ − αΔρ: sharpens; a wave of number k grows by 1 + αk²
 *   literal, limited       the same with the flow out of each cell held to what the cell has
 *   redistribute, heat     exp(αΔ)ρ: spreads; waves shrink by exp(−αk²), for any α
 *   redistribute, resolvent  (I − αΔ)⁻¹ρ: by 1/(1 + αk²), for any α
 *   redistribute, strict   ρ + αΔρ: by 1 − αk², for α up to h²/2 on one axis, h²/4 on two with equal cells
 *   redistribute, limited  the same in one step where no cell gives more than it has, else in parts within that bound
 *
 * Mass is kept to rounding, no result is negative, and the variance changes by ∓2α per axis away from ends (not
 * where limited). On equal cells heat and resolvent go by cosine and Fourier transforms with the symbol of the faces; on
 * others by Chebyshev polynomials and conjugate gradients of the same operator.
 * @throws InputError `alpha-too-large` in mode strict, with the largest admissible α: the least ρ/Δρ over cells where it is
 *   positive (literal), or the bound above.
 */
export function redistributed(mass: Float64Array, grid: Grid, action: Redistribution, path = ""): Float64Array {
  const { alpha, mode } = action;
  const spread = mode === "heat" || mode === "resolvent" ? mode : null;
  if (spread && grid.axes.every(({ uniform }) => uniform)) return spectralLaplacian(closed(grid))[spread](mass, alpha);
  const laplacian = faceLaplacian(grid);
  if (mode === "heat") return likeBefore(heat(mass, grid, alpha, laplacian), mass);
  if (mode === "resolvent") return likeBefore(resolvent(mass, grid, alpha, laplacian), mass);
  const parts = partsOf(mass, grid, action, laplacian, path);
  let now = mass;
  for (let n = 0; n < parts; n++) now = explicit(now, grid, { ...action, alpha: alpha / parts }, laplacian, path);
  return likeBefore(now, mass);
}

/** The grid with ends that absorb made reflecting. */
const closed = (grid: Grid): Grid =>
  makeGrid(
    grid.axes.map((axis) =>
      axis.boundary.upper === "periodic" ? axis : { ...axis, boundary: { lower: "reflecting", upper: "reflecting" } },
    ),
  );

/** Removes what rounding has left below 0, and scales to the sum before. */
function likeBefore(after: Float64Array, before: Float64Array): Float64Array {
  for (let c = 0; c < after.length; c++) if (!(after[c] > 0)) after[c] = 0;
  const found = compensatedSum(after);
  const scale = found > 0 ? compensatedSum(before) / found : 1;
  for (let c = 0; c < after.length; c++) after[c] *= scale;
  return after;
}

function heat(mass: Float64Array, { volumes }: Grid, alpha: number, laplacian: FaceLaplacian): Float64Array {
  const density = new Float64Array(mass.length);
  const apply = (field: Float64Array, out: Float64Array): void => {
    for (let c = 0; c < field.length; c++) density[c] = (alpha * field[c]) / volumes[c];
    laplacianOfDensity(laplacian, density, out);
  };
  // Gershgorin: no eigenvalue is further down than twice the largest rate of leaving a cell
  return symmetricExponential(apply, 2 * alpha * highest(laplacian.leaving), mass);
}

/** (V − αK)ρ = p, then the masses from the flows of that ρ, so that they keep their sum. */
function resolvent(mass: Float64Array, { volumes }: Grid, alpha: number, laplacian: FaceLaplacian): Float64Array {
  const apply = (density: Float64Array, out: Float64Array): void => {
    laplacianOfDensity(laplacian, density, out);
    for (let c = 0; c < out.length; c++) out[c] = volumes[c] * density[c] - alpha * out[c];
  };
  const diagonal = volumes.map((volume, c) => volume * (1 + alpha * laplacian.leaving[c]));
  const guess = mass.map((part, c) => part / volumes[c]);
  const density = conjugateGradients(apply, diagonal, mass, guess);
  return density.map((value, c) => value * volumes[c]);
}

const MOST_PARTS = 10000;

/**
 * Spreading in one step whose flows have to be held would hardly move, or sharpen: it goes in parts within the explicit
 * bound, for which nothing is ever held.
 */
function partsOf(
  mass: Float64Array,
  { volumes }: Grid,
  { alpha, sign, mode }: Redistribution,
  laplacian: FaceLaplacian,
  path: string,
): number {
  if (sign === "literal" || mode === "strict") return 1;
  const { lower, upper, conductance, leaving } = laplacian;
  const outgoing = new Float64Array(mass.length);
  for (let f = 0; f < conductance.length; f++) {
    const flow = alpha * conductance[f] * (mass[lower[f]] / volumes[lower[f]] - mass[upper[f]] / volumes[upper[f]]);
    outgoing[flow > 0 ? lower[f] : upper[f]] += Math.abs(flow);
  }
  if (mass.every((part, c) => outgoing[c] <= part)) return 1;
  const admissible = 1 / highest(leaving);
  const parts = Math.ceil((alpha / admissible) * (1 - 1e-12));
  if (parts > MOST_PARTS) throw tooLarge(alpha, MOST_PARTS * admissible, sign, path);
  return Math.max(1, parts);
}

function explicit(
  mass: Float64Array,
  { volumes }: Grid,
  { alpha, sign, mode }: Redistribution,
  laplacian: FaceLaplacian,
  path: string,
): Float64Array {
  const { lower, upper, conductance, leaving } = laplacian;
  const direction = sign === "literal" ? -1 : 1;
  const density = mass.map((part, c) => part / volumes[c]);
  const change = new Float64Array(mass.length);
  if (mode === "strict") {
    laplacianOfDensity(laplacian, density, change);
    const admissible = sign === "literal" ? largestLiteral(mass, change) : 1 / highest(leaving);
    if (alpha > admissible * (1 + 1e-12)) throw tooLarge(alpha, admissible, sign, path);
    return mass.map((part, c) => part + direction * alpha * change[c]);
  }
  const flows = conductance.map((g, f) => direction * alpha * g * (density[lower[f]] - density[upper[f]]));
  const outgoing = new Float64Array(mass.length);
  for (let f = 0; f < flows.length; f++) outgoing[flows[f] > 0 ? lower[f] : upper[f]] += Math.abs(flows[f]);
  const share = mass.map((part, c) => (outgoing[c] > part ? part / outgoing[c] : 1));
  const after = mass.slice();
  for (let f = 0; f < flows.length; f++) {
    const flow = flows[f] * share[flows[f] > 0 ? lower[f] : upper[f]];
    after[lower[f]] -= flow;
    after[upper[f]] += flow;
  }
  return after;
}

/** The largest α that leaves ρ − αΔρ non-negative. */
function largestLiteral(mass: Float64Array, laplacian: Float64Array): number {
  let least = Infinity;
  for (let c = 0; c < mass.length; c++) if (laplacian[c] > 0) least = Math.min(least, mass[c] / laplacian[c]);
  return least;
}

function tooLarge(alpha: number, admissible: number, sign: Redistribution["sign"], path: string): InputError {
  const literal = sign === "literal";
  return new InputError({
    code: "alpha-too-large",
    path: path ? `${path}.alpha` : "alpha",
    expected: literal
      ? `an alpha of at most ${admissible.toPrecision(6)}, the least rho/lap(rho): beyond it rho - alpha*lap(rho) is negative somewhere`
      : `an alpha of at most ${admissible.toPrecision(6)} for explicit steps`,
    found: String(alpha),
    remedy: literal
      ? "Use mode: limited, or sign: redistribute, which spreads instead. A Gaussian has room for next to nothing far out."
      : "Use mode: heat, which has no limit.",
  });
}

const highest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);
