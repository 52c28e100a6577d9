import { builtDetector } from "./build-detector.js";
import { above, refuse } from "./refusals.js";
import type { ResetContext } from "./reset-context.js";
import type { ResetStatement } from "./reset-schema.js";
import type { Boost, Redistribution, Reset, Restart, Trigger } from "./reset.js";

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
      refuse(
        "contradiction",
        path,
        "restart alone: it goes on all the time",
        `restart and ${others.join(", ")}`,
        "Put the restart into an entry of its own.",
      );
    if (restart)
      refuse(
        "contradiction",
        `${path}.restart`,
        "one restart at most",
        "a second one",
        "Restarts to two points are not supported: keep one of them.",
      );
    restart = builtRestart(entry.restart, `${path}.restart`, context);
    return { restart };
  });
  return { resets, restart, record };
}

function builtReset(entry: ResetStatement, path: string, context: ResetContext): Omit<Reset, "entry"> {
  const { number } = context.leaves;
  const positive = (value: number | string, key: string): number =>
    above(0, number(value, `${path}.${key}`), `${path}.${key}`, NEEDLESS[key]);
  if ((entry.at === undefined) === (entry.when === undefined))
    refuse(
      entry.at ? "contradiction" : "missing-key",
      path,
      "either `at` or `when`",
      entry.at ? "both" : "neither",
      entry.at
        ? "Make two entries of it, one with the times and one with the detector."
        : "Say at which times, `at: [1]`, or which detector decides, `when: { plateau: { rate: 1e-3, during: 1 } }`.",
    );
  if (entry.decay !== undefined && entry.boost === undefined)
    refuse(
      "missing-key",
      `${path}.boost`,
      "a boost that decays",
      "a decay alone",
      "Add `boost`, which is added to D, or leave `decay` out.",
    );
  if (entry.boost === undefined && !entry.redistribute)
    refuse(
      "missing-key",
      path,
      "an effect: boost, redistribute",
      "none",
      "A reset that does nothing would go unnoticed: add `boost: 0.5` or `redistribute: { alpha: 0.01 }`, say.",
    );
  const cooldown = number(entry.cooldown ?? 0, `${path}.cooldown`);
  if (!(cooldown >= 0))
    refuse("out-of-range", `${path}.cooldown`, "a time of 0 or more", String(cooldown), "Leave it out for none.");
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
      limit < least && trigger.kind === "at"
        ? "`at` lists more times than the limit allows: leave the limit out, or some of the times."
        : "It is the number of resets: leave it out for one a detector, or all times in `at`.",
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
    refuse(
      "out-of-range",
      `${path}.at`,
      `from 1 to ${MOST_TIMES} times`,
      `${stated.length}`,
      stated.length === 0
        ? "List the times, or leave the entry out."
        : "What goes on all the time belongs into drift and diffusion.",
    );
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
        "A reset at the end would change nothing that is seen: leave the time out, or let the run end later.",
      );
    if (k > 0 && !(at > times[k - 1]))
      refuse(
        "bad-times",
        place,
        `a time after the one before, ${times[k - 1]}`,
        String(at),
        "List the times in increasing order, each once.",
      );
    if (k > 0 && at - times[k - 1] < cooldown)
      refuse(
        "contradiction",
        place,
        `at least the cooldown, ${cooldown}, after ${times[k - 1]}`,
        String(at),
        "Leave the cooldown out, or put the times further apart.",
      );
  });
  return times;
}

function builtRedistribution(
  stated: NonNullable<ResetStatement["redistribute"]>,
  path: string,
  { leaves }: ResetContext,
): Redistribution {
  const alpha = above(
    0,
    leaves.number(stated.alpha, `${path}.alpha`),
    `${path}.alpha`,
    "Which way it goes is for `sign` to say: redistribute spreads, literal sharpens.",
  );
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
  const rate = above(
    0,
    leaves.number(stated.rate, `${path}.rate`),
    `${path}.rate`,
    "Leave the entry out for no restarts.",
  );
  const to = leaves.perAxis(stated.to, `${path}.to`);
  grid.axes.forEach(({ name, faces, boundary }, a) => {
    const [lower, upper] = [faces[0], faces[faces.length - 1]];
    if (boundary.upper === "periodic" || (to[a] >= lower && to[a] <= upper)) return;
    refuse(
      "off-grid",
      `${path}.to[${a}]`,
      `a place on the grid, ${name} from ${lower} to ${upper}`,
      String(to[a]),
      "Move the point, or widen the axis.",
    );
  });
  if (stepper === "spectral")
    refuse(
      "stepper-does-not-fit",
      "solver.stepper",
      "a stepper that can restart: auto, tr-bdf2, strang, uniformization, ssprk43",
      stepper,
      "Leave the choice to auto.",
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

/** What to do about a boost and a decay that are not above 0. */
const NEEDLESS: Readonly<Record<string, string>> = {
  boost: "D can be raised only. Leave it out for a reset that only redistributes.",
  decay: "Leave it out for a boost that stays.",
};
