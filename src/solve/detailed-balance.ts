import type { AxisRates, Generator } from "../generator/generator.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import { addTermInto, pairDifference, pairSums } from "../linear/compensated-sum.js";

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
 * Per axis, at the upper face of each cell: log(mass above / mass below) at which no probability flows through the face,
 *
 *   log(p_R/p_L) = log(forward_L/backward_R),
 *
 * ±∞ where one rate is zero, NaN where both are or where there is no face.
 */
export function logMassRatios(generator: Generator): Float64Array[] {
  return generator.axes.map((rates, axis) => {
    const ratios = new Float64Array(generator.grid.size).fill(NaN);
    const { widths } = generator.grid.axes[axis];
    eachFace(generator.grid, axis, (lower, upper, i) => {
      const wider = Math.log(widths[(i + 1) % widths.length] / widths[i]);
      ratios[lower] = logMassRatio(rates, lower, upper, wider);
    });
    return ratios;
  });
}

function logMassRatio({ forward, backward, peclet }: AxisRates, lower: number, upper: number, wider: number): number {
  const up = forward[lower];
  const down = backward[upper];
  const gibbs = peclet[lower] + wider;
  if (up >= SMALLEST_RATE && down >= SMALLEST_RATE) {
    const fromRates = Math.log(up) - Math.log(down);
    const rounding = RATE_ROUNDING * (1 + Math.abs(gibbs) + Math.abs(Math.log(up)));
    return Math.abs(fromRates - gibbs) <= rounding ? gibbs : fromRates;
  }
  const underflowed = up < down ? peclet[lower] < -UNDERFLOWING_PECLET : peclet[lower] > UNDERFLOWING_PECLET;
  if (up !== down && underflowed) return gibbs;
  return up === 0 && down === 0 ? NaN : Math.log(up) - Math.log(down);
}

/** Calls `visit` with the cells below and above every face inside the grid along `axis`, the wrap included. */
function eachFace(grid: Grid, axis: number, visit: (lower: number, upper: number, i: number) => void): void {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const faces = grid.axes[axis].boundary.upper === "periodic" ? count : count - 1;
  for (let line = 0; line < lines; line++) {
    const start = lineStart(line);
    for (let i = 0; i < faces; i++) visit(start + i * stride, start + ((i + 1) % count) * stride, i);
  }
}

/**
 * The logarithms of the masses (largest 0) at which every face is in balance, forward·p_L = backward·p_R:
 * the Gibbs state of the rates. Null when there is none: a loop of faces along which the ratios do not multiply to 1.
 *
 * Ratios are summed along the first line and from there across; the faces left over are the check.
 */
export function balancedLogMasses(grid: Grid, ratios: readonly Float64Array[]): Float64Array | null {
  const sums = pairSums(grid.size);
  const first = linesAlong(grid, 0);
  const inner = grid.shape[1] ?? 1;
  for (let i = 0; i < first.count; i++) {
    if (i > 0) addTermInto(sums, (i - 1) * inner, ratios[0][(i - 1) * inner], i * inner);
    for (let j = 1, c = i * inner + 1; j < inner; j++, c++) addTermInto(sums, c - 1, ratios[1][c - 1], c);
  }
  let top = 0;
  for (let c = 1; c < grid.size; c++) {
    const above = pairDifference(sums, c, top);
    if (!Number.isFinite(above)) return null;
    if (above > 0) top = c;
  }
  let balanced = true;
  for (let axis = 0; axis < ratios.length; axis++)
    eachFace(grid, axis, (lower, upper) => {
      const defect = pairDifference(sums, upper, lower) - ratios[axis][lower];
      if (!(Math.abs(defect) <= LOOP_TOLERANCE)) balanced = false;
    });
  return balanced ? Float64Array.from({ length: grid.size }, (_, c) => pairDifference(sums, c, top)) : null;
}

/**
 * Σ |net flow into a cell| / Σ gross flow through faces, for cell masses p: 0 when p is stationary.
 * Flow out of the grid counts as net flow.
 */
export function stationaryResidual(generator: Generator, mass: Float64Array): number {
  const { grid } = generator;
  const net = new Float64Array(grid.size);
  let gross = 0;
  generator.axes.forEach(({ forward, backward }, axis) => {
    eachFace(grid, axis, (lower, upper) => {
      const up = forward[lower] * mass[lower];
      const down = backward[upper] * mass[upper];
      net[lower] += down - up;
      net[upper] += up - down;
      gross += up + down;
    });
  });
  let imbalance = 0;
  for (const flow of net) imbalance += Math.abs(flow);
  return gross > 0 ? imbalance / gross : 0;
}
