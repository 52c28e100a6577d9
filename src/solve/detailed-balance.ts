import type { Generator } from "../generator/generator.js";
import type { Grid } from "../grid/grid.js";
import type { FaceAffinities } from "../ledger/affinity.js";
import { faceRows, type FaceRates } from "../ledger/faces.js";
import { addTermInto, compensatedSum, pairDifference, pairSums, type PairSums } from "../linear/compensated-sum.js";
import { sumAlongTreeInto } from "../linear/spanning-sums.js";

/** Below this a rate has lost digits to underflow, and Pe, which has not, says more. */
const SMALLEST_RATE = 1e-290;
/** Pe from which exp(−Pe) can bring a rate down there. */
const UNDERFLOWING_PECLET = 600;
/** Rates agree with exp(Pe) to a few roundings, or belong to a scheme (upwind, central) with another ratio. */
const RATE_ROUNDING = 1e-14;
/**
 * Largest disagreement of log(mass) around a loop that counts as none: differences of a potential telescope, so
 * rounding leaves some 1e-16 of their sum, 1e-12 for 1e4 kT, while a circulation of 1e-9 kT would show in the residual.
 */
const LOOP_TOLERANCE = 1e-9;

/**
 * At every face, in the order of the list: log(mass above / mass below) at which no probability flows through it,
 *
 *   log(p_R/p_L) = log(forward_L/backward_R),
 *
 * ±∞ where one rate is zero, NaN where both are.
 */
export function logMassRatios({ grid, axes, oblique }: Generator, { faces, affinity }: FaceAffinities): Float64Array {
  const { first, lower, forward, backward } = faces;
  const ratios = new Float64Array(lower.length);
  for (let axis = 0, f = 0; axis < axes.length; axis++) {
    const { peclet } = axes[axis];
    const { widths } = grid.axes[axis];
    const wider = widths.map((width, i) => Math.log(widths[(i + 1) % widths.length] / width));
    const { rows, length, along } = faceRows(grid, axis);
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < length; k++, f++)
        ratios[f] = logMassRatio(forward[f], backward[f], affinity[f], peclet[lower[f]], wider[along ? k : row]);
  }
  // oblique faces join cells of equal volume
  const onAxes = first[axes.length];
  for (let f = onAxes; f < ratios.length; f++)
    ratios[f] = logMassRatio(forward[f], backward[f], affinity[f], oblique!.peclet[f - onAxes], 0);
  return ratios;
}

function logMassRatio(up: number, down: number, affinity: number, peclet: number, wider: number): number {
  const gibbs = peclet + wider;
  // the affinity is the logarithm of the quotient of the rates, good as long as that is a normal number
  if (up >= SMALLEST_RATE && down >= SMALLEST_RATE && Math.abs(affinity) < UNDERFLOWING_PECLET)
    return Math.abs(affinity - peclet) <= RATE_ROUNDING * (1 + Math.abs(gibbs)) ? gibbs : affinity + wider;
  if (up >= SMALLEST_RATE && down >= SMALLEST_RATE) {
    const logUp = Math.log(up);
    const fromRates = logUp - Math.log(down);
    const rounding = RATE_ROUNDING * (1 + Math.abs(gibbs) + Math.abs(logUp));
    return Math.abs(fromRates - gibbs) <= rounding ? gibbs : fromRates;
  }
  const underflowed = up < down ? peclet < -UNDERFLOWING_PECLET : peclet > UNDERFLOWING_PECLET;
  if (up !== down && underflowed) return gibbs;
  return up === 0 && down === 0 ? NaN : Math.log(up) - Math.log(down);
}

/**
 * The logarithms of the masses (largest 0) at which every face is in balance, forward·p_L = backward·p_R:
 * the Gibbs state of the rates. Null when there is none: a loop of faces along which the ratios do not multiply to 1.
 *
 * Ratios are summed along the first line and from there across, with oblique faces, beside which faces of an axis may
 * have no rates, along a spanning tree of all faces; the faces left over are the check.
 */
export function balancedLogMasses(grid: Grid, faces: FaceRates, ratios: Float64Array): Float64Array | null {
  const { directions, lower, upper } = faces;
  const sums = pairSums(grid.size);
  if (directions.length === grid.axes.length) sumAlongLines(sums, grid, faces, ratios);
  else if (!sumAlongTreeInto(sums, lower, upper, ratios)) return null;
  let top = 0;
  for (let c = 1; c < grid.size; c++) {
    const above = pairDifference(sums, c, top);
    if (!Number.isFinite(above)) return null;
    if (above > 0) top = c;
  }
  for (let f = 0; f < ratios.length; f++) {
    const defect = pairDifference(sums, upper[f], lower[f]) - ratios[f];
    // where nothing passes either way there is nothing to balance
    if (!(Math.abs(defect) <= LOOP_TOLERANCE) && !Number.isNaN(ratios[f])) return null;
  }
  const logMass = new Float64Array(grid.size);
  for (let c = 0; c < grid.size; c++) logMass[c] = pairDifference(sums, c, top);
  return logMass;
}

function sumAlongLines(sums: PairSums, grid: Grid, { first }: FaceRates, ratios: Float64Array): void {
  const [count, inner = 1] = grid.shape as [number, number?];
  const perLine = grid.axes.length === 2 ? faceRows(grid, 1).length : 0;
  for (let i = 0; i < count; i++) {
    if (i > 0) addTermInto(sums, (i - 1) * inner, ratios[(i - 1) * inner], i * inner);
    for (let j = 1, c = i * inner + 1; j < inner; j++, c++)
      addTermInto(sums, c - 1, ratios[first[1] + i * perLine + j - 1], c);
  }
}

/**
 * Σ |net flow into a cell| / Σ gross flow through faces and by restarts, for cell masses p: 0 when p is stationary.
 */
export function stationaryResidual(
  { lower, upper, forward, backward }: FaceRates,
  mass: Float64Array,
  restart: Generator["restart"] = null,
): number {
  const net = new Float64Array(mass.length);
  let gross = 0;
  for (let f = 0; f < lower.length; f++) {
    const up = forward[f] * mass[lower[f]];
    const down = backward[f] * mass[upper[f]];
    net[lower[f]] += down - up;
    net[upper[f]] += up - down;
    gross += up + down;
  }
  if (restart) {
    const total = compensatedSum(mass);
    gross += restart.rate * total;
    for (let c = 0; c < net.length; c++) net[c] -= restart.rate * mass[c];
    for (const { cell, share } of restart.cells) net[cell] += restart.rate * total * share;
  }
  let imbalance = 0;
  for (let c = 0; c < net.length; c++) imbalance += Math.abs(net[c]);
  return gross > 0 ? imbalance / gross : 0;
}
