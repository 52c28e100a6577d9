import { parentPort, workerData } from "node:worker_threads";
import { InputError, NumericalError } from "../errors.js";
import { problemFromData } from "../problem/file.js";
import type { Branch, Stationary } from "../solve/solution.js";
import { steady } from "../solve/steady.js";
import { contiguous } from "../store/npy.js";

/** What is asked: for the stationary state of the problem that plain data state. */
export interface SentQuestion {
  readonly source: unknown;
  readonly branches: number;
}

/** One of several stationary states, without the shape of its grid. */
export type SentBranch = Omit<Branch, "density"> & { readonly density: Float64Array };

/** A stationary state without what cannot be sent: the problem, and the shapes of its grid. */
export type SentState = Omit<Stationary, "problem" | "density" | "current" | "meanField"> & {
  readonly density: Float64Array;
  readonly current: readonly Float64Array[];
  readonly meanField: readonly SentBranch[] | null;
};

/** What comes back: a state, or what went wrong in parts. */
export type SentAnswer =
  | { readonly state: SentState }
  | { readonly fault: InputError | NumericalError; readonly kind: "InputError" | "NumericalError" }
  | { readonly message: string };

parentPort!.postMessage(answer(workerData as SentQuestion));

function answer({ source, branches }: SentQuestion): SentAnswer {
  try {
    const { problem: _, density, current, meanField, ...rest } = steady(problemFromData(source), { branches });
    return {
      state: {
        ...rest,
        density: contiguous(density).data,
        current: current.map((field) => contiguous(field).data),
        meanField: meanField && meanField.map((branch) => ({ ...branch, density: contiguous(branch.density).data })),
      },
    };
  } catch (error) {
    if (error instanceof InputError || error instanceof NumericalError)
      return { fault: { ...error, message: error.message }, kind: error.name };
    return { message: error instanceof Error ? error.message : String(error) };
  }
}
