import { NumericalError } from "../errors.js";
import { addStep } from "../ledger/totals.js";
import type { Phase } from "./phase.js";
import type { RunOptions } from "./progress.js";
import { warn, watch, type RunState } from "./run-state.js";
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
    refuseMeaningless(run, engine);
    run.time = run.time + dt >= target - 1e-9 * dt ? target : run.time + dt;
    watch(run, phase);
    keepBooks(phase, run.time, dt);
    run.seconds += (performance.now() - began) / 1000;
    if (ahead) warn(run, ahead());
    yield;
  }
  return true;
}

/** Takes the state after a step into the totals; where coefficients jump, on both sides. */
function keepBooks({ engine, totals }: Phase, time: number, dt: number): void {
  if (!totals) return;
  const { problem, discretization, stepper, stationary } = engine;
  const { timeDependent } = discretization;
  for (const side of timeDependent && problem.time!.jumps.includes(time) ? [-1e-9, 1e-9] : [0]) {
    const at = time + side * dt;
    if (timeDependent) discretization.rebuild(at);
    addStep(totals, stepper.state, discretization, stationary.at(at), time, stationary.forces(at));
  }
}
