import { InputError } from "../errors.js";
import type { Grid } from "../grid/grid.js";
import type { BuiltTime } from "./build-time.js";
import type { Leaves } from "./leaves.js";
import type { StepperName } from "./problem.js";
import type { ResetStatement } from "./reset-schema.js";
import type { Boost, Detector, Redistribution, Reset, Restart, Trigger } from "./reset.js";

/** What resets are checked against. */
export interface ResetContext {
  readonly leaves: Leaves;
  readonly grid: Grid;
  readonly time: BuiltTime | null;
  readonly hasLoss: boolean;
  readonly stepper: StepperName;
}

export interface BuiltResets {
  readonly resets: readonly Reset[];
  readonly restart: Restart | null;
  readonly record: readonly object[];
}

/** More resets than this are endless. */
const MOST_TIMES = 10_000;

/**
 * Resets as stated, and the restart among them.
 * @throws InputError for entries that do nothing, say when in no way or in two, thresholds of the wrong sign, times outside
 *   the run or closer than the cooldown, more than 10000 times, a second restart, and restarts to a point off the grid.
 */
export function builtResets(stated: readonly ResetStatement[], context: ResetContext): BuiltResets {
  const resets: Reset[] = [];
  let restart: Restart | null = null;
  const record = stated.map((entry, k) => {
    const path = `resets[${k}]`;
    if (!entry.restart) {
      const reset = { entry: k, ...builtReset(entry, path, context) };
      resets.push(reset);
      return recordOf(reset);
    }
    const others = Object.keys(entry).filter(
      (key) => key !== "restart" && entry[key as keyof typeof entry] !== undefined,
    );
    if (others.length > 0)
      refuse("contradiction", path, "restart alone: it goes on all the time", `restart and ${others.join(", ")}`);
    if (restart)
      refuse(
        "contradiction",
        `${path}.restart`,
        "one restart at most",
        "a second one",
        "Restarts to two points are not supported.",
      );
    restart = builtRestart(entry.restart, `${path}.restart`, context);
    return { restart };
  });
  return { resets, restart, record };
}

function builtReset(entry: ResetStatement, path: string, context: ResetContext): Omit<Reset, "entry"> {
  const { number } = context.leaves;
  const positive = (value: number | string, key: string): number =>
    above(0, number(value, `${path}.${key}`), `${path}.${key}`);
  if ((entry.at === undefined) === (entry.when === undefined))
    refuse(entry.at ? "contradiction" : "missing-key", path, "either `at` or `when`", entry.at ? "both" : "neither");
  if (entry.decay !== undefined && entry.boost === undefined)
    refuse("missing-key", `${path}.boost`, "a boost that decays", "a decay alone");
  if (entry.boost === undefined && !entry.redistribute)
    refuse(
      "missing-key",
      path,
      "an effect: boost, redistribute",
      "none",
      "A reset that does nothing would go unnoticed.",
    );
  const cooldown = number(entry.cooldown ?? 0, `${path}.cooldown`);
  if (!(cooldown >= 0)) refuse("out-of-range", `${path}.cooldown`, "a time of 0 or more", String(cooldown));
  const trigger: Trigger = entry.at
    ? { kind: "at", times: builtTimes(entry.at, path, cooldown, context) }
    : builtDetector(entry.when!, `${path}.when`, context);
  const least = trigger.kind === "at" ? trigger.times.length : 1;
  const limit = number(entry.limit ?? least, `${path}.limit`);
  if (!Number.isInteger(limit) || limit < least || limit > MOST_TIMES)
    refuse(
      "out-of-range",
      `${path}.limit`,
      `a whole number from ${least} to ${MOST_TIMES}`,
      String(limit),
      trigger.kind === "at" ? "`at` lists more times than the limit allows." : undefined,
    );
  const boost: Boost | null =
    entry.boost === undefined
      ? null
      : {
          amount: positive(entry.boost, "boost"),
          decay: entry.decay === undefined ? null : positive(entry.decay, "decay"),
        };
  if (boost?.decay && context.stepper === "uniformization")
    refuse(
      "stepper-does-not-fit",
      `${path}.decay`,
      "a permanent boost for uniformization, whose rates may not change",
      "one that decays",
      "Use another solver.stepper.",
    );
  return {
    trigger,
    cooldown,
    limit,
    boost,
    redistribute: entry.redistribute ? builtRedistribution(entry.redistribute, `${path}.redistribute`, context) : null,
  };
}

function builtTimes(
  stated: readonly (number | string)[],
  path: string,
  cooldown: number,
  { leaves, time }: ResetContext,
): number[] {
  if (stated.length === 0 || stated.length > MOST_TIMES)
    refuse("out-of-range", `${path}.at`, `from 1 to ${MOST_TIMES} times`, `${stated.length}`);
  const times = stated.map((value, k) => leaves.number(value, `${path}.at[${k}]`));
  const end = time ? time.frames[time.frames.length - 1] : Infinity;
  times.forEach((at, k) => {
    const place = `${path}.at[${k}]`;
    if (time && !(at >= time.start && at < end))
      refuse(
        "out-of-range",
        place,
        `a time from the start of the run, ${time.start}, and before its end, ${end}`,
        String(at),
      );
    if (k > 0 && !(at > times[k - 1]))
      refuse("bad-times", place, `a time after the one before, ${times[k - 1]}`, String(at));
    if (k > 0 && at - times[k - 1] < cooldown)
      refuse("contradiction", place, `at least the cooldown, ${cooldown}, after ${times[k - 1]}`, String(at));
  });
  return times;
}

