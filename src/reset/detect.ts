import type { Detector } from "../problem/reset.js";

/** What detectors watch, at one time; null where it does not exist or is not needed. */
export interface Watched {
  readonly time: number;
  /** ⟨L⟩, conditional on survival. */
  readonly loss: number | null;
  /** C = ‖μ‖_L2(ρ) / ‖D∇log ρ‖_L2(ρ). */
  readonly consolidation: number | null;
  /** (∫|∇L|²ρ / ∫ρ)^½. */
  readonly gradient: number | null;
}

/** Whether the condition of a detector holds now, with the number it compares and the sentence that says so. */
export interface Condition {
  readonly holds: boolean;
  readonly value: number;
  readonly reason: string;
}

/**
 * The condition of a detector at the last of the frames it has seen; null while these do not suffice.
 *
 *   consolidation-drop   C_now − C_before < −threshold, the literal difference between frames (per: time), or
 *                        (ln C_now − ln C_before)/(t_now − t_before) < −threshold (per: log)
 *   consolidation-below  C < threshold
 *   plateau              |slope of ⟨L⟩| < rate in both halves of the last `during`, each by least squares
 *   gradient-collapse    (∫|∇L|²ρ)^½ < norm
 *
 * A plateau asks for both halves because one slope over all of a window vanishes at a minimum too.
 */
export function condition(detector: Detector, seen: readonly Watched[]): Condition | null {
  const now = seen[seen.length - 1];
  if (!now) return null;
  switch (detector.kind) {
    case "consolidation-drop":
      return drop(detector, seen[seen.length - 2], now);
    case "consolidation-below":
      return below(now.consolidation, detector.threshold, "the consolidation ratio");
    case "plateau":
      return plateau(detector, seen);
    case "gradient-collapse":
      return below(now.gradient, detector.norm, "the RMS of grad L");
  }
}

/** The part of a frame that each detector looks at. */
export const WATCHED = {
  "consolidation-drop": "consolidation",
  "consolidation-below": "consolidation",
  plateau: "loss",
  "gradient-collapse": "gradient",
} as const;

/** Whether a frame has what a detector watches, as a finite number. */
export const tells = ({ kind }: Detector, frame: Watched): boolean => Number.isFinite(frame[WATCHED[kind]]);

/** The frames that the condition may still need at the next one. */
export function worthKeeping(detector: Detector, seen: readonly Watched[]): readonly Watched[] {
  if (detector.kind !== "plateau") return seen.slice(-1);
  const begin = seen[seen.length - 1].time - detector.during * WHOLE;
  const inside = seen.findIndex(({ time }) => time >= begin);
  return seen.slice(Math.max(inside - 1, 0));
}

/** A window of `during` takes in a frame that is as long ago to rounding. */
const WHOLE = 1 + 1e-9;

function below(value: number | null, threshold: number, what: string): Condition | null {
  if (value === null) return null;
  return { holds: value < threshold, value, reason: `${what} is ${short(value)}, below ${short(threshold)}` };
}

function drop(
  { threshold, per }: Detector & { readonly kind: "consolidation-drop" },
  before: Watched | undefined,
  now: Watched,
): Condition | null {
  const [was, is] = [before?.consolidation ?? null, now.consolidation];
  if (!before || was === null || is === null) return null;
  const way = `the consolidation ratio went from ${short(was)} at t = ${short(before.time)} to ${short(is)}`;
  if (per === "time") {
    const change = is - was;
    return { holds: change < -threshold, value: change, reason: `${way}, a drop of more than ${short(threshold)}` };
  }
  if (!(was > 0 && is > 0)) return null;
  const rate = Math.log(is / was) / (now.time - before.time);
  return {
    holds: rate < -threshold,
    value: rate,
    reason: `${way}, d(log C)/dt = ${short(rate)}, below -${short(threshold)}`,
  };
}

function plateau(
  { rate, during }: Detector & { readonly kind: "plateau" },
  seen: readonly Watched[],
): Condition | null {
  const { time: end } = seen[seen.length - 1];
  const begin = end - during;
  if (seen[0].time > end - during / WHOLE) return null;
  const window = seen.filter(({ time, loss }) => time >= end - during * WHOLE && loss !== null);
  const middle = begin + during / 2;
  const edge = 1e-9 * during;
  const halves = [
    window.filter(({ time }) => time <= middle + edge),
    window.filter(({ time }) => time >= middle - edge),
  ];
  if (halves.some((half) => half.length < 2)) return null;
  const value = Math.max(...halves.map((half) => Math.abs(slope(half))));
  return {
    holds: value < rate,
    value,
    reason: `the mean loss has changed by less than ${short(rate)} per time since t = ${short(begin)}`,
  };
}

/** Of the loss over time, by least squares. */
function slope(points: readonly Watched[]): number {
  const time = points.reduce((sum, point) => sum + point.time, 0) / points.length;
  const loss = points.reduce((sum, point) => sum + point.loss!, 0) / points.length;
  let rise = 0;
  let run = 0;
  for (const point of points) {
    rise += (point.time - time) * (point.loss! - loss);
    run += (point.time - time) ** 2;
  }
  return rise / run;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
