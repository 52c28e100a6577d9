import type { Grid } from "../grid/grid.js";
import type { BuiltTime } from "./build-time.js";
import type { Leaves } from "./leaves.js";
import type { StepperName } from "./problem.js";

/** What resets are checked against. */
export interface ResetContext {
  readonly leaves: Leaves;
  readonly grid: Grid;
  readonly time: BuiltTime | null;
  readonly hasLoss: boolean;
  readonly stepper: StepperName;
}
