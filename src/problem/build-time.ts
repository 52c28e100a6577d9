import { InputError } from "../errors.js";
import type { Field } from "./field.js";
import type { Leaves } from "./leaves.js";
import type { Problem } from "./problem.js";
import type { Statement } from "./schema.js";

export const DEFAULT_FRAMES = 101;
const MAXIMUM_FRAMES = 100_001;

type Time = NonNullable<Problem["time"]>;
export interface BuiltTime {
  readonly start: number;
  readonly frames: readonly number[];
  readonly record: object;
}

/**
 * When the run starts and which times are saved.
 * @throws InputError when the run would have no length, frames are too few or too many, or times do not increase.
 */
export function builtTime(stated: NonNullable<Statement["time"]>, { number }: Leaves): BuiltTime {
  const start = number(stated.start ?? 0, "time.start");
  if (stated.at) {
    for (const key of ["end", "frames"] as const)
      if (stated[key] !== undefined)
        throw new InputError({
          code: "contradiction",
          path: `time.${key}`,
          expected: "`at` alone, or `end` and `frames`",
          found: "both",
        });
    const at = stated.at.map((time, k) => number(time, `time.at[${k}]`));
    refuseBadTimes(at, start);
    refuseBlurredTimes(at, start);
    return { start, frames: at, record: { start, at } };
  }
  if (stated.end === undefined)
    throw new InputError({ code: "missing-key", path: "time.end", expected: "when the run ends", found: "nothing" });
  const end = number(stated.end, "time.end");
  if (!(end > start))
    throw new InputError({
      code: "bad-end",
      path: "time.end",
      expected: `a time after the start, ${start}`,
      found: String(end),
    });
  const count = number(stated.frames ?? DEFAULT_FRAMES, "time.frames");
  if (!Number.isInteger(count) || count < 2 || count > MAXIMUM_FRAMES)
    throw new InputError({
      code: "bad-frame-count",
      path: "time.frames",
      expected: `a whole number of frames from 2 to ${MAXIMUM_FRAMES}`,
      found: String(count),
    });
  const frames = Array.from({ length: count }, (_, k) =>
    k === count - 1 ? end : start + ((end - start) * k) / (count - 1),
  );
  refuseBlurredTimes(frames, start);
  return { start, frames, record: { start, end, frames: count } };
}

/** @throws InputError where floating point cannot tell one frame from the next, or how long the run is. */
function refuseBlurredTimes(frames: readonly number[], start: number): void {
  const end = frames[frames.length - 1];
  const k = frames.findIndex((time, k) => k > 0 && !(time > frames[k - 1]));
  if (k < 0 && Number.isFinite(end - start)) return;
  throw new InputError({
    code: "blurred-times",
    path: "time.end",
    expected: "times that floating point can tell apart",
    found:
      k < 0
        ? `a run from ${start} to ${end}`
        : `${frames.length} frames from ${start} to ${end}, two of them at ${frames[k]}`,
    remedy: k < 0 ? undefined : "Count time from 0, or save fewer frames.",
  });
}

function refuseBadTimes(at: readonly number[], start: number): void {
  if (at.length === 0 || at.length > MAXIMUM_FRAMES)
    throw new InputError({
      code: "bad-frame-count",
      path: "time.at",
      expected: `from 1 to ${MAXIMUM_FRAMES} times`,
      found: at.length === 0 ? "none" : `${at.length}`,
    });
  at.forEach((time, k) => {
    if (k === 0 ? time >= start : time > at[k - 1]) return;
    throw new InputError({
      code: "bad-times",
      path: `time.at[${k}]`,
      expected: k === 0 ? `times that increase from the start, ${start}, on` : "times that increase",
      found: k === 0 ? `${time}` : time === at[k - 1] ? `${time} twice` : `${time} after ${at[k - 1]}`,
      remedy: k === 0 ? "An earlier time.start moves the start." : undefined,
    });
  });
  if (at[at.length - 1] === start)
    throw new InputError({
      code: "bad-frame-count",
      path: "time.at",
      expected: `a last time after the start, ${start}: the run ends there`,
      found: "the start alone",
    });
}

/**
 * The times, strictly inside the run, at which drift or D jumps: those the fields know and those stated.
 * @throws InputError for a stated jump that is not a finite number.
 */
export function jumpsInside(
  { start, frames }: BuiltTime,
  fields: readonly Field[],
  stated: readonly number[],
): Time["jumps"] {
  const end = frames[frames.length - 1];
  const known = fields.filter((field) => field.varies.inTime).flatMap((field) => field.jumpTimes(start, end));
  const inside = [...known, ...stated].filter((time) => time > start && time < end);
  return [...new Set(inside)].sort((a, b) => a - b);
}
