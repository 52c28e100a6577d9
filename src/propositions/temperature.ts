import type { Grid } from "../grid/grid.js";
import type { EndDensity } from "./end-densities.js";
import type { LossValues } from "./loss-values.js";

/** An estimate as a quotient, with what its sums are made of: rounding is a share of that. */
export interface Quotient {
  readonly above: number;
  readonly below: number;
  readonly sizeAbove: number;
  readonly sizeBelow: number;
}

/** Three estimates of the T in ρ ∝ exp(−L/T) that use different parts of ρ. */
export interface Temperatures {
  /** 1 over the slope of −log ρ against L, by least squares weighted with ρ. */
  readonly slope: number;
  readonly virial: number;
  readonly configurational: number;
  /** Share of the variance of log ρ that L explains, R². */
  readonly explained: number;
  /** What the latter two are quotients of. */
  readonly quotients: Readonly<Record<"virial" | "configurational", Quotient>>;
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
  const surface = (value: (end: EndDensity) => Float64Array): { readonly sum: number; readonly size: number } => {
    let [sum, size] = [0, 0];
    for (const end of ends)
      value(end).forEach((each, k) => {
        const part = each * end.density[k] * end.weights[k];
        sum += end.side === "upper" ? part : -part;
        size += Math.abs(part);
      });
    return { sum, size };
  };
  const pull = (c: number): number => gradient.reduce((sum, slope, a) => sum + points[a][c] * slope[c], 0);
  const pressure = surface((end) => end.points[end.axis]);
  const square = mean((c) => gradient.reduce((sum, slope) => sum + slope[c] ** 2, 0));
  const push = surface(gradientAt);
  const quotients = {
    virial: {
      above: mean(pull),
      below: grid.axes.length - pressure.sum,
      sizeAbove: mean((c) => Math.abs(pull(c))),
      sizeBelow: grid.axes.length + pressure.size,
    },
    configurational: {
      above: square,
      below: mean((c) => laplacian[c]) - push.sum,
      sizeAbove: square,
      sizeBelow: mean((c) => Math.abs(laplacian[c])) + push.size,
    },
  };
  return {
    slope: varianceOfLoss / shared,
    virial: quotients.virial.above / quotients.virial.below,
    configurational: quotients.configurational.above / quotients.configurational.below,
    explained: shared ** 2 / (varianceOfLoss * varianceOfLog),
    quotients,
  };
}
