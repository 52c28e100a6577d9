import type { NdArray } from "ndarray";
import type { Ledger } from "../ledger/ledger.js";
import type { Moments } from "../ledger/moments.js";
import type { Totals } from "../ledger/totals.js";
import type { Problem } from "../problem/problem.js";
import type { SilentDetector } from "../reset/silent-detector.js";
import type { ResetRecord } from "./apply-reset.js";
import type { Stability } from "./mean-field-stability.js";

export type { Ledger, Moments, ResetRecord, SilentDetector, Totals };

/** One saved moment of a run. */
export interface Frame extends Moments {
  readonly time: number;
  /** Σ p: the share that has not been absorbed. */
  readonly mass: number;
  readonly observables: Readonly<Record<string, number>>;
  readonly ledger: Ledger;
  /** First-passage density (mass per time) per absorbing end, e.g. `x.lower`. */
  readonly flux: Readonly<Record<string, number>>;
  /** Mass absorbed so far per absorbing end. */
  readonly absorbed: Readonly<Record<string, number>>;
}

/** What a run has found. */
export interface Solution {
  readonly problem: Problem;
  /** `interrupted`: the frames present are complete, later ones are missing. */
  readonly status: "ok" | "interrupted";
  readonly frames: readonly Frame[];
  /** ρ at cell centres, shape [frames, nx] or [frames, nx, ny]. */
  readonly density: NdArray<Float64Array>;
  /** J at cell centres at the last frame, one array of the grid's shape an axis. */
  readonly current: readonly NdArray<Float64Array>[];
  /** Integrals of the rates; what resets add at once stands in their `jump`. */
  readonly totals: Totals;
  /** The resets that happened, in order of time. */
  readonly resets: readonly ResetRecord[];
  /** The detectors that never fired, and how near they came to it. */
  readonly silentDetectors: readonly SilentDetector[];
  /** Steps taken, and attempts given up because their error was too large. */
  readonly steps: number;
  readonly rejected: number;
  /** Wall time of the computation, in seconds. */
  readonly seconds: number;
  /** Worst over the run of |mass + absorbed − 1|. */
  readonly massError: number;
  /** Lowest density over the run, at every step. */
  readonly minDensity: number;
  /**
   * Error in L1 at the end, null where not known: `time` as estimated by the stepper (summed up step by step on one
   * axis, which bounds it; carried along and added with its sign on two), `space` from the halved grid on request.
   */
  readonly error: { readonly time: number | null; readonly space: number | null };
  /**
   * Order in the cell width of the error in space: 1 with upwind, layers that are not resolved at the end or widened the
   * density on the way, and walls that cut off faces.
   */
  readonly orderInSpace: 1 | 2;
  readonly warnings: readonly string[];
}

/** A density that is stationary in the mean field it makes. */
export interface Branch extends Moments {
  /** What the iteration started from: `initial`, `uniform`, or a bump at some place. */
  readonly start: string;
  readonly iterations: number;
  /** ‖A[ρ]p‖₁ relative to the gross flow. */
  readonly residual: number;
  /** What small departures do. */
  readonly stability: Stability;
  readonly freeEnergy: number | null;
  readonly observables: Readonly<Record<string, number>>;
  /** ρ at cell centres, shape [nx] or [nx, ny]. */
  readonly density: NdArray<Float64Array>;
}

/** The stationary state. */
export interface Stationary extends Moments {
  readonly problem: Problem;
  /** `closed form`, `state reduction`, … */
  readonly method: string;
  /** ‖Aπ‖₁ relative to the gross flow: 0 for the exact null vector. */
  readonly residual: number;
  /** With a mean field the states that were found, this one first; null without. */
  readonly meanField: readonly Branch[] | null;
  /** ρ at cell centres, shape [nx] or [nx, ny]. */
  readonly density: NdArray<Float64Array>;
  /** J at cell centres, one array of the grid's shape an axis. */
  readonly current: readonly NdArray<Float64Array>[];
  /** Largest |J|, and the mean current through the faces of each axis by name. */
  readonly currents: Readonly<Record<string, number>> & { readonly max: number };
  readonly minDensity: number;
  readonly observables: Readonly<Record<string, number>>;
  readonly ledger: Ledger;
  readonly seconds: number;
  readonly warnings: readonly string[];
}
