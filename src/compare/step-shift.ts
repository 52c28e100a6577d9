import type { EnsembleFrame } from "../particles/ensemble.js";

/** How far the step of the particles may shift their moments at a frame. */
export interface StepShift {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly observables: Readonly<Record<string, number>>;
  /** Σ (Δm)²/σ² + (Δσ²)²/(2σ⁴): Σ δ²/p of a Gaussian that is so far off. */
  readonly squared: number;
}

/**
 * What the moments change when the same particles take steps twice as long on the same Brownian paths. For a scheme of
 * order 1 that is the error of the step itself, for one of order 2 three times that: taken as it is, it is on the safe side.
 */
export function stepShift(
  long: EnsembleFrame | undefined,
  short: EnsembleFrame | undefined,
  dimension: number,
): StepShift {
  const none = new Array<number>(dimension).fill(0);
  if (!long?.mean || !short?.mean || !long.covariance || !short.covariance)
    return { mean: none, covariance: none.map(() => none), observables: {}, squared: 0 };
  const [means, covariances] = [short.mean, short.covariance];
  const mean = long.mean.map(({ value }, a) => Math.abs(value - means[a].value));
  const covariance = long.covariance.map((row, a) => row.map((value, b) => Math.abs(value - covariances[a][b])));
  const observables = Object.entries(long.observables).map(
    ([name, { value }]) => [name, Math.abs(value - short.observables[name].value)] as const,
  );
  const squared = mean.reduce((sum, shift, a) => {
    const variance = covariances[a][a];
    return variance > 0 ? sum + shift ** 2 / variance + covariance[a][a] ** 2 / (2 * variance ** 2) : sum;
  }, 0);
  return { mean, covariance, observables: Object.fromEntries(observables), squared };
}
