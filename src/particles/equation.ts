import type { Workspace } from "../kernels/workspace.js";

/**
 * How a stochastic differential equation is to be read: dX = a dt + B dW (Itô) or dX = a dt + B∘dW (Stratonovich); the
 * drift a differs.
 */
export type Calculus = "ito" | "stratonovich";

/**
 * What the noise factor B depends on. `additive`: on time alone. `diagonal`: B is diagonal and entry i depends on
 * coordinate i (and time) alone. `general`: anything else; the noise does not commute.
 */
export type NoiseKind = "additive" | "diagonal" | "general";

/** a and B at a block of positions, refilled by `run`. */
export interface Coefficients {
  /** a, one array a coordinate; empty when not asked for. */
  readonly drift: readonly Float64Array[];
  /** B: one array a coordinate when diagonal, else the upper triangle of the symmetric matrix by rows. */
  readonly factor: readonly Float64Array[];
  run(time: number, n: number): void;
}

/** What of the coefficients is wanted. */
export interface Wanted {
  readonly drift: Calculus | null;
  readonly factor: boolean;
  /**
   * True for positions that are on the domain always, as those of particles are; by default they may be beyond its ends, as
   * those of stages are, and coefficients are then those of the mirrored place.
   */
  readonly inside?: boolean;
}

/**
 * dX = a(X, t) dt + B(X, t) dW in any number of dimensions, as the schemes need it.
 *
 * Coefficients are evaluated for blocks of particles: `at` binds them to arrays of positions in a workspace.
 */
export interface StochasticEquation {
  readonly dimension: number;
  readonly noise: NoiseKind;
  /** True when B is diagonal. */
  readonly diagonal: boolean;
  at(workspace: Workspace, positions: readonly Float64Array[], wanted: Wanted): Coefficients;
}

/** Where entry (i, j) stands in the upper triangle of a symmetric matrix by rows. */
export const entryIndex = (i: number, j: number, dimension: number): number => {
  const [row, column] = i <= j ? [i, j] : [j, i];
  return row * dimension - (row * (row - 1)) / 2 + column - row;
};
