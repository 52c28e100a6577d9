import type { Solution } from "../solve/solution.js";
import { binned, binsOn, cellProbabilities, type Bins } from "./cells.js";
import { extrapolated, NEXT, observedOrder, type Expected } from "./extrapolated.js";
import { spreadsOf, type Spreads } from "./spread.js";

/** What the density expects of the particles at a frame. */
export interface Expectation {
  /** Probabilities of the bins. */
  readonly bins: readonly Expected[];
  /** Probabilities of the cells of the wider grid (of the only one where there is none), on one axis. */
  readonly cells: readonly Expected[];
  readonly mean: readonly Expected[];
  readonly covariance: readonly (readonly Expected[])[];
  readonly observables: Readonly<Record<string, Expected>>;
  readonly spreads: Spreads;
  /** N Σ δ²/p for one particle, of the error δ of the density on the grid before it is extrapolated. */
  readonly plainError: number;
}

/** What extrapolation leaves of V(ρ + c + …) for a correction c to the value at the centre: of (h²/24) ∂²ρ the next is −(17/5760) h⁴ ∂⁴ρ, 1.7 c²/ρ. */
const NEXT_IN_CELL = 1.7 * NEXT[2];

/** The densities that errors of the grid are told from. */
export interface OnGrids {
  /** On the finer of two grids. */
  readonly fine: Solution;
  /** On every other face of it; null where there is none. */
  readonly wide: Solution | null;
  /** And on every other face of that: shows in which order errors become smaller. Null where there is none. */
  readonly widest: Solution | null;
  /** The one that is reported, on whose grid particles are counted. */
  readonly own: Solution;
}

/**
 * Expectations at a frame, extrapolated from two grids. Probabilities of cells are made of values at their
 * centres: what that leaves out is an error too, and the larger one where peaks are a few cells wide.
 * @param count of particles
 */
export function expectationAt(
  { fine: solution, wide: coarse, widest, own: reported }: OnGrids,
  f: number,
  bins: Bins,
  count: number,
): Expectation {
  const { problem, frames } = solution;
  const { grid } = problem;
  const frame = frames[f];
  const other = coarse?.frames[f];
  const density = densityOf(solution, f);
  const fine = cellProbabilities(density, grid);
  // of what is not there nothing is left out
  const leftOut = fine.map((own, c) => {
    const plain = density[c] * grid.volumes[c];
    return coarse && plain > 0 ? (NEXT_IN_CELL * (own - plain) ** 2) / plain : 0;
  });
  const binsOf = ({ problem: { grid: on } }: Solution): Int32Array => binsOn(on, reported.problem.grid, bins);
  const sums = (values: Float64Array): Float64Array => binned(values, binsOf(solution), bins.count);
  const [ownBins, leftOutBins] = [sums(fine), sums(leftOut)];
  const probabilitiesOf = (of: Solution): Float64Array => cellProbabilities(densityOf(of, f), of.problem.grid);
  const half = coarse && probabilitiesOf(coarse);
  const halfBins = half && coarse ? binned(half, binsOf(coarse), bins.count) : null;
  const first = halfBins && widest ? binned(probabilitiesOf(widest), binsOf(widest), bins.count) : null;
  const order =
    first && halfBins ? observedOrder(solution.orderInSpace, first, halfBins, ownBins, count) : solution.orderInSpace;
  const from = (own: number, half: number | undefined, size: number): Expected => extrapolated(order, own, half, size);
  let plainError = 0;
  const probabilities = Array.from(ownBins, (own, b): Expected => {
    const { value, error } = from(own, halfBins?.[b], own);
    const plain = reported === coarse ? halfBins![b] : own;
    if (plain > 0) plainError += Math.min((value - plain) ** 2 / plain, plain);
    return { value: Math.max(value, 0), error: error + leftOutBins[b] };
  });
  const spreads = spreadsOf(problem, fine, frame);
  return {
    bins: probabilities,
    cells: grid.axes.length === 1 ? cellsOf(fine, half, from) : [],
    mean: frame.mean.map((value, a) => from(value, other?.mean[a], Math.sqrt(spreads.mean[a].variance))),
    covariance: frame.covariance.map((row, a) =>
      row.map((value, b) =>
        from(value, other?.covariance[a][b], Math.sqrt(frame.covariance[a][a] * frame.covariance[b][b])),
      ),
    ),
    observables: Object.fromEntries(
      problem.observables.map(({ name }) => [
        name,
        from(frame.observables[name], other?.observables[name], Math.sqrt(spreads.observables[name].variance)),
      ]),
    ),
    spreads,
    plainError,
  };
}

const densityOf = ({ density, problem }: Solution, f: number): Float64Array =>
  density.data.subarray(f * problem.grid.size, (f + 1) * problem.grid.size);

/** Pairs of cells, each a cell of the wider grid. */
function cellsOf(
  fine: Float64Array,
  half: Float64Array | null,
  from: (own: number, half: number | undefined, size: number) => Expected,
): Expected[] {
  if (!half) return Array.from(fine, (value) => ({ value, error: 0 }));
  return Array.from(half, (value, c) => {
    const own = fine[2 * c] + (fine[2 * c + 1] ?? 0);
    return from(own, value, own);
  });
}
