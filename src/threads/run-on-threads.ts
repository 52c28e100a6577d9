import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { ensembleOf, type Ensemble } from "../particles/ensemble.js";
import type { Plan } from "../particles/plan.js";
import { needsEverybody } from "../particles/reset-actions.js";
import type { Part } from "../particles/run-part.js";
import { stretches } from "../particles/schedule.js";
import { plannedRun } from "../particles/simulate.js";
import { CHUNK } from "../particles/tally.js";
import type { Answer, SentPlan } from "./ensemble-worker.js";

/** Fewer particle steps than this take less time than to start a thread. */
const QUICK = 4e6;

/** An ensemble, how many threads moved it, and how long it took. */
export interface ThreadedRun {
  readonly ensemble: Ensemble;
  readonly threads: number;
  readonly seconds: number;
}

export interface ThreadOptions {
  /** At most so many; one for each core by default. */
  readonly threads?: number;
  /** Is told the share that is done. */
  readonly watch?: (done: number) => void;
  /** Set `aborted` to give up: the promise then gives null. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a plan on several threads. The result has the same bits as on one.
 *
 * Particles that act on each other (mean field, literal resets) keep to one thread, as do problems made of functions, which
 * cannot be sent.
 */
export async function runOnThreads(plan: Plan, options: ThreadOptions = {}): Promise<ThreadedRun | null> {
  if (options.signal?.aborted) return null;
  const begun = performance.now();
  const threads = threadCount(plan, options.threads ?? availableParallelism());
  const ensemble = threads === 1 ? await here(plan, options) : await apart(plan, threads, options);
  return ensemble && { ensemble, threads, seconds: (performance.now() - begun) / 1000 };
}

function threadCount(plan: Plan, wanted: number): number {
  const { problem, due, count } = plan;
  if (problem.source === null || problem.drift.interaction || needsEverybody(due)) return 1;
  const steps = stretches(plan).reduce((sum, stretch) => sum + stretch.steps, 0);
  return Math.max(1, Math.min(wanted, Math.floor((count * steps) / QUICK), Math.ceil(count / CHUNK)));
}

async function here(plan: Plan, { watch, signal }: ThreadOptions): Promise<Ensemble | null> {
  const run = plannedRun(plan);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
    watch?.(value);
    await setImmediate();
    if (signal?.aborted) return null;
  }
}

async function apart(plan: Plan, threads: number, { watch, signal }: ThreadOptions): Promise<Ensemble | null> {
  const { problem, scheme, due, ...rest } = plan;
  const chunks = Math.ceil(plan.count / CHUNK);
  const starts = Array.from({ length: threads + 1 }, (_, k) =>
    Math.min(plan.count, Math.round((k * chunks) / threads) * CHUNK),
  );
  const shares = new Array<number>(threads).fill(0);
  const workers: Worker[] = [];
  try {
    const parts = Array.from({ length: threads }, (_, k) => {
      const sent: SentPlan = {
        ...rest,
        source: problem.source,
        schemeName: scheme.name,
        due: due.map(({ time, reset }) => ({ time, entry: reset.entry })),
        first: starts[k],
        own: starts[k + 1] - starts[k],
      };
      const worker = new Worker(new URL("./ensemble-worker.js", import.meta.url), { workerData: sent });
      workers.push(worker);
      return partFrom(worker, (done) => {
        shares[k] = done;
        watch?.(shares.reduce((sum, share) => sum + share, 0) / threads);
      });
    });
    const stopped = new Promise<null>((resolve) => signal?.addEventListener("abort", () => resolve(null)));
    const found = await Promise.race([Promise.all(parts), stopped]);
    return found && ensembleOf(plan, found);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const partFrom = (worker: Worker, watch: (done: number) => void): Promise<Part> =>
  new Promise((resolve, reject) => {
    worker.on("message", (answer: Answer) => {
      if ("done" in answer) watch(answer.done);
      else if ("part" in answer) resolve(answer.part);
      else reject(new Error(answer.message));
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("A thread ended before its particles did.")));
  });
