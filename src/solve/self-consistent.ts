import { NumericalError } from "../errors.js";
import type { Discretization } from "../generator/discretize.js";
import type { MeanField } from "../generator/interaction.js";
import { linesAlong } from "../grid/grid.js";
import { faceRates } from "../ledger/faces.js";
import { anderson } from "../linear/anderson.js";
import { stationaryResidual } from "./detailed-balance.js";
import { stationaryState, type StationaryState } from "./stationary.js";

/** A density that is stationary in the field it makes. */
export interface SelfConsistentState {
  readonly state: StationaryState;
  /** ‖A[ρ]p‖₁ over the gross flow, with the rates of its own field. */
  readonly residual: number;
  readonly iterations: number;
}

/** Rounding of a convolution, relative to the largest |W|. */
const ROUNDING = 1e-15;
/**
 * The relative residual must be below this, and where the field is strong below what its rounding leaves: Pe between cells
 * is known to some roundings of max |W|/D, and so is what flows against what would flow one way.
 */
const RESIDUAL_LIMIT = 1e-12;
const ROUNDINGS = 4;
const MOST_ITERATIONS = 3000;
/** The plain iteration must have contracted this often in a row before it is accelerated. */
const CONTRACTIONS = 6;
/** An acceleration that makes the change this much larger has gone astray. */
const ASTRAY = 10;
/** How far the first accelerated step may go, in changes; each that gets nearer may go twice as far. */
const FIRST_REACH = 2;
const SMALLEST_STEP = 1e-4;
/** As near to rounding as it gets: so many iterations without halving the change. */
const STANDSTILL = 30;
const NEAR_ROUNDING = 1e-10;

/**
 * The fixed point of ρ → W * ρ = V → stationary density in V that the iteration from some masses leads to; the generator
 * is left with its rates.
 *
 * First V ← V + ω·(W * π[V] − V), shorter where it overshoots, which leaves unstable states as the dynamics does. Once it
 * contracts it is accelerated (Anderson 1965), because next to a critical point it hardly moves.
 * @throws NumericalError `no-fixed-point` when 3000 iterations do not reach a residual of 1e-12, or of rounding; errors of
 *   {@link stationaryState}.
 */
export function selfConsistentState(
  discretization: Discretization,
  meanField: MeanField,
  start: Float64Array,
): SelfConsistentState {
  const { grid } = discretization;
  const image = new Float64Array(grid.size);
  const accelerated = anderson();
  let potential: Float64Array = new Float64Array(grid.size);
  meanField.potentialInto(start, potential);
  let step = 1;
  let reach = FIRST_REACH;
  let contractions = 0;
  let before: { readonly size: number; readonly change: Float64Array } | null = null;
  /** While accelerated: the best point since, to come back to. */
  let anchor: { potential: Float64Array; size: number } | null = null;
  let best = { size: Infinity, iteration: 0 };
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    const state = stateIn(potential);
    meanField.potentialInto(state.mass, image);
    const change = centred(image.map((value, c) => value - potential[c]));
    const size = norm(change);
    if (size < 0.5 * best.size) best = { size, iteration };
    const stands = size <= NEAR_ROUNDING * meanField.largest && iteration - best.iteration >= STANDSTILL;
    if (size <= ROUNDING * meanField.largest || stands) {
      const residual = residualOf(state);
      const rounded = ROUNDINGS * ROUNDING * meanField.largest * meanInverseDiffusion(discretization, state.mass);
      if (residual <= RESIDUAL_LIMIT + rounded) return { state, residual, iterations: iteration };
    }
    if (anchor && size > ASTRAY * anchor.size) {
      potential = anchor.potential;
      anchor = before = null;
      accelerated.restart();
      [contractions, reach] = [0, FIRST_REACH];
      continue;
    }
    contractions = before && size < before.size ? contractions + 1 : 0;
    const overshot = before && dot(change, before.change) < 0 && size > 0.5 * before.size;
    before = { size, change };
    if (anchor || contractions >= CONTRACTIONS) {
      if (!anchor || size < anchor.size) {
        anchor = { potential, size };
        reach *= 2;
      }
      potential = within(reach * size, potential, accelerated.next(potential, change));
      continue;
    }
    if (overshot) step = Math.max(0.5 * step, SMALLEST_STEP);
    potential = potential.map((value, c) => value + step * change[c]);
  }
  throw new NumericalError(
    "no-fixed-point",
    `No stationary density of its own mean field was found from this start in ${MOST_ITERATIONS} iterations: the potential still changes by ${(before?.size ?? NaN).toPrecision(2)} (root mean square). Follow the density with solve: it may never come to rest, or start from another density.`,
  );

  function stateIn(field: Float64Array): StationaryState {
    meanField.interpolate([{ time: 0, potential: field }]);
    discretization.rebuild(0);
    return stationaryState(discretization, { instantaneous: true });
  }

  /** With the rates that the density itself makes, which are left standing. */
  function residualOf({ mass }: StationaryState): number {
    meanField.follow(() => mass, image);
    discretization.rebuild(0);
    return stationaryResidual(faceRates(discretization), mass, discretization.restart ?? null);
  }
}

/** The mean of 1/D over the masses, from rates: forward − backward = D·Pe/h² in all schemes, forward = D/h² without a Pe. */
function meanInverseDiffusion({ grid, axes }: Discretization, mass: Float64Array): number {
  let sum = 0;
  axes.forEach(({ forward, backward, peclet }, a) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    const h = grid.axes[a].widths[0];
    for (let line = 0; line < lines; line++)
      for (let i = 0; i + 1 < count; i++) {
        const c = lineStart(line) + i * stride;
        const flat = Math.abs(peclet[c]) < 1e-3;
        const rate = flat ? forward[c] : (forward[c] - backward[c + stride]) / peclet[c];
        if (rate > 0) sum += mass[c] / (rate * h * h);
      }
  });
  return sum / axes.length;
}

/** A constant in V moves nothing. */
function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** The point on the way from one to another that is no further than `most` from the first. */
function within(most: number, from: Float64Array, to: Float64Array): Float64Array {
  const way = to.map((value, c) => value - from[c]);
  const share = Math.min(1, most / norm(way));
  return share < 1 ? from.map((value, c) => value + share * way[c]) : to;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < one.length; c++) sum += one[c] * other[c];
  return sum;
}

/** Root mean square. */
const norm = (values: Float64Array): number => Math.sqrt(dot(values, values) / values.length);
