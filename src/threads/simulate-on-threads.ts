import type { SimulationOptions } from "../particles/plan.js";
import { planned } from "../particles/planning.js";
import type { Problem } from "../problem/problem.js";
import { runOnThreads, type ThreadedRun, type ThreadOptions } from "./run-on-threads.js";

/**
 * Runs a problem as particles on several threads: the bits are those of `simulate`.
 *
 * Problems made of functions, mean fields and literal resets run on this thread alone, whatever is asked for; `threads` of
 * the result says how many there were.
 * @returns null when `options.signal` was set
 * @throws InputError as `simulate`
 */
export const simulateOnThreads = async (
  problem: Problem,
  { threads, watch, signal, ...options }: SimulationOptions & ThreadOptions = {},
): Promise<ThreadedRun | null> =>
  runOnThreads(planned(problem, options), {
    ...(threads === undefined ? {} : { threads }),
    ...(watch && { watch }),
    ...(signal && { signal }),
  });
