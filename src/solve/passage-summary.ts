import type { Problem } from "../problem/problem.js";
import type { Committor } from "./committor.js";
import type { FirstPassage } from "./first-passage.js";
import type { Value, Values } from "./summary.js";

/** What was found of passage and of transitions in a problem; either may not have been asked for. */
export interface PassageResult {
  readonly problem: Problem;
  /** Null without an exit: neither a target nor an absorbing end. */
  readonly passage: FirstPassage | null;
  /** Null without regions. */
  readonly committor: Committor | null;
}

/** What `first-passage --json` prints: expectations under the initial density, null where there is none. */
export interface PassageSummary {
  readonly problem: string;
  readonly shape: readonly number[];
  readonly status: "ok";
  /** The target as stated; null for absorbing ends alone. */
  readonly target: string | null;
  /** Null also where it is infinite: when some of the density never ends. */
  readonly meanTime: Value;
  readonly variance: Value;
  /** By exit: `x.lower`, `target`. */
  readonly probability: Values;
  readonly conditionalMeanTime: Values;
  /** The share that never ends. */
  readonly never: Value;
  /** The share that starts inside the target. */
  readonly startsInside: Value;
  /**
   * Densities of passage times at the times of the frames, in all and by exit, and the share that is left. Null at the
   * start where the start touches the exit: it is infinite there. `error` is an estimate of that of the survival in time.
   */
  readonly density:
    | ({
        readonly time: readonly Value[];
        readonly survival: readonly Value[];
        readonly total: readonly Value[];
        readonly error: Value;
      } & Readonly<Record<string, readonly Value[] | Value>>)
    | null;
  /** Probability of reaching region B before A. */
  readonly committor: Value;
  /** Transitions from A to B per time in the stationary state, and back. */
  readonly reactiveRate: Value;
  readonly reverseRate: Value;
  /** Per time since A was visited last, and since B was. */
  readonly rateConstants: { readonly AB: Value; readonly BA: Value } | null;
  readonly seconds: number;
  readonly warnings: readonly string[];
}

/** Passage and transitions as plain data for JSON. */
export function passageSummary({ problem, passage, committor }: PassageResult): PassageSummary {
  const start = passage?.fromStart ?? null;
  const density = passage?.density ?? null;
  const reactive = committor?.reactive ?? null;
  const none = Object.fromEntries((passage?.exits ?? []).map((exit) => [exit, null]));
  return {
    problem: problem.name,
    shape: problem.grid.shape,
    status: "ok",
    target: problem.target && problem.target.text,
    meanTime: finite(start?.meanTime),
    variance: finite(start?.variance),
    probability: start ? eachFinite(start.probability) : none,
    conditionalMeanTime: start ? eachFinite(start.conditionalMeanTime) : none,
    never: finite(start?.never),
    startsInside: finite(start?.startsInside),
    density: density && {
      ...Object.fromEntries(Object.entries(density.byExit).map(([exit, values]) => [exit, values.map(finite)])),
      time: density.time.map(finite),
      survival: density.survival.map(finite),
      total: density.total.map(finite),
      error: finite(density.error),
    },
    committor: finite(committor?.fromStart ?? undefined),
    reactiveRate: finite(reactive?.rate),
    reverseRate: finite(reactive?.reverseRate),
    rateConstants: reactive && { AB: finite(reactive.rateConstants.AB), BA: finite(reactive.rateConstants.BA) },
    seconds: (passage?.seconds ?? 0) + (committor?.seconds ?? 0),
    warnings: [...new Set([...(passage?.warnings ?? []), ...(committor?.warnings ?? [])])],
  };
}

const finite = (value: number | undefined): Value => (value !== undefined && Number.isFinite(value) ? value : null);

const eachFinite = (values: Readonly<Record<string, number>>): Values =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, finite(value)]));
