import type { Generator } from "../generator/generator.js";
import { absorbingEnds, forEachWayOut } from "./faces.js";

/**
 * The first-passage density of each absorbing end, by name (`x.lower`): the mass that leaves through it per time,
 * Σ rate·p over all ways out. Order 2 in the cell width.
 */
export function outflow(mass: Float64Array, generator: Generator): Record<string, number> {
  const flux: Record<string, number> = {};
  for (const end of absorbingEnds(generator.grid)) flux[end.name] = 0;
  forEachWayOut(generator, (cell, rate, end) => {
    flux[end.name] += rate * mass[cell];
  });
  return flux;
}

/** Mass lost per time through all absorbing ends together. */
export function totalOutflow(mass: Float64Array, generator: Generator): number {
  return Object.values(outflow(mass, generator)).reduce((sum, part) => sum + part, 0);
}
