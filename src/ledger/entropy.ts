import type { Generator } from "../generator/generator.js";
import type { Grid } from "../grid/grid.js";
import { logMasses, MASS_FLOOR } from "./floor.js";

/**
 * Entropy H = −∫ρ log ρ dz = −Σ p log(p/V), in nats. Not normalised by survival; an empty cell contributes 0.
 * Order 2 in the cell width. Infinite for a point mass in the continuum: here the log of the volume it fills.
 * @param logMass clamped log p per cell, when at hand
 */
export function entropy(mass: Float64Array, grid: Grid, logMass: Float64Array = logMasses(mass)): number {
  const [x, y = Float64Array.of(0)] = grid.axes.map((axis) => axis.widths.map(Math.log));
  let sum = 0;
  for (let i = 0, cell = 0; i < x.length; i++)
    for (let j = 0; j < y.length; j++, cell++)
      if (mass[cell] >= MASS_FLOOR) sum += mass[cell] * (x[i] + y[j] - logMass[cell]);
  return sum;
}

/** Free energy E[L] − T·H with T = D/η; null when the generator has no loss with a constant isotropic D. */
export function freeEnergy(generator: Generator, mass: Float64Array, entropyNow: number): number | null {
  if (!generator.freeEnergy) return null;
  const { loss, temperature } = generator.freeEnergy;
  let energy = 0;
  for (let cell = 0; cell < mass.length; cell++) if (mass[cell] >= MASS_FLOOR) energy += mass[cell] * loss[cell];
  return energy - temperature() * entropyNow;
}