function builtDetector(
  stated: NonNullable<ResetStatement["when"]>,
  path: string,
  { leaves, hasLoss, time }: ResetContext,
): Detector {
  const named = Object.entries(stated).filter(([, value]) => value !== undefined);
  if (named.length !== 1)
    refuse(
      named.length === 0 ? "missing-key" : "contradiction",
      path,
      "one of consolidation-drop, consolidation-below, plateau, gradient-collapse",
      named.map(([name]) => name).join(" and ") || "none of them",
    );
  const positive = (value: number | string, key: string): number =>
    above(0, leaves.number(value, `${path}.${key}`), `${path}.${key}`);
  const needsLoss = (name: string): void => {
    if (!hasLoss) refuse("missing-key", `${path}.${name}`, "a problem with a loss, which it watches", "no drift.loss");
  };
  const { "consolidation-drop": drop, "consolidation-below": below, plateau, "gradient-collapse": collapse } = stated;
  if (drop)
    return {
      kind: "consolidation-drop",
      threshold: positive(drop.threshold, "consolidation-drop.threshold"),
      per: drop.per ?? "time",
    };
  if (below !== undefined) return { kind: "consolidation-below", threshold: positive(below, "consolidation-below") };
  if (plateau) {
    needsLoss("plateau");
    const during = positive(plateau.during, "plateau.during");
    refuseShortWindow(during, `${path}.plateau.during`, time);
    return { kind: "plateau", rate: positive(plateau.rate, "plateau.rate"), during };
  }
  needsLoss("gradient-collapse");
  return { kind: "gradient-collapse", norm: positive(collapse!.norm, "gradient-collapse.norm") };
}

/** A plateau that no three frames fall into would never be found. */
function refuseShortWindow(during: number, path: string, time: BuiltTime | null): void {
  if (!time) return;
  const { frames } = time;
  const spans = frames.slice(2).map((end, k) => end - frames[k]);
  const shortest = spans.reduce((least, span) => Math.min(least, span), Infinity);
  const asked = frames.length > 1 ? frames[frames.length - 2] - frames[0] : 0;
  if (during > asked * (1 + 1e-9))
    refuse(
      "out-of-range",
      path,
      `a time that fits into the run before its last frame, at most ${asked}`,
      String(during),
      "A longer run or a shorter plateau would let the detector fire.",
    );
  if (during >= shortest * (1 - 1e-9)) return;
  refuse(
    "out-of-range",
    path,
    `a time that three frames fall into, ${Number.isFinite(shortest) ? `at least ${shortest}` : "of a run with as many"}`,
    String(during),
    "Detectors are asked at frames: save more of them.",
  );
}

function builtRedistribution(
  stated: NonNullable<ResetStatement["redistribute"]>,
  path: string,
  { leaves }: ResetContext,
): Redistribution {
  const alpha = above(0, leaves.number(stated.alpha, `${path}.alpha`), `${path}.alpha`);
  const sign = stated.sign ?? "redistribute";
  const mode = stated.mode ?? (sign === "literal" ? "strict" : "heat");
  if (sign === "literal" && (mode === "heat" || mode === "resolvent"))
    refuse(
      "contradiction",
      `${path}.mode`,
      "strict or limited for the literal sign, which runs diffusion backwards",
      mode,
      "Use sign: redistribute, or another mode.",
    );
  return { alpha, sign, mode };
}

function builtRestart(
  stated: NonNullable<ResetStatement["restart"]>,
  path: string,
  { leaves, grid, stepper }: ResetContext,
): Restart {
  const rate = above(0, leaves.number(stated.rate, `${path}.rate`), `${path}.rate`);
  const to = leaves.perAxis(stated.to, `${path}.to`);
  grid.axes.forEach(({ name, faces, boundary }, a) => {
    const [lower, upper] = [faces[0], faces[faces.length - 1]];
    if (boundary.upper === "periodic" || (to[a] >= lower && to[a] <= upper)) return;
    refuse("off-grid", `${path}.to[${a}]`, `a place on the grid, ${name} from ${lower} to ${upper}`, String(to[a]));
  });
  if (stepper === "spectral")
    refuse(
      "stepper-does-not-fit",
      "solver.stepper",
      "a stepper that can restart: auto, tr-bdf2, strang, uniformization, ssprk43",
      stepper,
    );
  return { rate, to };
}

/** A reset as a problem file would state it, with all defaults. */
function recordOf({ trigger, cooldown, limit, boost, redistribute }: Reset): object {
  const { kind, ...numbers } = trigger;
  const cause =
    trigger.kind === "at"
      ? { at: trigger.times }
      : { when: { [kind]: trigger.kind === "consolidation-below" ? trigger.threshold : numbers } };
  return {
    ...cause,
    cooldown,
    limit,
    ...(boost && { boost: boost.amount, ...(boost.decay !== null && { decay: boost.decay }) }),
    ...(redistribute && { redistribute }),
  };
}

function above(least: number, value: number, path: string): number {
  if (value > least) return value;
  return refuse("out-of-range", path, `a number above ${least}`, String(value));
}

function refuse(code: string, path: string, expected: string, found: string, remedy?: string): never {
  throw new InputError({ code, path, expected, found, remedy });
}
