import type { Grid } from "../grid/grid.js";
import type { Solution } from "../solve/solution.js";
import { binned, cellProbabilities, type Bins } from "./cells.js";
import { spreadsOf, type Spreads } from "./spread.js";

/** A number the density expects, and how far off it may be because of the grid. */
export interface Expected {
  readonly value: number;
  readonly error: number;
}

/** What the density expects of the particles at a frame. */
export interface Expectation {
  /** Probabilities of the bins. */
  readonly bins: readonly Expected[];
  /** Probabilities of the cells of the halved grid (of the grid itself where there is none), on one axis. */
  readonly cells: readonly Expected[];
  readonly mean: readonly Expected[];
  readonly covariance: readonly (readonly Expected[])[];
  readonly observables: Readonly<Record<string, Expected>>;
  readonly spreads: Spreads;
  /** N Σ δ²/p for one particle, of the error δ of the density on the grid before it is extrapolated. */
  readonly plainError: number;
}

/** What may be left of the error of the grid after extrapolation, as a part of what extrapolation took away. */
const LEFT = { 1: 0.5, 2: 0.25 } as const;

/**
 * Expectations at a frame, extrapolated from the grid and the halved grid: O + (O − O_half)/3 for order 2, O + (O − O_half)
 * for order 1 (Richardson 1911). A quarter (half) of the correction is taken for what is left. Without a halved grid the
 * error is not known and taken for 0.
 */
export function expectationAt(solution: Solution, coarse: Solution | null, f: number, bins: Bins): Expectation {
  const { problem, frames, orderInSpace } = solution;
  const { grid } = problem;
  const frame = frames[f];
  const other = coarse?.frames[f];
  const share = orderInSpace === 1 ? 1 : 1 / 3;
  const extrapolated = (own: number, half: number | undefined): Expected => {
    const correction = half === undefined ? 0 : share * (own - half);
    return { value: own + correction, error: LEFT[orderInSpace] * Math.abs(correction) };
  };
  const fine = cellProbabilities(densityOf(solution, f), grid);
  const ownBins = binned(fine, bins.binOf, bins.count);
  const half = coarse ? cellProbabilities(densityOf(coarse, f), coarse.problem.grid) : null;
  const halfBins = half && coarse ? binned(half, halvedBins(grid, coarse.problem.grid, bins), bins.count) : null;
  let plainError = 0;
  const probabilities = Array.from(ownBins, (own, b): Expected => {
    const { value, error } = extrapolated(own, halfBins?.[b]);
    if (own > 0) plainError += Math.min((value - own) ** 2 / own, own);
    return { value: Math.max(value, 0), error };
  });
  return {
    bins: probabilities,
    cells: grid.axes.length === 1 ? cellsOf(fine, half, extrapolated) : [],
    mean: frame.mean.map((value, a) => extrapolated(value, other?.mean[a])),
    covariance: frame.covariance.map((row, a) => row.map((value, b) => extrapolated(value, other?.covariance[a][b]))),
    observables: Object.fromEntries(
      problem.observables.map(({ name }) => [name, extrapolated(frame.observables[name], other?.observables[name])]),
    ),
    spreads: spreadsOf(problem, fine, frame),
    plainError,
  };
}

const densityOf = ({ density, problem }: Solution, f: number): Float64Array =>
  density.data.subarray(f * problem.grid.size, (f + 1) * problem.grid.size);

/** The bin of each cell of the halved grid: that of the first cell in it. */
function halvedBins(grid: Grid, wide: Grid, { binOf }: Bins): Int32Array {
  const [inner, wideInner] = [grid.shape[1] ?? 1, wide.shape[1] ?? 1];
  return Int32Array.from({ length: wide.size }, (_, c) => {
    const [i, j] = [Math.floor(c / wideInner), c % wideInner];
    return binOf[grid.axes.length === 1 ? 2 * c : 2 * i * inner + 2 * j];
  });
}

/** Pairs of cells, each a cell of the halved grid. */
function cellsOf(
  fine: Float64Array,
  half: Float64Array | null,
  extrapolated: (own: number, half: number | undefined) => Expected,
): Expected[] {
  if (!half) return Array.from(fine, (value) => ({ value, error: 0 }));
  return Array.from(half, (value, c) => extrapolated(fine[2 * c] + (fine[2 * c + 1] ?? 0), value));
}
