import { forecast } from "./forecast.js";
import type { Smear } from "./smear.js";
import { absorbedUpTo, type Phase } from "./phase.js";

/** Where a run stands, over all its phases; changed as it goes. */
export interface RunState {
  readonly start: number;
  readonly end: number;
  time: number;
  steps: number;
  rejected: number;
  /** Estimated error in L1 so far. */
  error: number;
  /** Spent in steps. */
  seconds: number;
  /** Worst of |mass + absorbed − 1|, and lowest density. */
  massError: number;
  minDensity: number;
  /** What steep faces add to the width of the density, where they come and go; one an axis. */
  readonly smears: Smear[];
  readonly warnings: string[];
}

export const startRunState = (start: number, end: number, warnings: readonly string[]): RunState => ({
  start,
  end,
  time: start,
  steps: 0,
  rejected: 0,
  error: 0,
  seconds: 0,
  massError: 0,
  minDensity: Infinity,
  smears: [],
  warnings: [...new Set(warnings)],
});

/** Looks ahead over what is left of a run, from how long steps have become since now. */
export function lookAhead(run: RunState, timeDependent: boolean): () => string | null {
  const { time, steps, seconds } = run;
  const own = forecast(time, run.end, timeDependent);
  return () => own.look(run.time, run.steps - steps, run.seconds - seconds);
}

/** Says something once. */
export function warn({ warnings }: RunState, warning: string | null): void {
  if (warning !== null && !warnings.includes(warning)) warnings.push(warning);
}

/** Takes in mass and positivity of the state of a phase. */
export function watch(run: RunState, phase: Phase): void {
  const { grid, workspace } = phase.engine.discretization;
  const { kernels } = workspace;
  const { state } = phase.engine.stepper;
  const mass = kernels.sum(state.byteOffset, grid.size);
  const gone = absorbedUpTo(phase).reduce((sum, part) => sum + part, 0);
  run.massError = Math.max(run.massError, Math.abs(mass + gone - 1));
  let lowest = kernels.minimum(state.byteOffset, grid.size) / grid.volumes[0];
  if (!grid.axes.every((axis) => axis.uniform))
    for (let c = 0; c < grid.size; c++) lowest = Math.min(c ? lowest : Infinity, state[c] / grid.volumes[c]);
  run.minDensity = Math.min(run.minDensity, lowest);
}
