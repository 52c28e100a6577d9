import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import ndarray from "ndarray";
import { InputError, NumericalError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import type { Stationary } from "../solve/solution.js";
import { steady } from "../solve/steady.js";
import type { SentAnswer, SentQuestion } from "./steady-worker.js";

/** On so few cells the answer is there before anybody could ask to stop; a mean field takes hundreds of such answers. */
const QUICK = { alone: 4096, meanField: 64 } as const;

/**
 * The stationary state, found on a thread of its own where it may take seconds, so that Ctrl-C is heard meanwhile.
 * @returns null when it was interrupted
 */
export async function watchedSteady(problem: Problem, branches = 1): Promise<Stationary | null> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  try {
    const large = problem.grid.size > (problem.drift.interaction ? QUICK.meanField : QUICK.alone);
    if (large && problem.source !== null) return await onAnotherThread(problem, branches, stop.signal);
    const found = steady(problem, { branches });
    await setImmediate();
    return stop.signal.aborted ? null : found;
  } finally {
    process.removeListener("SIGINT", interrupt);
  }
}

async function onAnotherThread(problem: Problem, branches: number, signal: AbortSignal): Promise<Stationary | null> {
  const question: SentQuestion = { source: problem.source, branches };
  const worker = new Worker(new URL("./steady-worker.js", import.meta.url), { workerData: question });
  try {
    const answer = await new Promise<SentAnswer | null>((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
      signal.addEventListener("abort", () => resolve(null));
    });
    if (!answer) return null;
    if ("message" in answer) throw new Error(answer.message);
    if ("fault" in answer) {
      const { fault, kind } = answer;
      throw kind === "InputError" ? new InputError(fault as InputError) : new NumericalError(fault.code, fault.message);
    }
    const { density, current, meanField, ...rest } = answer.state;
    const shaped = (data: Float64Array) => ndarray(data, [...problem.grid.shape]);
    return {
      ...rest,
      problem,
      density: shaped(density),
      current: current.map(shaped),
      meanField: meanField && meanField.map((branch) => ({ ...branch, density: shaped(branch.density) })),
    };
  } finally {
    await worker.terminate();
  }
}
