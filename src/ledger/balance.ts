import type { Generator } from "../generator/generator.js";
import { logRateRatio, logVolumeRatios } from "./affinity.js";
import { absorbingEnds, innerFaces, leavingRates } from "./faces.js";
import { logMasses, MASS_FLOOR, NEGLIGIBLE_SHARE } from "./floor.js";

/** Rates of entropy (nats per time) of the Markov chain on the grid, as they stand; see {@link entropyBalance}. */
export interface EntropyBalance {
  /** Σ F log(ρ_R/ρ_L) over inner faces. */
  readonly fluxAlongEntropy: number;
  /** Σ F_out (log ρ + 1) over absorbing faces. */
  readonly absorption: number;
  /** −dH/dt = fluxAlongEntropy − absorption. */
  readonly entropyRate: number;
  /** Σ F log(w₊V_L/(w₋V_R)): entropy that flows into the medium. */
  readonly medium: number;
  /** Σ F log(w₊p_L/(w₋p_R)) ≥ 0: total entropy production. */
  readonly production: number;
  /** Σ F log(w₊π_L/(w₋π_R)) ≥ 0; null without a stationary state. */
  readonly housekeeping: number | null;
  /** Σ F log((p_L/π_L)/(p_R/π_R)) = −dKL(p|π)/dt ≥ 0; null without a stationary state. */
  readonly excess: number | null;
  /** Hops through faces with mass on one side only are not negligible: the rates with log ρ in them are infinite. */
  readonly oneSided: boolean;
  /** Mass is being absorbed; at an absorbing wall ρ → 0 under a finite flux, so `production` grows as log(1/h). */
  readonly absorbing: boolean;
}

/**
 * The entropy balance of masses p under two rates a face, F = w₊p_L − w₋p_R through each inner face:
 *
 *   production = medium − Σ F log(ρ_R/ρ_L) = housekeeping + excess
 *
 * exactly, to rounding (Schnakenberg 1976; Hatano and Sasa 2001; Esposito and Van den Broeck 2010). Logarithms are
 * clamped at the mass floor and faces between two empty cells are skipped. Order 2 in the cell width.
 * @param mass cell masses, in cell order
 * @param stationaryLogMass log π per cell, or null
 * @param logMass clamped log p per cell, when at hand
 */
export function entropyBalance(
  mass: Float64Array,
  generator: Generator,
  stationaryLogMass: Float64Array | null,
  logMass: Float64Array = logMasses(mass),
): EntropyBalance {
  const { grid } = generator;
  let fluxAlongEntropy = 0;
  let medium = 0;
  let production = 0;
  let housekeeping = 0;
  let excess = 0;
  let traffic = 0;
  let oneSided = 0;
  // Plain loops: sums that a closure captures would be boxed anew at every addition.
  for (const [a, { forward, backward, peclet }] of generator.axes.entries()) {
    const ratios = logVolumeRatios(grid.axes[a].widths, grid.axes[a].uniform);
    for (const { first, count, step, position, along } of innerFaces(grid, a)) {
      for (let k = 0; k < count; k++) {
        const left = first + k;
        const right = left + step;
        const below = mass[left];
        const above = mass[right];
        if (below < MASS_FLOOR && above < MASS_FLOOR) continue;
        const up = forward[left] * below;
        const down = backward[right] * above;
        const flux = up - down;
        const volumes = ratios[position + k * along];
        const hop = logRateRatio(forward[left], backward[right], peclet[left], volumes);
        const fall = logMass[left] - logMass[right];
        fluxAlongEntropy -= flux * (fall + volumes);
        medium += flux * (hop - volumes);
        // (a − b) log(a/b) is never negative; rounding may say otherwise where the two hops balance.
        production += Math.max(0, flux * (hop + fall));
        if (stationaryLogMass) {
          const slope = stationaryLogMass[left] - stationaryLogMass[right];
          housekeeping += flux * (hop + slope);
          excess += flux * (fall - slope);
        }
        traffic += up + down;
        if (below < MASS_FLOOR || above < MASS_FLOOR) oneSided += up + down;
      }
    }
  }
  let absorption = 0;
  let leaving = 0;
  for (const end of absorbingEnds(grid)) {
    const rates = leavingRates(generator, end);
    for (let k = 0, cell = end.first; k < end.count; k++, cell += end.stride) {
      const flux = rates[cell] * mass[cell];
      if (mass[cell] < MASS_FLOOR) continue;
      absorption += flux * (logMass[cell] - Math.log(grid.volumes[cell]) + 1);
      leaving += flux;
    }
  }
  const audible = NEGLIGIBLE_SHARE * (traffic + leaving);
  return {
    fluxAlongEntropy,
    absorption,
    entropyRate: fluxAlongEntropy - absorption,
    medium,
    production,
    housekeeping: stationaryLogMass ? housekeeping : null,
    excess: stationaryLogMass ? excess : null,
    oneSided: oneSided > audible,
    absorbing: leaving > audible,
  };
}
