import { setImmediate } from "node:timers/promises";

/** Longest time between two turns of the event loop, in milliseconds, as far as steps allow. */
const TURN = 30;

/** Runs a generator to its end, letting signals in and progress out between its steps; null when `signal` was set. */
export async function inTurns<Step, Result>(
  run: Iterator<Step, Result>,
  signal: AbortSignal,
  watch: (step: Step) => void,
): Promise<Result | null> {
  let turned = -Infinity;
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
    if (performance.now() - turned < TURN) continue;
    watch(value);
    await setImmediate();
    if (signal.aborted) return null;
    turned = performance.now();
  }
}
