import { exactValue, nameOf } from "./answers.js";
import { advected, betweenWalls, driftBetweenWalls, onRing } from "./brownian.js";
import { doubleWell } from "./double-well.js";
import type { KnownProblem } from "./known-problem.js";
import { annealed, ornsteinUhlenbeck, radial } from "./linear-drift.js";
import { exitFromInterval, inverseGaussian, ornsteinUhlenbeckPassage } from "./passage.js";
import { conventions, coxIngersollRoss, geometricBrownian, gradientNoise } from "./varying-diffusion.js";

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
  doubleWell,
  radial,
];

export interface KnownRow {
  readonly quantity: string;
  readonly exact: number;
  readonly computed: number;
  /** |computed − exact|/|exact|. */
  readonly error: number;
  /** The same for (4·fine − coarse)/3. */
  readonly extrapolatedError: number;
}

export { nameOf };

export function knownRows({ id, cells, measure }: KnownProblem): KnownRow[] {
  const fine = measure(cells);
  const coarse = measure(cells / 2);
  return Object.entries(fine).map(([quantity, computed]) => {
    const exact = exactValue(id, quantity);
    const relative = (value: number): number => Math.abs(value - exact) / Math.abs(exact);
    const extrapolated = (4 * computed - coarse[quantity]) / 3;
    return { quantity, exact, computed, error: relative(computed), extrapolatedError: relative(extrapolated) };
  });
}
