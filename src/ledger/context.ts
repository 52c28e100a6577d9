import type { Generator } from "../generator/generator.js";
import { faceForces, type FaceForces } from "./affinity.js";
import { emptyCellState, type CellState } from "./cell-state.js";
import { gradientWeights, type GradientWeights } from "./gradients.js";
import { logVolumes } from "./log-volumes.js";

/** What the ledger needs of a generator as it stands and of its stationary state, whatever the density. */
export interface LedgerContext {
  readonly forces: FaceForces;
  readonly logVolume: Float64Array;
  readonly gradients: GradientWeights;
  /** π per cell; null without a stationary state. */
  readonly stationaryMass: Float64Array | null;
  /** Room that every entry of the ledger works in: fresh arrays of this size cost more than the sums. */
  readonly work: LedgerWork;
}

export interface LedgerWork {
  readonly cells: CellState;
  /** F through every face. */
  readonly flux: Float64Array;
  /** The components of J at cell centres. */
  readonly current: readonly Float64Array[];
}

/**
 * Gathers what does not depend on the density, so that a run with constant rates pays for it once: some 70 bytes a
 * face. Anew whenever the generator is rebuilt.
 * @param forces of this generator and stationary state, when at hand
 * @param old a context at the same faces that is not needed any more: its arrays are written over, but for the forces
 * @param stationaryMass exp(stationaryLogMass), when at hand
 */
export function ledgerContext(
  generator: Generator,
  stationaryLogMass: Float64Array | null,
  forces: FaceForces = faceForces(generator, stationaryLogMass),
  old: LedgerContext | null = null,
  stationaryMass: Float64Array | null = stationaryLogMass && exponentials(stationaryLogMass),
): LedgerContext {
  const { grid } = generator;
  const faces = forces.faces.lower.length;
  const same = old?.work.flux.length === faces ? old : null;
  return {
    forces,
    logVolume: same?.logVolume ?? logVolumes(grid),
    gradients: gradientWeights(generator, forces.faces, same?.gradients),
    stationaryMass,
    work: same?.work ?? {
      cells: emptyCellState(grid.size),
      flux: new Float64Array(faces),
      current: grid.axes.map(() => new Float64Array(grid.size)),
    },
  };
}

function exponentials(logs: Float64Array): Float64Array {
  const values = new Float64Array(logs.length);
  for (let cell = 0; cell < logs.length; cell++) values[cell] = Math.exp(logs[cell]);
  return values;
}
