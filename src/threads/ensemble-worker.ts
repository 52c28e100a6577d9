import { parentPort, workerData } from "node:worker_threads";
import { problemFromData } from "../problem/file.js";
import type { Plan } from "../particles/plan.js";
import { runPart, type Part } from "../particles/run-part.js";
import { chosenScheme } from "../particles/scheme-choice.js";
import { problemEquation } from "../particles/problem-equation.js";
import type { ParticleSchemeName } from "../problem/problem.js";

/** A plan without what cannot be sent, and the particles this thread moves. */
export interface SentPlan extends Omit<Plan, "problem" | "scheme" | "due"> {
  readonly source: unknown;
  readonly schemeName: string;
  /** Times of resets, and their places among the resets of the problem. */
  readonly due: readonly { readonly time: number; readonly entry: number }[];
  readonly first: number;
  readonly own: number;
}

/** What comes back: how far it is, and at the end the part or what went wrong. */
export type Answer = { readonly done: number } | { readonly part: Part } | { readonly message: string };

const send = (answer: Answer, transfer: ArrayBuffer[] = []): void => parentPort!.postMessage(answer, transfer);

try {
  const { source, schemeName, due, first, own, ...rest } = workerData as SentPlan;
  const problem = problemFromData(source);
  const scheme = chosenScheme(schemeName as ParticleSchemeName, problemEquation(problem));
  const resets = due.map(({ time, entry }) => ({
    time,
    reset: problem.resets.find((reset) => reset.entry === entry)!,
  }));
  const run = runPart({ ...rest, problem, scheme, due: resets }, first, own);
  let state = run.next();
  while (!state.done) {
    send({ done: state.value });
    state = run.next();
  }
  const { tally, ...part } = state.value;
  const { add: _, ...sums } = tally as typeof tally & { add?: unknown };
  const arrays = [sums.counts, sums.sums, ...part.positions, part.passageTimes, part.passageEnds, part.trajectories];
  send(
    { part: { ...part, tally: sums } },
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  );
} catch (error) {
  send({ message: error instanceof Error ? error.message : String(error) });
}
