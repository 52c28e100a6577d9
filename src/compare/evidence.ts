import type { Ensemble } from "../particles/ensemble.js";
import type { Solution } from "../solve/solution.js";

/** What is compared, and what tells the errors of either side. */
export interface Evidence {
  readonly solution: Solution;
  /** The density on the halved grid; null where there is none. */
  readonly coarse: Solution | null;
  /** The density on the doubled grid, where the errors of the grid itself would hide much. */
  readonly finer?: Solution | null;
  readonly ensemble: Ensemble;
  /** Some of the particles again, on the same Brownian paths in steps twice as long. */
  readonly long: Ensemble | null;
  /** As many of the particles in the steps of the ensemble. */
  readonly short: Ensemble | null;
}
