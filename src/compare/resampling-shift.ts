import type { Ensemble } from "../particles/ensemble.js";
import type { Grid } from "../grid/grid.js";
import { amplification } from "../particles/sharpen.js";
import { MOST_BINS, type Bins } from "./cells.js";
import type { Expectation } from "./expectation.js";
import type { StepShift } from "./step-shift.js";

/** In so many standard errors of what chance makes, tests decide. */
const DECISIVE = 5;

/**
 * What resets that resample particles may have shifted until a frame, added to what the step shifts: δ with Σ δ²/p of what
 * smoothing and clipping left wrong, so that by Cauchy and Schwarz a mean is off by at most its root times the standard deviation;
 * and of the noise of unequal weights, which makes standard errors √unequal times as large, what is more than theirs. Over
 * cells there is also the noise of counts that the weights have made larger.
 * @returns the sum of both, and the part in `squared` that comes from resampling
 */
export function withResampling(
  step: StepShift,
  { problem, resamplings, frames, plan }: Ensemble,
  f: number,
  expectation: Expectation,
  bins: Bins,
): { readonly step: StepShift; readonly resampled: number } {
  const { time, covariance, observables } = frames[f];
  // one at the time of a frame comes after it
  const before = resamplings.filter((reset) => reset.time < time);
  if (before.length === 0 || !covariance) return { step, resampled: 0 };
  const { count } = plan;
  const squared = before.reduce((sum, { smoothed, negative }) => sum + smoothed + negative, 0);
  const unequal = before.reduce((product, reset) => product * reset.unequal, 1);
  const shift = Math.sqrt(squared) + (DECISIVE * (Math.sqrt(unequal) - 1)) / Math.sqrt(count);
  const sd = covariance.map((row, a) => Math.sqrt(row[a]));
  const classes = expectation.bins.filter(({ value }) => count * value >= 1).length;
  const waves = before.reduce((sum, { alpha }) => sum + amplified(problem.grid, alpha), 0);
  // where no one is there are no waves either
  const noise = (unequal - 1) * classes + (waves * classes) / bins.count;
  const resampled = squared + noise / count;
  return {
    step: {
      mean: step.mean.map((own, a) => own + shift * sd[a]),
      covariance: step.covariance.map((row, a) => row.map((own, b) => own + shift * Math.SQRT2 * sd[a] * sd[b])),
      observables: Object.fromEntries(
        Object.entries(observables).map(([name, { standardError }]) => [
          name,
          (step.observables[name] ?? 0) + shift * Math.sqrt(count) * (standardError ?? 0),
        ]),
      ),
      squared: step.squared + resampled,
    },
    resampled,
  };
}

/** By how much a χ² over bins grows when the noise of counts does: the sum over the waves that bins resolve. */
function amplified({ axes }: Grid, alpha: number): number {
  const most = MOST_BINS[axes.length === 1 ? 1 : 2];
  const waves = axes.map(({ centers }) => Math.min(centers.length, most));
  const lengths = axes.map(({ faces }) => faces[faces.length - 1] - faces[0]);
  let sum = 0;
  for (let i = 0; i < waves[0]; i++)
    for (let j = 0; j < (waves[1] ?? 1); j++) {
      const k = Math.PI * Math.hypot(i / lengths[0], j / (lengths[1] ?? 1));
      sum += amplification(alpha, k) ** 2 - 1;
    }
  return sum;
}
