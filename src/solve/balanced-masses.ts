import { balancedLogMasses, logMassRatios, stationaryResidual } from "./detailed-balance.js";
import type { Relaxation } from "./relaxation.js";
import { gibbsLogMasses } from "./stationary.js";

/** Required of the net flow between cells in the Gibbs state, as a share of the gross: rounding. */
const BALANCED = 1e-12;

/** The masses at which every face is in balance, restarts aside, normalised; null when there are none. */
export function balancedMasses({ generator, affinities }: Relaxation): Float64Array | null {
  const { faces } = affinities;
  const gibbs = gibbsLogMasses(generator);
  const stated = gibbs && normalisedMasses(gibbs);
  if (stated && stationaryResidual(faces, stated) <= BALANCED) return stated;
  const logMass = balancedLogMasses(generator.grid, faces, logMassRatios(generator, affinities));
  const mass = logMass && normalisedMasses(logMass);
  return mass && stationaryResidual(faces, mass) <= BALANCED ? mass : null;
}

function normalisedMasses(logMass: Float64Array): Float64Array {
  const mass = new Float64Array(logMass.length);
  let top = -Infinity;
  for (let c = 0; c < mass.length; c++) top = Math.max(top, logMass[c]);
  let total = 0;
  for (let c = 0; c < mass.length; c++) total += mass[c] = Math.exp(logMass[c] - top);
  for (let c = 0; c < mass.length; c++) mass[c] /= total;
  return mass;
}
