import type { Generator } from "../generator/generator.js";
import { logVolumeRatios } from "./affinity.js";
import { acrossWidths, innerFaces } from "./faces.js";
import { logMasses, MASS_FLOOR, NEGLIGIBLE_SHARE } from "./floor.js";

/** The two consolidation ratios; null where the gradient of the density vanishes or is infinite. */
export interface Consolidation {
  /** C_ρ = ‖μ‖_L2(ρ) / ‖D∇log ρ‖_L2(ρ): 1 at an equilibrium without current, above 1 where drift dominates. */
  readonly ratio: number | null;
  /** ‖μ‖₂ / ‖D∇ρ‖₂ over the grid, unweighted: depends on how large the grid is. */
  readonly literal: number | null;
}

/** Differences of the density below this share of it are rounding, no gradient. */
const ROUNDING = 1e-12;

/**
 * Both consolidation ratios, by sums over faces with μ = D·Pe/gap. ρ at a face is the logarithmic mean of its two
 * neighbours, so that D∇ρ = ρD∇log ρ holds exactly. Order 2 in the cell width.
 * @param logMass clamped log p per cell, when at hand
 */
export function consolidation(
  mass: Float64Array,
  generator: Generator,
  logMass: Float64Array = logMasses(mass),
): Consolidation {
  const { grid } = generator;
  const density = new Float64Array(mass.length);
  for (let cell = 0; cell < mass.length; cell++)
    if (mass[cell] >= MASS_FLOOR) density[cell] = mass[cell] / grid.volumes[cell];
  let drift = 0;
  let spread = 0;
  let spreadScale = 0;
  let driftLiteral = 0;
  let spreadLiteral = 0;
  let spreadLiteralScale = 0;
  let traffic = 0;
  let oneSided = 0;
  for (const [axis, { peclet, diffusion, gaps }] of generator.axes.entries()) {
    const areas = acrossWidths(grid, axis);
    const ratios = logVolumeRatios(grid.axes[axis].widths, grid.axes[axis].uniform);
    for (const { first, count, step, position, along, transverse } of innerFaces(grid, axis))
      for (let k = 0; k < count; k++) {
        const left = first + k;
        const gap = gaps[position + k * along];
        const volume = gap * areas[transverse + k * (1 - along)];
        const D = diffusion[left] / gap;
        const mu = D * peclet[left];
        driftLiteral += mu * mu * volume;
        const right = left + step;
        const below = density[left];
        const above = density[right];
        if (below === 0 && above === 0) continue;
        const scale = D * D * volume;
        const rise = above - below;
        spreadLiteral += scale * rise * rise;
        spreadLiteralScale += scale * (above + below) * (above + below);
        const hops = (D * (above + below) * volume) / gap;
        traffic += hops;
        if (below === 0 || above === 0) {
          oneSided += hops;
          continue;
        }
        const between = logarithmicMean(below, above, logMass[right] - logMass[left] - ratios[position + k * along]);
        drift += mu * mu * between * volume;
        spread += (scale * rise * rise) / between;
        spreadScale += scale * between;
      }
  }
  const infinite = oneSided > NEGLIGIBLE_SHARE * traffic;
  return {
    ratio: infinite ? null : rootOfQuotient(drift, spread, spreadScale),
    literal: rootOfQuotient(driftLiteral, spreadLiteral, spreadLiteralScale),
  };
}

function rootOfQuotient(numerator: number, denominator: number, scale: number): number | null {
  return denominator > ROUNDING ** 2 * scale ? Math.sqrt(numerator / denominator) : null;
}

/** (b − a)/log(b/a) for positive a, b, given log(b/a); a at a = b. */
export function logarithmicMean(a: number, b: number, logRatio: number): number {
  const delta = (b - a) / (a + b);
  const square = delta * delta;
  // log(b/a) = 2 artanh δ cancels for close values; the next term of this series is below 1e-14.
  if (square < 1e-4) return 0.5 * (a + b) * (1 - square * (1 / 3 + square * (4 / 45 + (square * 44) / 945)));
  return (b - a) / logRatio;
}
