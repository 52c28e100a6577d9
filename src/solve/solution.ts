import type { NdArray } from "ndarray";
import type { Problem } from "../problem/problem.js";

/** The instantaneous ledger; null where a quantity does not exist for the problem. */
export interface Ledger {
  readonly entropy: number | null;
  readonly freeEnergy: number | null;
  readonly klToStationary: number | null;
  readonly stationaryL1: number | null;
  readonly stationaryMax: number | null;
  readonly entropyRate: number | null;
  readonly entropyProduction: number | null;
  readonly housekeeping: number | null;
  readonly excess: number | null;
  readonly currentMax: number | null;
  readonly currentL2: number | null;
  readonly consolidationRatio: number | null;
  readonly consolidationLiteral: number | null;
}

/** Integrals over the run. */
export interface Totals {
  readonly entropyProduction: number | null;
  readonly housekeeping: number | null;
  readonly excess: number | null;
  readonly entropyRate: number | null;
}

export interface Moments {
  /** Conditional on survival. */
  readonly mean: number[];
  readonly covariance: number[][];
}

/** One saved moment of a run. */
export interface Frame extends Moments {
  readonly time: number;
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
  readonly totals: Totals;
  readonly steps: number;
  readonly rejected: number;
  /** Wall time of the computation. */
  readonly seconds: number;
  /** Worst over the run of |mass + absorbed − 1|. */
  readonly massError: number;
  /** Lowest density over the run, at every step. */
  readonly minDensity: number;
  /** Bounds on the error in L1 at the end; null where not known. */
  readonly error: { readonly time: number | null; readonly space: number | null };
  readonly warnings: readonly string[];
}

/** The stationary state. */
export interface Stationary extends Moments {
  readonly problem: Problem;
  /** `closed form`, `state reduction`, … */
  readonly method: string;
  /** ‖Aπ‖₁ relative to the gross flow: 0 for the exact null vector. */
  readonly residual: number;
  readonly density: NdArray<Float64Array>;
  readonly current: readonly NdArray<Float64Array>[];
  /** Largest |J|, and the mean current through the faces of each axis by name. */
  readonly currents: Readonly<Record<string, number>> & { readonly max: number };
  readonly minDensity: number;
  readonly observables: Readonly<Record<string, number>>;
  readonly ledger: Ledger;
  readonly seconds: number;
  readonly warnings: readonly string[];
}
