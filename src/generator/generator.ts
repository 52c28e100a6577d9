import type { Grid } from "../grid/grid.js";
import type { RestartRates } from "./restart.js";

/**
 * Two rates per face. All arrays have one entry a cell, in cell order.
 *
 * `forward[c]` is the rate at which the mass of cell c hops up through its upper face,
 * `backward[c]` the rate at which it hops down through its lower face (1/time, never negative), so that
 *
 *   F = forward[L]·p[L] − backward[R]·p[R]        (mass per time through the face between L and R)
 *
 * with p the cell masses. At a reflecting end the rate is 0; at an absorbing end it is the rate of
 * leaving; on a periodic axis the upper face of the last cell is the lower face of the first.
 */
export interface AxisRates {
  readonly forward: Float64Array;
  readonly backward: Float64Array;
  /** Pe = ∫ μ/D dz from centre to centre through the upper face of each cell; 0 where no face is inside the grid. */
  readonly peclet: Float64Array;
  /** Effective D at the upper face of each cell: forward·width_L = (D/distance)·B(−Pe). 0 where no face is inside. */
  readonly diffusion: Float64Array;
  /** Distance between the two centres across the upper face of each cell (for the last cell of a periodic axis: across the wrap). One entry a cell along the axis. */
  readonly gaps: Float64Array;
}

/**
 * Faces between cells that are no neighbours along an axis, as a full tensor D needs them: two rates each. A face of
 * direction k joins the cells z and z + (a·h_x, b·h_y), with (a, b) = directions[k]; its index lies from `first[k]` up
 * to `first[k + 1]`. All other arrays have one entry a face.
 */
export interface ObliqueFaces {
  /** In cells along x and y, coprime, neither (1, 0) nor (0, 1); a > 0 throughout. */
  readonly directions: readonly (readonly [number, number])[];
  readonly first: Int32Array;
  /** The cell a face starts from, and the one it leads to. */
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** Rate of hopping from `lower` to `upper`, and back. */
  readonly forward: Float64Array;
  readonly backward: Float64Array;
  /** Pe = ∫ D⁻¹μ·dl from `lower` to `upper`. */
  readonly peclet: Float64Array;
  /** λ in D = Σ λ e eᵀ with e in cells (1/time): forward = λ·B(−Pe), backward = λ·B(Pe). */
  readonly weight: Float64Array;
  readonly cut: CutFaces;
}

/**
 * What leaves obliquely through absorbing walls: the rates of leaving along lattice directions that a wall cuts, on top
 * of those along the axes. One entry a way out, of which a cell may have several.
 */
export interface CutFaces {
  readonly cell: Int32Array;
  /** The wall crossed: 2·axis + (0 lower, 1 upper). */
  readonly end: Int32Array;
  /** Index in `directions`, and 1 along that direction or −1 against it. */
  readonly direction: Int32Array;
  readonly sign: Int32Array;
  readonly rate: Float64Array;
}

/** The discretised problem at one time: everything the steppers and the ledger need. */
export interface Generator {
  readonly grid: Grid;
  readonly axes: readonly AxisRates[];
  /** Null when D is diagonal. */
  readonly oblique: ObliqueFaces | null;
  /** Restarts to a point, which go through no face; absent or null where there are none. */
  readonly restart?: RestartRates | null;
  /** True when rates change with time; then `rebuild(t)` brings them to time t (in place). */
  readonly timeDependent: boolean;
  rebuild(time: number): void;
  /**
   * What the free energy E[L] − (D/η)H needs, for constant isotropic D: L per cell, with V/(2η) added in a mean field of
   * potential V = W * ρ with a symmetric W, and D/η. Else null.
   */
  readonly freeEnergy: {
    readonly loss: Float64Array;
    readonly temperature: () => number;
    /** Every face agrees with exp(−loss/temperature) to rounding, so that this density is the stationary one. */
    readonly gibbs?: boolean;
  } | null;
  /** log(forward/backward) is Pe to rounding, apart from the volumes: exponential fitting, with no share of central weights. */
  readonly fitted?: boolean;
}
