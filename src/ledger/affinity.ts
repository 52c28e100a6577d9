import type { Generator } from "../generator/generator.js";
import { innerFaces } from "./faces.js";

const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * log(forward/backward) of the two rates of a face, in the gauge of masses.
 *
 * Taken from the rates, so that it is right for every scheme; a rate that underflowed (|Pe| > 700) has lost its
 * digits, and then exponential fitting gives Pe + log(V_R/V_L). Zero where nothing passes either way.
 */
export function logRateRatio(forward: number, backward: number, peclet: number, logVolumeRatio: number): number {
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

/**
 * Writes the row vector φ of a rate that is linear in the masses, φ·p = Σ_faces F·a, where the force a of a face is
 *
 * - log(w₊V_L/(w₋V_R)), the edge affinity, without a stationary state: φ·p is the entropy flow into the medium;
 * - log(w₊π_L/(w₋π_R)) with one: φ·p is the housekeeping rate (Hatano and Sasa 2001).
 */
export function rateFunctionalInto(generator: Generator, stationaryLogMass: Float64Array | null, out: Float64Array) {
  const { grid } = generator;
  out.fill(0);
  generator.axes.forEach(({ forward, backward, peclet }, a) => {
    const ratios = logVolumeRatios(grid.axes[a].widths, grid.axes[a].uniform);
    for (const { first, count, step, position, along } of innerFaces(grid, a))
      for (let k = 0; k < count; k++) {
        const left = first + k;
        const right = left + step;
        const up = forward[left];
        const down = backward[right];
        const volumes = ratios[position + k * along];
        const hop = logRateRatio(up, down, peclet[left], volumes);
        const force = stationaryLogMass ? hop + stationaryLogMass[left] - stationaryLogMass[right] : hop - volumes;
        out[left] += up * force;
        out[right] -= down * force;
      }
  });
}
