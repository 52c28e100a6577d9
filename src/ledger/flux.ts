import type { Generator } from "../generator/generator.js";
import { absorbingEnds, leavingRates } from "./faces.js";

/**
 * The first-passage density of each absorbing end, by name (`x.lower`): the mass that leaves through it per time,
 * Σ rate·p over the cells at that end. Order 2 in the cell width.
 */
export function outflow(mass: Float64Array, generator: Generator): Record<string, number> {
  const flux: Record<string, number> = {};
  for (const end of absorbingEnds(generator.grid)) {
    const rates = leavingRates(generator, end);
    let sum = 0;
    for (let k = 0, cell = end.first; k < end.count; k++, cell += end.stride) sum += rates[cell] * mass[cell];
    flux[end.name] = sum;
  }
  return flux;
}

/** Mass lost per time through all absorbing ends together. */
export function totalOutflow(mass: Float64Array, generator: Generator): number {
  return Object.values(outflow(mass, generator)).reduce((sum, part) => sum + part, 0);
}
