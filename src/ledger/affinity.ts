import type { Generator } from "../generator/generator.js";
import { facePlaces, faceRates, faceRows, gatherInto, type FacePlaces, type FaceRates } from "./faces.js";
import { logVolumes } from "./log-volumes.js";

const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * log(forward/backward) of the two rates of a face, in the gauge of masses.
 *
 * Taken from the rates, so that it is right for every scheme; a rate that underflowed (|Pe| > 700) has lost its
 * digits, and then exponential fitting gives Pe + log(V_R/V_L). Zero where nothing passes either way.
 */
function logRateRatio(forward: number, backward: number, peclet: number, logVolumeRatio: number): number {
  if (forward >= SMALLEST_NORMAL && backward >= SMALLEST_NORMAL) return Math.log(forward / backward);
  return forward === 0 && backward === 0 ? 0 : peclet + logVolumeRatio;
}

/** log(V_R/V_L) across the upper face of every cell along an axis; the last entry is across a periodic wrap. */
export function logVolumeRatios(widths: Float64Array, uniform: boolean): Float64Array {
  const ratios = new Float64Array(widths.length);
  if (!uniform)
    for (let i = 0; i < widths.length; i++) ratios[i] = Math.log(widths[(i + 1) % widths.length] / widths[i]);
  return ratios;
}

/** The forces of all faces, in the order of {@link FaceRates}: what drives probability through them, in nats. */
export interface FaceForces {
  readonly faces: FaceRates;
  /** log(w₊V_L/(w₋V_R)), the edge affinity: Σ F·affinity is the entropy flow into the medium. */
  readonly affinity: Float64Array;
  /** log(w₊π_L/(w₋π_R)), 0 in equilibrium: Σ F·drive is the housekeeping rate (Hatano and Sasa 2001); null without π. */
  readonly drive: Float64Array | null;
}

/** What of the forces does not need the stationary state. */
export type FaceAffinities = Pick<FaceForces, "faces" | "affinity">;

/**
 * Faces and affinities of a generator as it stands: Pe where rates are fitted exponentially, else one logarithm a face.
 * @param places of its faces, when at hand
 * @param room of other affinities at the same places, which are not needed any more
 */
export function faceAffinities(
  generator: Generator,
  places: FacePlaces = facePlaces(generator),
  room: FaceAffinities | null = null,
): FaceAffinities {
  const { grid, axes, oblique } = generator;
  const faces = faceRates(generator, places, room?.faces);
  const { first, lower, forward, backward } = faces;
  const affinity = room?.affinity ?? new Float64Array(lower.length);
  if (generator.fitted) {
    axes.forEach(({ peclet }, axis) => gatherInto(affinity, peclet, lower, first[axis], first[axis + 1]));
    const beyond = first[axes.length];
    if (oblique) affinity.set(oblique.peclet.subarray(0, lower.length - beyond), beyond);
    // nothing passes where a direction carries nothing
    for (let f = 0; f < affinity.length; f++) if (forward[f] === 0 && backward[f] === 0) affinity[f] = 0;
    return { faces, affinity };
  }
  for (let axis = 0, f = 0; axis < axes.length; axis++) {
    const { peclet } = axes[axis];
    const ratios = logVolumeRatios(grid.axes[axis].widths, grid.axes[axis].uniform);
    const { rows, length, along } = faceRows(grid, axis);
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < length; k++, f++) {
        const volumes = ratios[along ? k : row];
        affinity[f] = logRateRatio(forward[f], backward[f], peclet[lower[f]], volumes) - volumes;
      }
  }
  // Oblique faces join cells of equal volume.
  const onAxes = first[axes.length];
  for (let f = onAxes; f < lower.length; f++)
    affinity[f] = logRateRatio(forward[f], backward[f], oblique!.peclet[f - onAxes], 0);
  return { faces, affinity };
}

/**
 * The forces of a generator as it stands.
 * @param known its affinities, when at hand
 * @param room of other forces at the same places, which are not needed any more
 */
export function faceForces(
  generator: Generator,
  stationaryLogMass: Float64Array | null,
  { faces, affinity }: FaceAffinities = faceAffinities(generator),
  room: FaceForces | null = null,
): FaceForces {
  if (!stationaryLogMass) return { faces, affinity, drive: null };
  const { lower, upper } = faces;
  const { grid, freeEnergy } = generator;
  const drive = room?.drive ?? new Float64Array(lower.length);
  if (freeEnergy?.gibbs) return { faces, affinity, drive: drive.fill(0) };
  const logDensity = logVolumes(grid);
  for (let cell = 0; cell < grid.size; cell++) logDensity[cell] = stationaryLogMass[cell] - logDensity[cell];
  for (let f = 0; f < drive.length; f++) drive[f] = affinity[f] + (logDensity[lower[f]] - logDensity[upper[f]]);
  return { faces, affinity, drive };
}
