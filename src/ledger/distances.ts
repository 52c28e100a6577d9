import type { Grid } from "../grid/grid.js";
import { logMasses, MASS_FLOOR } from "./floor.js";

/** How far a density is from the stationary one. */
export interface Distances {
  /** KL(p|π) = Σ p log(p/π), in nats. */
  readonly kl: number;
  /** ∫|ρ − π| dz = Σ|p − π|. */
  readonly l1: number;
  /** max |ρ − π|. */
  readonly max: number;
}

/**
 * Distances from the stationary state, in one pass. KL is summed as Σ (p log(p/π) − p + π), the same for equal total
 * masses and a sum of non-negative terms, so it stays accurate and decreasing down to about 1e-30.
 * @param stationaryLogMass log π per cell: π itself may underflow
 * @param logMass clamped log p per cell, when at hand
 */
export function distances(
  mass: Float64Array,
  stationaryLogMass: Float64Array,
  grid: Grid,
  logMass: Float64Array = logMasses(mass),
): Distances {
  const { volumes } = grid;
  let kl = 0;
  let l1 = 0;
  let max = 0;
  for (let cell = 0; cell < mass.length; cell++) {
    const p = mass[cell];
    const stationary = Math.exp(stationaryLogMass[cell]);
    const gap = Math.abs(p - stationary);
    l1 += gap;
    if (gap > max * volumes[cell]) max = gap / volumes[cell];
    kl += p < MASS_FLOOR ? stationary : surplus(p, stationary, logMass[cell] - stationaryLogMass[cell]);
  }
  return { kl, l1, max };
}

/** p·u − p + π with u = log(p/π), by its series p(u²/2 − u³/6 + …) where that cancels. */
function surplus(p: number, stationary: number, u: number): number {
  if (Math.abs(u) > 0.02) return p * (u - 1) + stationary;
  return p * u * u * (1 / 2 - u * (1 / 6 - u * (1 / 24 - u * (1 / 120 - u / 720))));
}
