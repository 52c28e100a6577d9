import { parentPort, workerData } from "node:worker_threads";
import { InputError, NumericalError } from "../errors.js";
import { problemFromData } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { searches, type Searches } from "./searches.js";
import { sent } from "./sent-result.js";

/** What is asked: for the outcome of a search in the problem that plain data state. */
export interface SentQuestion {
  readonly search: keyof Searches;
  readonly source: unknown;
  readonly options: unknown;
}

/** What comes back: a result, or what went wrong in parts. */
export type SentAnswer =
  | { readonly result: unknown }
  | { readonly fault: InputError | NumericalError; readonly kind: "InputError" | "NumericalError" }
  | { readonly message: string };

parentPort!.postMessage(await answer(workerData as SentQuestion));

async function answer({ search, source, options }: SentQuestion): Promise<SentAnswer> {
  try {
    const problem = problemFromData(source);
    const run = searches[search] as (problem: Problem, options: unknown) => Promise<unknown>;
    return { result: sent(await run(problem, options), problem) };
  } catch (error) {
    if (error instanceof InputError || error instanceof NumericalError)
      return { fault: { ...error, message: error.message }, kind: error.name };
    return { message: error instanceof Error ? error.message : String(error) };
  }
}
