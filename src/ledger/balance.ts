import type { Generator } from "../generator/generator.js";
import { readMassInto, type CellState } from "./cell-state.js";
import { ledgerContext } from "./context.js";
import { faceSums, type FaceSums } from "./face-sums.js";
import { forEachWayOut } from "./faces.js";
import { MASS_FLOOR, NEGLIGIBLE_SHARE } from "./floor.js";

/** Rates of entropy (nats per time) of the Markov chain on the grid, as they stand; see {@link entropyBalance}. */
export interface EntropyBalance {
  /** Σ F log(ρ_R/ρ_L) over inner faces. */
  readonly fluxAlongEntropy: number;
  /** Σ F_out (log ρ + 1) over absorbing faces. */
  readonly absorption: number;
  /** r·(M·Σ share·log ρ − Σ p log ρ) of restarts at the rate r: what they add to −dH/dt; 0 without. */
  readonly restarts: number;
  /** −dH/dt = fluxAlongEntropy − absorption + restarts. */
  readonly entropyRate: number;
  /** Σ F log(w₊V_L/(w₋V_R)): entropy that flows into the medium. */
  readonly medium: number;
  /** Σ F log(w₊p_L/(w₋p_R)) ≥ 0: total entropy production, of hops through faces alone. */
  readonly production: number;
  /** Σ F log(w₊π_L/(w₋π_R)) ≥ 0; null without a stationary state, and with restarts. */
  readonly housekeeping: number | null;
  /** Σ F log((p_L/π_L)/(p_R/π_R)) = −dKL(p|π)/dt ≥ 0, with what restarts add to it; null without a stationary state. */
  readonly excess: number | null;
  /** Hops through faces with mass on one side only, or restarts into an empty cell, are not negligible: the rates with log ρ in them are infinite. */
  readonly oneSided: boolean;
  /** Mass is being absorbed; at an absorbing wall ρ → 0 under a finite flux, so `production` grows as log(1/h). */
  readonly absorbing: boolean;
}

/**
 * The entropy balance of masses p under two rates a face, F = w₊p_L − w₋p_R through each inner face:
 *
 *   production = medium − Σ F log(ρ_R/ρ_L) = housekeeping + excess
 *
 * exactly without restarts, to rounding (Schnakenberg 1976; Hatano and Sasa 2001; Esposito and Van den Broeck 2010). Logarithms are
 * clamped at the mass floor and faces between two empty cells are skipped. Order 2 in the cell width.
 * @param mass cell masses, in cell order
 * @param stationaryLogMass log π per cell, or null
 */
export function entropyBalance(
  mass: Float64Array,
  generator: Generator,
  stationaryLogMass: Float64Array | null,
): EntropyBalance {
  const { forces, gradients, logVolume, work } = ledgerContext(generator, stationaryLogMass);
  readMassInto(work.cells, mass, generator.grid, logVolume);
  const sums = faceSums(work.cells, forces, gradients, work.flux);
  return balanceFrom(sums, work.cells, generator, stationaryLogMass);
}

/** The balance from the sums over faces, with what absorbing walls take away. */
export function balanceFrom(
  { fluxAlongEntropy, medium, production, housekeeping, excess, traffic, oneSided }: FaceSums,
  cells: CellState,
  generator: Generator,
  stationaryLogMass: Float64Array | null,
): EntropyBalance {
  const { mass, logDensity } = cells;
  let absorption = 0;
  let leaving = 0;
  forEachWayOut(generator, (cell, rate) => {
    if (mass[cell] < MASS_FLOOR) return;
    const flux = rate * mass[cell];
    absorption += flux * (logDensity[cell] + 1);
    leaving += flux;
  });
  const { entropyRate: restarts, excess: restartExcess, blind } = restartTerms(cells, generator, stationaryLogMass);
  const audible = NEGLIGIBLE_SHARE * (traffic + leaving);
  return {
    fluxAlongEntropy,
    absorption,
    restarts,
    entropyRate: fluxAlongEntropy - absorption + restarts,
    medium,
    production,
    housekeeping: stationaryLogMass && !generator.restart ? housekeeping : null,
    excess: stationaryLogMass ? excess + restartExcess : null,
    oneSided: oneSided > audible || blind,
    absorbing: leaving > audible,
  };
}

/**
 * What restarts ṗ = r(M·δ − p) add to −dH/dt = Σ ṗ·log ρ and to −dKL/dt = −Σ ṗ·log(p/π): they take mass from everywhere and
 * put it where some is already, or, when `blind`, where there is none.
 */
function restartTerms(
  { mass, logMass, logDensity }: CellState,
  { restart }: Generator,
  stationaryLogMass: Float64Array | null,
): { readonly entropyRate: number; readonly excess: number; readonly blind: boolean } {
  if (!restart) return { entropyRate: 0, excess: 0, blind: false };
  let total = 0;
  let [along, away] = [0, 0];
  for (let c = 0; c < mass.length; c++) {
    if (mass[c] < MASS_FLOOR) continue;
    total += mass[c];
    along -= mass[c] * logDensity[c];
    if (stationaryLogMass) away += mass[c] * (logMass[c] - stationaryLogMass[c]);
  }
  for (const { cell, share } of restart.cells) {
    along += total * share * logDensity[cell];
    if (stationaryLogMass) away -= total * share * (logMass[cell] - stationaryLogMass[cell]);
  }
  const blind = restart.cells.some(({ cell }) => mass[cell] < MASS_FLOOR);
  return { entropyRate: restart.rate * along, excess: restart.rate * away, blind };
}
