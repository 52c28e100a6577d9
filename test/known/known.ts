import { exactValue } from "./answers.js";
import { advected, betweenWalls, driftBetweenWalls, onRing } from "./brownian.js";
import { doubleWell } from "./double-well.js";
import { entropic } from "./entropic-drift.js";
import type { KnownProblem } from "./known-problem.js";
import { annealed, ornsteinUhlenbeck, radial } from "./linear-drift.js";
import { noisyKuramoto } from "./mean-field.js";
import { exitFromInterval, inverseGaussian, ornsteinUhlenbeckPassage } from "./passage.js";
import { rotatingTensor, shearedTensor } from "./tensor.js";
import { conventions, coxIngersollRoss, geometricBrownian, gradientNoise } from "./varying-diffusion.js";

/** What of test/reference/known-answers.json lies within reach: one or two axes, no resets. */
export const knownProblems: readonly KnownProblem[] = [
  ornsteinUhlenbeck,
  onRing,
  betweenWalls,
  driftBetweenWalls,
  advected,
  geometricBrownian,
  coxIngersollRoss,
  inverseGaussian,
  exitFromInterval,
  ornsteinUhlenbeckPassage,
  conventions,
  gradientNoise,
  annealed,
  entropic,
  doubleWell,
  rotatingTensor,
  shearedTensor,
  radial,
  noisyKuramoto,
];

export interface KnownRow {
  readonly quantity: string;
  readonly exact: number;
  readonly computed: number;
  /** |computed − exact|/|exact|. */
  readonly error: number;
  readonly tolerance: number;
  /** The same for (4·fine − coarse)/3. */
  readonly extrapolatedError: number;
}

/** Solves a problem on its grid and on half of it, and compares. */
export function knownRows({ id, cells, measure, tolerance, tolerances }: KnownProblem): KnownRow[] {
  const fine = measure(cells);
  const coarse = measure(cells / 2);
  return Object.entries(fine).map(([quantity, computed]) => {
    const exact = exactValue(id, quantity);
    const relative = (value: number): number => Math.abs(value - exact) / Math.abs(exact);
    return {
      quantity,
      exact,
      computed,
      error: relative(computed),
      tolerance: tolerances?.[quantity] ?? tolerance,
      extrapolatedError: relative((4 * computed - coarse[quantity]) / 3),
    };
  });
}
