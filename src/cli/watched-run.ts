import { setImmediate } from "node:timers/promises";
import type { Problem } from "../problem/problem.js";
import { evolution } from "../solve/evolve.js";
import type { Progress, RunOptions } from "../solve/progress.js";
import type { Solution } from "../solve/solution.js";

/** Longest time between two turns of the event loop, in milliseconds, as far as steps allow. */
const TURN = 30;

/**
 * Runs an evolution and lets signals in and progress out between its steps.
 * Ctrl-C stops it after the current step; a second Ctrl-C ends the process.
 */
export async function watchedRun(
  problem: Problem,
  { estimateError = false, ledger = true }: Pick<RunOptions, "estimateError" | "ledger">,
  watch: (progress: Progress) => void,
): Promise<Solution> {
  const signal = { aborted: false };
  const interrupt = (): void => {
    signal.aborted = true;
  };
  process.once("SIGINT", interrupt);
  try {
    const run = evolution(problem, { signal, estimateError, ledger });
    let turned = -Infinity;
    let state = run.next();
    while (!state.done) {
      if (performance.now() - turned > TURN) {
        watch(state.value);
        await setImmediate();
        turned = performance.now();
      }
      state = run.next();
    }
    return state.value;
  } finally {
    process.removeListener("SIGINT", interrupt);
  }
}
