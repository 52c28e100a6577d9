import type { FaceForces } from "./affinity.js";
import type { CellState } from "./cell-state.js";
import { MASS_FLOOR } from "./floor.js";
import type { FaceGradients, GradientWeights } from "./gradients.js";
import { inPortions } from "./portions.js";

/** All that the ledger sums over faces, F = w₊p_L − w₋p_R. Faces between two empty cells are skipped. */
export interface FaceSums {
  /** Σ F log(ρ_R/ρ_L). */
  readonly fluxAlongEntropy: number;
  /** Σ F·affinity. */
  readonly medium: number;
  /** Σ F·(affinity + log(ρ_L/ρ_R)), each term ≥ 0. */
  readonly production: number;
  /** Σ F·drive; means nothing without π, as does the next. */
  readonly housekeeping: number;
  /** Σ F·(log(ρ_L/ρ_R) + affinity − drive). */
  readonly excess: number;
  /** Hops both ways, and those of them through faces with mass on one side only. */
  readonly traffic: number;
  readonly oneSided: number;
  /** ∫|μ|²ρ and ∫|D∇log ρ|²ρ, ρ at a face being the logarithmic mean, and the size that rounding is measured by. */
  readonly drift: number;
  readonly spread: number;
  readonly spreadScale: number;
  /** ∫|D∇ρ|², and the size that rounding is measured by. */
  readonly spreadLiteral: number;
  readonly spreadLiteralScale: number;
}

/** The sums of a density, in one pass; writes F of every face to `flux`. */
export function faceSums(
  cells: CellState,
  forces: FaceForces,
  gradients: GradientWeights,
  flux: Float64Array,
): FaceSums {
  const sums = new Float64Array(12);
  inPortions(flux.length, (from, to) => addPortionInto(sums, cells, forces, gradients.faces, flux, from, to));
  return {
    fluxAlongEntropy: sums[0],
    medium: sums[1],
    production: sums[2],
    housekeeping: sums[3],
    excess: sums[4],
    traffic: sums[5],
    oneSided: sums[6],
    drift: sums[7],
    spread: sums[8],
    spreadScale: sums[9],
    spreadLiteral: sums[10],
    spreadLiteralScale: sums[11],
  };
}

/** Adds the faces from `from` up to `to` to the sums, which stand in the order of {@link FaceSums}. */
function addPortionInto(
  sums: Float64Array,
  { mass, density, logDensity }: CellState,
  { faces, affinity, drive }: FaceForces,
  gradients: FaceGradients,
  flux: Float64Array,
  from: number,
  to: number,
): void {
  const { lower, upper, forward, backward } = faces;
  const driven = drive ?? affinity;
  const { spread: spreadWeight, drift: driftWeight } = gradients;
  let fluxAlongEntropy = 0;
  let medium = 0;
  let production = 0;
  let housekeeping = 0;
  let excess = 0;
  let traffic = 0;
  let oneSided = 0;
  let drift = 0;
  let spread = 0;
  let spreadScale = 0;
  let spreadLiteral = 0;
  let spreadLiteralScale = 0;
  for (let f = from; f < to; f++) {
    const left = lower[f];
    const right = upper[f];
    const below = mass[left];
    const above = mass[right];
    const up = forward[f] * below;
    const down = backward[f] * above;
    const through = up - down;
    flux[f] = through;
    if (below < MASS_FLOOR && above < MASS_FLOOR) continue;
    const fall = logDensity[left] - logDensity[right];
    const force = affinity[f];
    const drivenBy = driven[f];
    fluxAlongEntropy -= through * fall;
    medium += through * force;
    // (a − b) log(a/b) is never negative; rounding may say otherwise where the two hops balance.
    const produced = through * (force + fall);
    production += produced < 0 ? 0 : produced;
    housekeeping += through * drivenBy;
    excess += through * (fall - (drivenBy - force));
    const hops = up + down;
    traffic += hops;
    const a = density[left];
    const b = density[right];
    const scale = spreadWeight[f];
    const rise = scale * (b - a) * (b - a);
    spreadLiteral += rise;
    spreadLiteralScale += scale * (a + b) * (a + b);
    const single = a === 0 || b === 0;
    oneSided += single ? hops : 0;
    const between = single ? 0 : logarithmicMean(a, b, -fall);
    drift += driftWeight[f] * between;
    spread += single ? 0 : rise / between;
    spreadScale += scale * between;
  }
  sums[0] += fluxAlongEntropy;
  sums[1] += medium;
  sums[2] += production;
  sums[3] += housekeeping;
  sums[4] += excess;
  sums[5] += traffic;
  sums[6] += oneSided;
  sums[7] += drift;
  sums[8] += spread;
  sums[9] += spreadScale;
  sums[10] += spreadLiteral;
  sums[11] += spreadLiteralScale;
}

/** (b − a)/log(b/a) for positive a, b, given log(b/a); a at a = b. */
function logarithmicMean(a: number, b: number, logRatio: number): number {
  const delta = (b - a) / (a + b);
  const square = delta * delta;
  // log(b/a) = 2 artanh δ cancels for close values; the next term of this series is below 1e-14. Both are computed,
  // or the loop would be compiled for the one of them that comes first.
  const series = 0.5 * (a + b) * (1 - square * (1 / 3 + square * (4 / 45 + (square * 44) / 945)));
  const direct = (b - a) / logRatio;
  return square < 1e-4 ? series : direct;
}
