import { parentPort, workerData } from "node:worker_threads";
import { InputError, NumericalError } from "../errors.js";
import { problemFromData } from "../problem/file.js";
import type { Stationary } from "../solve/solution.js";
import { steady } from "../solve/steady.js";
import { contiguous } from "../store/npy.js";

/** A stationary state without what cannot be sent: the problem, and the shapes of its grid. */
export type SentState = Omit<Stationary, "problem" | "density" | "current"> & {
  readonly density: Float64Array;
  readonly current: readonly Float64Array[];
};

/** What comes back: a state, or what went wrong in parts. */
export type SentAnswer =
  | { readonly state: SentState }
  | { readonly fault: InputError | NumericalError; readonly kind: "InputError" | "NumericalError" }
  | { readonly message: string };

parentPort!.postMessage(answer());

function answer(): SentAnswer {
  try {
    const { problem: _, density, current, ...rest } = steady(problemFromData(workerData));
    return {
      state: { ...rest, density: contiguous(density).data, current: current.map((field) => contiguous(field).data) },
    };
  } catch (error) {
    if (error instanceof InputError || error instanceof NumericalError)
      return { fault: { ...error, message: error.message }, kind: error.name };
    return { message: error instanceof Error ? error.message : String(error) };
  }
}
