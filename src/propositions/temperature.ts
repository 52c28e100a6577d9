import type { Grid } from "../grid/grid.js";
import type { EndDensity } from "./end-densities.js";
import type { LossValues } from "./loss-values.js";

/** Three estimates of the T in ρ ∝ exp(−L/T) that use different parts of ρ. */
export interface Temperatures {
  /** 1 over the slope of −log ρ against L, by least squares weighted with ρ. */
  readonly slope: number;
  readonly virial: number;
  readonly configurational: number;
  /** Share of the variance of log ρ that L explains, R². */
  readonly explained: number;
}

/**
 * The temperatures of a density by three estimators, without using what T should be.
 *
 *   slope            Var L / Cov(−log ρ, L)
 *   virial           ⟨z·∇L⟩ / (d − ∮ρ z·n dS)
 *   configurational  ⟨|∇L|²⟩ / (⟨ΔL⟩ − ∮ρ ∂L/∂n dS)
 *
 * The latter two are ∫ z·∇ρ and ∫ ∇L·∇ρ by parts with T∇ρ = −ρ∇L (Clausius 1870; Landau and Lifshitz, Statistical
 * Physics, section 33; Rugh 1997): the integrals over the ends count where walls press upon the density.
 * Means are sums over cells, of order 2 in the cell width.
 * @param mass per cell, summing to 1
 * @param gradientAt ∂L/∂z_axis at the points of an end
 */
export function temperatures(
  mass: Float64Array,
  grid: Grid,
  points: readonly Float64Array[],
  { loss, gradient, laplacian }: LossValues,
  ends: readonly EndDensity[],
  gradientAt: (end: EndDensity) => Float64Array,
): Temperatures {
  const mean = (value: (cell: number) => number): number => {
    let sum = 0;
    for (let c = 0; c < mass.length; c++) if (mass[c] > 0) sum += mass[c] * value(c);
    return sum;
  };
  const logDensity = (c: number): number => Math.log(mass[c] / grid.volumes[c]);
  const meanLoss = mean((c) => loss[c]);
  const meanLog = mean(logDensity);
  const varianceOfLoss = mean((c) => (loss[c] - meanLoss) ** 2);
  const varianceOfLog = mean((c) => (logDensity(c) - meanLog) ** 2);
  const shared = mean((c) => (loss[c] - meanLoss) * (meanLog - logDensity(c)));
  const surface = (value: (end: EndDensity) => Float64Array): number =>
    ends.reduce((sum, end) => {
      const along = value(end);
      const outward = end.side === "upper" ? 1 : -1;
      return along.reduce((part, each, k) => part + outward * each * end.density[k] * end.weights[k], sum);
    }, 0);
  return {
    slope: varianceOfLoss / shared,
    virial:
      mean((c) => gradient.reduce((sum, slope, a) => sum + points[a][c] * slope[c], 0)) /
      (grid.axes.length - surface((end) => end.points[end.axis])),
    configurational:
      mean((c) => gradient.reduce((sum, slope) => sum + slope[c] ** 2, 0)) /
      (mean((c) => laplacian[c]) - surface(gradientAt)),
    explained: shared ** 2 / (varianceOfLoss * varianceOfLog),
  };
}
