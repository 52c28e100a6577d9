import type { Relaxation } from "./relaxation.js";

/** Rounding of a sum of rates, as a share of them. */
const ROUNDING = 1e-12;

/**
 * The least mass of a cell at which √π f of some mode can be largest, for modes that decay no faster than `rate` (1/time), with
 * detailed balance; Infinity where none can.
 *
 * With g = √π f the eigenvalue problem is symmetric, (out_c − λ) g_c = Σ_d √(w_cd w_dc) g_d, so that where |g| is largest
 *
 *   out_c − Σ_d √(w_cd w_dc) ≤ λ
 *
 * (Gershgorin 1931). In cells this tells of the slopes: D|∇U|²/4 − DΔU/2 with U = V/D is large on steep ones, and is not on top of a barrier.
 */
export function faintestPeak({ affinities, out }: Relaxation, weight: Float64Array, rate: number): number {
  const bound = out.slice();
  const { lower, upper, forward, backward } = affinities.faces;
  for (let f = 0; f < lower.length; f++) {
    const joint = Math.sqrt(forward[f]) * Math.sqrt(backward[f]);
    bound[lower[f]] -= joint;
    bound[upper[f]] -= joint;
  }
  let faintest = Infinity;
  for (let c = 0; c < bound.length; c++)
    if (weight[c] < faintest && bound[c] <= rate + ROUNDING * out[c]) faintest = weight[c];
  return faintest;
}
