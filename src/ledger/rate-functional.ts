import type { FaceRates } from "./faces.js";

/**
 * Writes the row vector φ of a rate that is linear in the masses, φ·p = Σ_faces F·force: with the affinity as force
 * the entropy flow into the medium, with the drive the housekeeping rate.
 */
export function rateFunctionalInto(
  { lower, upper, forward, backward }: FaceRates,
  force: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  for (let f = 0; f < lower.length; f++) {
    out[lower[f]] += forward[f] * force[f];
    out[upper[f]] -= backward[f] * force[f];
  }
}
