import type { Discretization } from "../generator/discretize.js";
import type { MeanField } from "../generator/interaction.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import { largestEigenvalue } from "../linear/lanczos.js";
import type { Problem } from "../problem/problem.js";
import { growthFinder } from "../steppers/instability.js";
import { leavingRates, type Stepper } from "../steppers/stepper.js";
import type { StationaryState } from "./stationary.js";

/** What a small departure from a self-consistent state does. */
export interface Stability {
  /** `marginal`: neither grows nor decays beyond shifts along a ring on which nothing else has a place, to what its figure is known. */
  readonly verdict: "stable" | "unstable" | "marginal";
  /**
   * ν, the largest eigenvalue of δρ → change of the stationary density in the field of ρ + δρ: departures grow when it is
   * above 1; the last of them relaxes about 1/(1 − ν) times as slowly as without the interaction when it is below.
   * Null where the state is not one of least free energy.
   */
  readonly contraction: number | null;
  /** λ, the rate at which departures grow, or decay below 0, where there is no contraction. */
  readonly growth: number | null;
}

/** To which a contraction is known, and a rate of growth against that of the coupling: the second is that of a step in time. */
const MARGIN = 1e-6;
const MARGIN_OF_GROWTH = 2e-3;
/** A rate of growth that is to tell unstable from stable. */
const CLOSELY = { share: 0.1, settled: 1e-7, most: 60 } as const;

/**
 * The linear stability of a self-consistent state: by its free energy where the flow is one down its gradient, otherwise by
 * the growth of departures.
 * @param stepper works on the same discretisation; its state is lost
 */
export function meanFieldStability(
  problem: Problem,
  discretization: Discretization,
  meanField: MeanField,
  state: StationaryState,
  stepper: () => Stepper,
): Stability {
  return (
    stabilityByFreeEnergy(problem, discretization, meanField, state) ??
    stabilityByGrowth(problem, discretization, state, stepper())
  );
}

/** From the spectrum of the linear equation that departures obey, by steps in time. */
function stabilityByGrowth(
  problem: Problem,
  discretization: Discretization,
  { mass }: StationaryState,
  stepper: Stepper,
): Stability {
  const { grid } = discretization;
  stepper.state.set(mass);
  const finder = growthFinder(discretization, stepper);
  const coupling = finder.coupling(0);
  // what D alone levels out over half the grid
  const spread = leavingRates(discretization).reduce((sum, rate, c) => sum + rate * mass[c], 0);
  const longest = grid.axes.reduce((most, { centers }) => Math.max(most, centers.length ** 2), 0) / spread;
  const without = shiftsOf(problem, mass);
  const growth = finder.rate(0, coupling, longest, { without, ...CLOSELY });
  const margin = MARGIN_OF_GROWTH * coupling;
  return {
    verdict: growth > margin ? "unstable" : growth < -margin ? "stable" : "marginal",
    contraction: null,
    growth,
  };
}

/**
 * By the free energy of a gradient flow, at a self-consistent state ρ. With U the deviation of log ρ the derivative is
 *
 *   u → −(W * (ρu) − mean)/D,   ⟨u⟩ = 0
 *
 * symmetric in the inner product ∫uvρ; the second variation of the free energy is D·(1 − ν), so that ν < 1 is stability
 * of the flow itself (Dawson 1983). Shifts of a problem that looks the same everywhere on a ring are left out.
 * @returns null without a symmetric W, a constant isotropic D and detailed balance
 */
function stabilityByFreeEnergy(
  problem: Problem,
  discretization: Discretization,
  meanField: MeanField,
  { mass, reversible, method }: StationaryState,
): Stability | null {
  const { constantDiffusion, freeEnergy, grid } = discretization;
  if (!meanField.symmetric || !constantDiffusion || !freeEnergy) return null;
  if (!reversible && method !== "closed form") return null;
  const D = constantDiffusion()[0];
  const inner = (one: Float64Array, other: Float64Array): number => {
    let sum = 0;
    for (let c = 0; c < mass.length; c++) sum += one[c] * other[c] * mass[c];
    return sum;
  };
  const ones = new Float64Array(grid.size).fill(1);
  const shifts = shiftsOf(problem, meanField.potential).map((shift) => shift.slice());
  const fixed = [ones, ...shifts].filter((vector) => inner(vector, vector) > 0);
  fixed.forEach((vector, k) => {
    for (const known of fixed.slice(0, k)) remove(vector, known, inner(vector, known));
    const norm = Math.sqrt(inner(vector, vector));
    for (let c = 0; c < vector.length; c++) vector[c] /= norm;
  });
  const project = (vector: Float64Array): Float64Array => {
    for (const known of fixed) remove(vector, known, inner(vector, known));
    return vector;
  };
  const apply = (vector: Float64Array): Float64Array => {
    const out = vector.map((value, c) => value * mass[c]);
    meanField.potentialInto(out, out);
    for (let c = 0; c < out.length; c++) out[c] /= -D;
    return project(out);
  };
  // no pattern that a symmetry could make orthogonal to what is looked for
  const start = project(ones.map((_, c) => ((0.6180339887498949 * (c + 1)) % 1) - 0.5));
  const contraction = largestEigenvalue({ size: grid.size, inner, apply }, start);
  const verdict = contraction > 1 + MARGIN ? "unstable" : contraction < 1 - MARGIN ? "stable" : "marginal";
  return { verdict, contraction, growth: null };
}

function remove(vector: Float64Array, known: Float64Array, share: number): void {
  for (let c = 0; c < vector.length; c++) vector[c] -= share * known[c];
}

/** Whether nothing but the density itself tells one place on the grid's rings from another. */
export const looksTheSameEverywhere = ({ drift, diffusion }: Problem): boolean =>
  !drift.loss?.varies.inSpace &&
  drift.force.every((field) => !field?.varies.inSpace) &&
  [...diffusion.diagonal, diffusion.cross].every((field) => !field?.varies.inSpace);

/** What a shift along each ring adds to some values, if anything, where it moves a state to one as good. */
function shiftsOf(problem: Problem, values: Float64Array): Float64Array[] {
  const { grid } = problem;
  if (!looksTheSameEverywhere(problem)) return [];
  const range = values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  return grid.axes.flatMap(({ boundary }, axis) => {
    if (boundary.upper !== "periodic") return [];
    const shift = differencesAlong(grid, axis, values);
    return shift.some((slope) => Math.abs(slope) > 1e-9 * range) ? [shift] : [];
  });
}

/** Central differences along a ring. */
function differencesAlong(grid: Grid, axis: number, values: Float64Array): Float64Array {
  const { count, stride, lines, lineStart } = linesAlong(grid, axis);
  const out = new Float64Array(grid.size);
  for (let line = 0; line < lines; line++)
    for (let i = 0; i < count; i++) {
      const at = (k: number): number => values[lineStart(line) + ((k + count) % count) * stride];
      out[lineStart(line) + i * stride] = at(i + 1) - at(i - 1);
    }
  return out;
}
