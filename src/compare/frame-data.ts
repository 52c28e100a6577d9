import type { EnsembleFrame } from "../particles/ensemble.js";
import type { Grid } from "../grid/grid.js";
import type { Bins } from "./cells.js";
import type { Expectation } from "./expectation.js";
import type { StepShift } from "./step-shift.js";

/** What a frame is compared by. */
export interface FrameData {
  readonly grid: Grid;
  readonly time: number;
  readonly expectation: Expectation;
  readonly ensemble: EnsembleFrame;
  /** The same of each group of particles that act on each other; empty where they do not. */
  readonly groups: readonly EnsembleFrame[];
  /** Particles started. */
  readonly count: number;
  /** Particles found in each cell. */
  readonly counts: ArrayLike<number>;
  readonly bins: Bins;
  /** L1 error in time of the density. */
  readonly timeError: number;
  /** What the step of the particles does to their moments, at most, and resets that resample them. */
  readonly step: StepShift;
  /** What of `step.squared` comes from resampling. */
  readonly resampled: number;
}
