import type { Generator } from "../generator/generator.js";
import { readMassInto, type CellState } from "./cell-state.js";
import { ledgerContext, type LedgerContext } from "./context.js";
import { faceSums, type FaceSums } from "./face-sums.js";
import type { FaceRates } from "./faces.js";
import type { CellGradients } from "./gradients.js";

/** The two consolidation ratios; null where the gradient of the density vanishes. */
export interface Consolidation {
  /** C_ρ = ‖μ‖_L2(ρ) / ‖D∇log ρ‖_L2(ρ): 1 at an equilibrium without current, above 1 where drift dominates. */
  readonly ratio: number | null;
  /** ‖μ‖₂ / ‖D∇ρ‖₂ over the grid, unweighted: depends on how large the grid is. */
  readonly literal: number | null;
}

/** Both consolidation ratios of cell masses under a generator as it stands; see {@link consolidationFrom}. */
export function consolidation(mass: Float64Array, generator: Generator): Consolidation {
  const context = ledgerContext(generator, null);
  const { forces, gradients, logVolume, work } = context;
  readMassInto(work.cells, mass, generator.grid, logVolume);
  return consolidationFrom(faceSums(work.cells, forces, gradients, work.flux), context);
}

/**
 * Both consolidation ratios of the density in the context. Along the axes by sums over faces, with μ = D·Pe/gap and ρ
 * at a face the logarithmic mean of its two neighbours, so that D∇ρ = ρD∇log ρ holds exactly; with oblique faces by
 * vectors at cell centres. Faces with mass on one side only have no finite gradient of log ρ and are left out of the
 * first ratio. Order 2 in the cell width.
 */
export function consolidationFrom(sums: FaceSums, { gradients, forces, work }: LedgerContext): Consolidation {
  const { drift, spread, spreadScale, spreadLiteral, spreadLiteralScale } = gradients.cells
    ? sumsOverCells(work.cells, forces.faces, gradients.cells)
    : sums;
  return {
    ratio: rootOfQuotient(drift, spread, spreadScale),
    literal: rootOfQuotient(gradients.driftLiteral, spreadLiteral, spreadLiteralScale),
  };
}

/** What {@link faceSums} gives of the same names, by vectors at cell centres. */
function sumsOverCells(
  { mass, density, logDensity }: CellState,
  { first, lower, upper }: FaceRates,
  { below, above, steps, drift: driftOfCell, reach }: CellGradients,
): Pick<FaceSums, "drift" | "spread" | "spreadScale" | "spreadLiteral" | "spreadLiteralScale"> {
  const [x, y, logX, logY] = [0, 1, 2, 3].map(() => new Float64Array(density.length));
  for (let k = 0; k < steps.length; k++) {
    const [ex, ey] = steps[k];
    for (let f = first[k]; f < first[k + 1]; f++) {
      const left = lower[f];
      const right = upper[f];
      const rise = density[right] - density[left];
      x[left] += below[f] * ex * rise;
      y[left] += below[f] * ey * rise;
      x[right] += above[f] * ex * rise;
      y[right] += above[f] * ey * rise;
      if (density[left] === 0 || density[right] === 0) continue;
      const slope = logDensity[right] - logDensity[left];
      logX[left] += below[f] * ex * slope;
      logY[left] += below[f] * ey * slope;
      logX[right] += above[f] * ex * slope;
      logY[right] += above[f] * ey * slope;
    }
  }
  let drift = 0;
  let spread = 0;
  let spreadScale = 0;
  let spreadLiteral = 0;
  let spreadLiteralScale = 0;
  for (let cell = 0; cell < density.length; cell++) {
    if (density[cell] === 0) continue;
    const scale = reach[cell] * reach[cell];
    const volume = mass[cell] / density[cell];
    drift += mass[cell] * driftOfCell[cell];
    spread += mass[cell] * (logX[cell] * logX[cell] + logY[cell] * logY[cell]);
    spreadScale += mass[cell] * scale;
    spreadLiteral += volume * (x[cell] * x[cell] + y[cell] * y[cell]);
    spreadLiteralScale += mass[cell] * density[cell] * scale;
  }
  return { drift, spread, spreadScale, spreadLiteral, spreadLiteralScale };
}

/** Differences of the density below this share of it are rounding, no gradient. */
const ROUNDING = 1e-12;

function rootOfQuotient(numerator: number, denominator: number, scale: number): number | null {
  return denominator > ROUNDING ** 2 * scale ? Math.sqrt(numerator / denominator) : null;
}
