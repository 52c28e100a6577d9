import type { Generator } from "../generator/generator.js";
import type { Grid } from "../grid/grid.js";
import { logMasses, MASS_FLOOR } from "./floor.js";
import { logVolumes } from "./log-volumes.js";

/**
 * Entropy H = −∫ρ log ρ dz = −Σ p log(p/V), in nats. Not normalised by survival; an empty cell contributes 0.
 * Order 2 in the cell width. Infinite for a point mass in the continuum: here the log of the volume it fills.
 * @param logDensity log p − log V per cell, when at hand
 */
export function entropy(mass: Float64Array, grid: Grid, logDensity: Float64Array = logDensities(mass, grid)): number {
  let sum = 0;
  for (let cell = 0; cell < mass.length; cell++) if (mass[cell] >= MASS_FLOOR) sum -= mass[cell] * logDensity[cell];
  return sum;
}

function logDensities(mass: Float64Array, grid: Grid): Float64Array {
  const logs = logMasses(mass);
  const volumes = logVolumes(grid);
  for (let cell = 0; cell < logs.length; cell++) logs[cell] -= volumes[cell];
  return logs;
}

/** Free energy E[L] − T·H with T = D/η; null when the generator has no loss with a constant isotropic D. */
export function freeEnergy(generator: Generator, mass: Float64Array, entropyNow: number): number | null {
  if (!generator.freeEnergy) return null;
  const { loss, temperature } = generator.freeEnergy;
  let energy = 0;
  for (let cell = 0; cell < mass.length; cell++) if (mass[cell] >= MASS_FLOOR) energy += mass[cell] * loss[cell];
  return energy - temperature() * entropyNow;
}
