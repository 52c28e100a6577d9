import { absorbingEnds } from "./walls.js";
import type { Plan } from "./plan.js";
import { stretches } from "./schedule.js";
import type { Ensemble, EnsembleFrame, Estimate } from "./ensemble.js";

type Value = number | null;
type Values = Readonly<Record<string, Value>>;

/** What `simulate --json` prints: the values at the last frame, and one entry a frame in `series`. */
export interface SimulateSummary {
  readonly problem: string;
  readonly status: "ok";
  readonly count: number;
  readonly dt: number;
  readonly steps: number;
  /** dt or less, as steps end at frames, resets and jumps. */
  readonly longestStep: number;
  /** Whether steps are cut where few particles meet a drift that is too steep for them. */
  readonly stepsCut: boolean;
  readonly scheme: string;
  readonly seed: number;
  readonly stream: string;
  readonly threads: number;
  readonly seconds: number;
  readonly time: number;
  /** Share of the particles still there. */
  readonly survival: number;
  readonly mean: readonly Value[];
  readonly covariance: readonly (readonly Value[])[];
  readonly standardError: { readonly mean: readonly Value[]; readonly observables: Values };
  readonly observables: Values;
  /** Share that left through each absorbing end. */
  readonly absorbed: Values;
  /** Of those that left: how many, and when on average. */
  readonly passages: Readonly<
    Record<string, { readonly count: number; readonly meanTime: Value; readonly standardError: Value }>
  >;
  readonly series: {
    readonly time: readonly number[];
    readonly survival: readonly number[];
    readonly mean: readonly (readonly Value[])[];
    readonly observables: Readonly<Record<string, readonly Value[]>>;
    readonly standardError: Readonly<Record<string, readonly Value[]>>;
  };
  /** The resets that happened: when, and their places in the list of the problem. */
  readonly resets: readonly { readonly time: number; readonly entry: number; readonly cause: string }[];
  /** Particles that became NaN or infinite. */
  readonly lost: number;
  readonly warnings: readonly string[];
}

/** How long a run took, on how many threads. */
export interface RunCost {
  readonly seconds: number;
  readonly threads: number;
}

/** An ensemble as plain data for JSON. */
export function ensembleSummary(ensemble: Ensemble, { seconds, threads }: RunCost): SimulateSummary {
  const { problem, plan, frames } = ensemble;
  const last = frames[frames.length - 1];
  const d = problem.grid.axes.length;
  const none = new Array<Value>(d).fill(null);
  const values = ({ observables }: EnsembleFrame, key: keyof Estimate): Values =>
    Object.fromEntries(Object.entries(observables).map(([name, estimate]) => [name, finite(estimate[key])]));
  const names = problem.observables.map(({ name }) => name);
  const series = (key: keyof Estimate): Record<string, Value[]> =>
    Object.fromEntries(names.map((name) => [name, frames.map((frame) => values(frame, key)[name])]));
  const passages = passagesOf(ensemble);
  return {
    problem: problem.name,
    status: "ok",
    count: plan.count,
    dt: plan.dt,
    steps: ensemble.steps,
    longestStep: longestStep(plan),
    stepsCut: plan.cut,
    scheme: plan.scheme.name,
    seed: plan.seed,
    stream: plan.stream,
    threads,
    seconds,
    time: last.time,
    survival: last.survival,
    mean: last.mean?.map(({ value }) => finite(value)) ?? none,
    covariance: last.covariance ?? none.map(() => none),
    standardError: {
      mean: last.mean?.map(({ standardError }) => finite(standardError)) ?? none,
      observables: values(last, "standardError"),
    },
    observables: values(last, "value"),
    absorbed: Object.fromEntries(Object.entries(passages).map(([end, { count }]) => [end, count / plan.count])),
    passages,
    series: {
      time: frames.map(({ time }) => time),
      survival: frames.map(({ survival }) => survival),
      mean: frames.map(({ mean }) => mean?.map(({ value }) => finite(value)) ?? none),
      observables: series("value"),
      standardError: series("standardError"),
    },
    resets: plan.due.map(({ time, reset }) => ({ time, entry: reset.entry, cause: reset.trigger.kind })),
    lost: ensemble.lost,
    warnings: [...problem.warnings, ...ensemble.warnings],
  };
}

function longestStep(plan: Plan): number {
  return Math.max(...stretches(plan).map(({ start, end, steps }) => (end - start) / steps));
}

/** How many left through each end, and the mean of their times with its standard error. */
export function passagesOf({ problem, passageEnds, passageTimes }: Ensemble): SimulateSummary["passages"] {
  return Object.fromEntries(
    absorbingEnds(problem.grid).map(({ name }, end) => {
      let [count, sum, square] = [0, 0, 0];
      for (let k = 0; k < passageEnds.length; k++) {
        if (passageEnds[k] !== end) continue;
        count++;
        sum += passageTimes[k];
      }
      const mean = sum / count;
      for (let k = 0; k < passageEnds.length; k++) if (passageEnds[k] === end) square += (passageTimes[k] - mean) ** 2;
      return [
        name,
        {
          count,
          meanTime: count > 0 ? mean : null,
          standardError: count > 1 ? Math.sqrt(square / (count - 1) / count) : null,
        },
      ];
    }),
  );
}

const finite = (value: number | null): Value => (value !== null && Number.isFinite(value) ? value : null);
