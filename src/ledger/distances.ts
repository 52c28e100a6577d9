import type { Grid } from "../grid/grid.js";
import { logMasses, MASS_FLOOR } from "./floor.js";
import { inPortions } from "./portions.js";

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
 * @param stationaryMass π per cell, when at hand
 */
export function distances(
  mass: Float64Array,
  stationaryLogMass: Float64Array,
  grid: Grid,
  logMass: Float64Array = logMasses(mass),
  stationaryMass: Float64Array = stationaryLogMass.map(Math.exp),
): Distances {
  const sums = new Float64Array(3);
  inPortions(mass.length, (from, to) =>
    addPortionInto(sums, mass, logMass, stationaryMass, stationaryLogMass, grid.volumes, from, to),
  );
  return { kl: sums[0], l1: sums[1], max: sums[2] };
}

function addPortionInto(
  sums: Float64Array,
  mass: Float64Array,
  logMass: Float64Array,
  stationaryMass: Float64Array,
  stationaryLogMass: Float64Array,
  volumes: Float64Array,
  from: number,
  to: number,
): void {
  let kl = sums[0];
  let l1 = sums[1];
  let max = sums[2];
  for (let cell = from; cell < to; cell++) {
    const p = mass[cell];
    const stationary = stationaryMass[cell];
    const gap = Math.abs(p - stationary);
    l1 += gap;
    if (gap > max * volumes[cell]) max = gap / volumes[cell];
    kl += p < MASS_FLOOR ? stationary : surplus(p, stationary, logMass[cell] - stationaryLogMass[cell]);
  }
  sums[0] = kl;
  sums[1] = l1;
  sums[2] = max;
}

/** p·u − p + π with u = log(p/π), by its series p(u²/2 − u³/6 + …) where that cancels. */
function surplus(p: number, stationary: number, u: number): number {
  // Both are computed, or the loop would be compiled for the one of them that comes first.
  const direct = p * (u - 1) + stationary;
  const series = p * u * u * (1 / 2 - u * (1 / 6 - u * (1 / 24 - u * (1 / 120 - u / 720))));
  return Math.abs(u) > 0.02 ? direct : series;
}
