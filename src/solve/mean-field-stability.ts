import type { Discretization } from "../generator/discretize.js";
import type { MeanField } from "../generator/interaction.js";
import { linesAlong } from "../grid/grid.js";
import { largestEigenvalue } from "../linear/lanczos.js";
import type { Problem } from "../problem/problem.js";
import type { StationaryState } from "./stationary.js";

/** What a small departure from a self-consistent state does. */
export interface Stability {
  /** `marginal`: neither grows nor decays, to 1e-6, beyond shifts along a ring on which nothing else has a place. */
  readonly verdict: "stable" | "unstable" | "marginal";
  /**
   * ν, the largest eigenvalue of δρ → change of the stationary density in the field of ρ + δρ: departures grow when it is
   * above 1; the last of them relaxes about 1/(1 − ν) times as slowly as without the interaction when it is below.
   */
  readonly contraction: number;
}

const MARGIN = 1e-6;

/**
 * The linear stability of a self-consistent state ρ of a gradient flow. With U the deviation of log ρ the derivative is
 *
 *   u → −(W * (ρu) − mean)/D,   ⟨u⟩ = 0
 *
 * symmetric in the inner product ∫uvρ; the second variation of the free energy is D·(1 − ν), so that ν < 1 is stability
 * of the flow itself (Dawson 1983). Shifts of a problem that looks the same everywhere on a ring are left out.
 * @returns null without a symmetric W, a constant isotropic D and detailed balance
 */
export function meanFieldStability(
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
  return { verdict, contraction };
}

function remove(vector: Float64Array, known: Float64Array, share: number): void {
  for (let c = 0; c < vector.length; c++) vector[c] -= share * known[c];
}

/** Whether nothing but the density itself tells one place on the grid's rings from another. */
export const looksTheSameEverywhere = ({ drift, diffusion }: Problem): boolean =>
  !drift.loss?.varies.inSpace &&
  drift.force.every((field) => !field?.varies.inSpace) &&
  [...diffusion.diagonal, diffusion.cross].every((field) => !field?.varies.inSpace);

/** What a shift along each ring adds to log ρ: a difference of the potential. */
function shiftsOf(problem: Problem, potential: Float64Array): Float64Array[] {
  const { grid } = problem;
  if (!looksTheSameEverywhere(problem)) return [];
  return grid.axes.flatMap(({ boundary }, axis) => {
    if (boundary.upper !== "periodic") return [];
    const { count, stride, lines, lineStart } = linesAlong(grid, axis);
    const out = new Float64Array(grid.size);
    let size = 0;
    for (let line = 0; line < lines; line++)
      for (let i = 0; i < count; i++) {
        const at = (k: number): number => potential[lineStart(line) + ((k + count) % count) * stride];
        const slope = at(i + 1) - at(i - 1);
        out[lineStart(line) + i * stride] = slope;
        size = Math.max(size, Math.abs(slope));
      }
    const range = potential.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    return size > 1e-9 * range ? [out] : [];
  });
}
