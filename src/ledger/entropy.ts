import type { Generator } from "../generator/generator.js";
import type { Grid } from "../grid/grid.js";
import { MASS_FLOOR } from "./floor.js";

/**
 * Entropy H = −∫ρ log ρ dz = −Σ p log(p/V), in nats. Not normalised by survival; an empty cell contributes 0.
 * Order 2 in the cell width. Infinite for a point mass in the continuum: here −log of the cell it fills.
 */
export function entropy(mass: Float64Array, grid: Grid): number {
  const { volumes } = grid;
  let sum = 0;
  for (let cell = 0; cell < mass.length; cell++) {
    const p = mass[cell]!;
    if (p >= MASS_FLOOR) sum -= p * Math.log(p / volumes[cell]!);
  }
  return sum;
}

/** Free energy E[L] − T·H with T = D/η; null when the generator has no loss with a constant isotropic D. */
export function freeEnergy(generator: Generator, mass: Float64Array, entropyNow: number): number | null {
  if (!generator.freeEnergy) return null;
  const { loss, temperature } = generator.freeEnergy;
  let energy = 0;
  for (let cell = 0; cell < mass.length; cell++) if (mass[cell]! >= MASS_FLOOR) energy += mass[cell]! * loss[cell]!;
  return energy - temperature() * entropyNow;
}
