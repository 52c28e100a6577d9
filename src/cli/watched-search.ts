import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { InputError, NumericalError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import type { SentAnswer, SentQuestion } from "./search-worker.js";
import { searches, type Searches } from "./searches.js";
import { received } from "./sent-result.js";
import { untilInterrupted } from "./until-interrupted.js";

/** On so few cells the answer is there before anybody could ask to stop; a mean field takes hundreds of such answers. */
const QUICK = { alone: 4096, meanField: 64 } as const;

/**
 * The outcome of a search, found on a thread of its own where it may take seconds, so that Ctrl-C is heard meanwhile.
 * @returns null when it was interrupted
 */
export async function watchedSearch<Search extends keyof Searches>(
  search: Search,
  problem: Problem,
  options: Searches[Search]["options"],
): Promise<Searches[Search]["found"] | null> {
  return untilInterrupted(async (signal): Promise<Searches[Search]["found"] | null> => {
    const large = problem.grid.size > (problem.drift.interaction ? QUICK.meanField : QUICK.alone);
    if (large && problem.source !== null)
      return onAnotherThread<Search>({ search, source: problem.source, options }, problem, signal);
    const found = await searches[search](problem, options);
    await setImmediate();
    return signal.aborted ? null : found;
  });
}

async function onAnotherThread<Search extends keyof Searches>(
  question: SentQuestion,
  problem: Problem,
  signal: AbortSignal,
): Promise<Searches[Search]["found"] | null> {
  const worker = new Worker(new URL("./search-worker.js", import.meta.url), { workerData: question });
  try {
    const answer = await new Promise<SentAnswer | null>((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
      signal.addEventListener("abort", () => resolve(null));
    });
    if (!answer) return null;
    if ("message" in answer) throw new Error(answer.message);
    if ("result" in answer) return received(answer.result, problem) as Searches[Search]["found"];
    const { fault, kind } = answer;
    throw kind === "InputError" ? new InputError(fault as InputError) : new NumericalError(fault.code, fault.message);
  } finally {
    await worker.terminate();
  }
}
