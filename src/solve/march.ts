import { NumericalError } from "../errors.js";
import { addStep } from "../ledger/totals.js";
import type { Phase } from "./phase.js";
import type { RunOptions } from "./progress.js";
import { warn, watch, type RunState } from "./run-state.js";
import { takeSmear } from "./smear.js";
import { refuseMeaningless } from "./time-error.js";

/**
 * Takes a phase to a time that has to be met exactly, a step at a time; yields after each.
 * @param ahead looks ahead after every step, and says what a user should know
 * @returns false when it was stopped on the way
 * @throws NumericalError when the density is no longer finite or its error no longer bounded.
 */
export function* march(
  phase: Phase,
  run: RunState,
  target: number,
  ahead: (() => string | null) | null,
  signal: RunOptions["signal"],
): IterableIterator<void, boolean, undefined> {
  const { control, engine, errorBefore } = phase;
  if (run.time < target && jumpsAt(phase, run.time)) keepBooks(phase, run.time, 1e-9 * (target - run.time));
  while (run.time < target) {
    if (signal?.aborted) return false;
    const began = performance.now();
    const dt = control.propose(run.time, target);
    const error = engine.stepper.attempt(run.time, dt);
    if (!Number.isFinite(error.total))
      throw new NumericalError(
        "not-finite",
        `The density is no longer finite at t = ${run.time}; please report this problem.`,
      );
    if (!control.accepts(run.time, dt, error.local, Math.max(run.error - errorBefore, 0))) {
      run.rejected++;
      continue;
    }
    engine.stepper.accept();
    run.steps++;
    run.error = phase.engineErrorBefore + error.total;
    refuseMeaningless(run, phase);
    run.time = run.time + dt >= target - 1e-9 * dt ? target : run.time + dt;
    watch(run, phase);
    const { discretization, stepper } = engine;
    if (discretization.timeDependent) takeSmear(run.smears, discretization, stepper.state, run.time, dt);
    if (jumpsAt(phase, run.time)) keepBooks(phase, run.time, -1e-9 * dt);
    keepBooks(phase, run.time, 0);
    run.seconds += (performance.now() - began) / 1000;
    if (ahead) warn(run, ahead());
    yield;
  }
  return true;
}

/**
 * Whether coefficients jump at a time. What stands at the time itself may be either side, as a problem states it: books are
 * kept of the side before, then of what stands there, with which a reset would deal, and when the run goes on of the side after.
 */
const jumpsAt = ({ engine }: Phase, time: number): boolean =>
  engine.discretization.timeDependent && engine.problem.time!.jumps.includes(time);

/** Takes the state into the totals, with coefficients as they are so much later. */
function keepBooks({ engine, totals }: Phase, time: number, later: number): void {
  if (!totals) return;
  const { discretization, stepper, stationary } = engine;
  const at = time + later;
  if (discretization.timeDependent) discretization.rebuild(at);
  addStep(totals, stepper.state, discretization, stationary.at(at), time, stationary.forces(at));
}
