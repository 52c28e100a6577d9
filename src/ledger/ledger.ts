import type { Generator } from "../generator/generator.js";
import { balanceFrom } from "./balance.js";
import { readMassInto } from "./cell-state.js";
import { ledgerContext, type LedgerContext } from "./context.js";
import { consolidationFrom } from "./consolidation.js";
import { normsOfFluxes } from "./current.js";
import { distances } from "./distances.js";
import { entropy, freeEnergy } from "./entropy.js";
import { faceSums } from "./face-sums.js";
import { finiteOrNull } from "./floor.js";

/** The instantaneous ledger, entropies in nats and rates in nats per time; null where a quantity does not exist. */
export interface Ledger {
  /** H = −∫ρ log ρ dz, not normalised by survival. */
  readonly entropy: number | null;
  /** E[L] + E[W * ρ]/(2η) − (D/η)·H; only for a loss or a symmetric interaction with constant isotropic D. */
  readonly freeEnergy: number | null;
  /** KL(ρ|π) = ∫ρ log(ρ/π) dz ≥ 0; only with a unique stationary state π. */
  readonly klToStationary: number | null;
  /** ∫|ρ − π| dz. */
  readonly stationaryL1: number | null;
  /** max |ρ − π|. */
  readonly stationaryMax: number | null;
  /** ∫J·∇log ρ dz = −dH/dt; with absorbing ends, where that integral diverges, −dH/dt. */
  readonly entropyRate: number | null;
  /**
   * Total: ∫J·D⁻¹J/ρ dz ≥ 0; infinite, so null, while mass is being absorbed, and with restarts, whose way back no hop
   * goes: the current alone does not tell what they cost.
   */
  readonly entropyProduction: number | null;
  /** The part that keeps a stationary current going, ≥ 0; 0 under detailed balance; null with restarts. */
  readonly housekeeping: number | null;
  /** The part of relaxation, −dKL/dt ≥ 0 with π as it stands. */
  readonly excess: number | null;
  /** Largest |J|: over faces on one axis, over cell centres on two. */
  readonly currentMax: number | null;
  /** (∫|J|² dz)^½. */
  readonly currentL2: number | null;
  /** ‖μ‖_L2(ρ) / ‖D∇log ρ‖_L2(ρ). */
  readonly consolidationRatio: number | null;
  /** ‖μ‖₂ / ‖D∇ρ‖₂. */
  readonly consolidationLiteral: number | null;
}

/** A stationary state by the logarithms of its cell masses, log π. */
export interface StationaryLogMass {
  readonly logMass: Float64Array;
}

/**
 * The ledger of cell masses p under a generator, as it stands.
 *
 * Entropy production, its parts and the entropy rate are the exact rates of the chain on the grid (see
 * {@link entropyBalance}); all are of order 2 in the cell width. Rates are null where they are infinite in the
 * continuum: where the density jumps to zero under a flux.
 * @param mass cell masses, in cell order
 * @param stationary the unique stationary state of the generator as it stands, or null
 * @param singular true for a point mass, which has no density: only L1 and the housekeeping rate, which is linear in
 *   the masses, exist
 * @param context of this generator and stationary state, when at hand: with constant rates it serves every frame
 * @param read the context has last been used for the same masses
 */
export function ledger(
  mass: Float64Array,
  generator: Generator,
  stationary: StationaryLogMass | null,
  singular = false,
  context: LedgerContext = ledgerContext(generator, stationary?.logMass ?? null),
  read = false,
): Ledger {
  const { grid } = generator;
  const { forces, gradients, logVolume, stationaryMass, work } = context;
  const { cells, flux } = work;
  if (read) cells.mass = mass;
  else readMassInto(cells, mass, grid, logVolume);
  const distance =
    stationary && stationaryMass && distances(mass, stationary.logMass, grid, cells.logMass, stationaryMass);
  const sums = faceSums(cells, forces, gradients, flux);
  const balance = balanceFrom(sums, cells, generator, stationary?.logMass ?? null);
  const housekeeping = balance.housekeeping === null ? null : finiteOrNull(balance.housekeeping);
  const stationaryL1 = distance && finiteOrNull(distance.l1);
  if (singular) return { ...NO_LEDGER, stationaryL1, housekeeping };
  const entropyNow = entropy(mass, grid, cells.logDensity);
  const free = freeEnergy(generator, mass, entropyNow);
  const rate = (value: number | null) => (balance.oneSided || value === null ? null : finiteOrNull(value));
  const current = normsOfFluxes(flux, mass, generator, forces.faces, work.current);
  const { ratio, literal } = consolidationFrom(sums, context);
  return {
    entropy: finiteOrNull(entropyNow),
    freeEnergy: free === null ? null : finiteOrNull(free),
    klToStationary: distance && finiteOrNull(distance.kl),
    stationaryL1,
    stationaryMax: distance && finiteOrNull(distance.max),
    entropyRate: rate(balance.entropyRate),
    entropyProduction: balance.absorbing || generator.restart ? null : rate(balance.production),
    housekeeping,
    excess: rate(balance.excess),
    currentMax: finiteOrNull(current.max),
    currentL2: finiteOrNull(current.l2),
    consolidationRatio: balance.oneSided ? null : ratio,
    consolidationLiteral: literal,
  };
}

/** A ledger in which nothing is known: all its quantities, in the order in which they are reported. */
export const NO_LEDGER: Ledger = {
  entropy: null,
  freeEnergy: null,
  klToStationary: null,
  stationaryL1: null,
  stationaryMax: null,
  entropyRate: null,
  entropyProduction: null,
  housekeeping: null,
  excess: null,
  currentMax: null,
  currentL2: null,
  consolidationRatio: null,
  consolidationLiteral: null,
};
