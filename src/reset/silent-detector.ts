import type { Detector } from "../problem/reset.js";
import type { Closest } from "./detector.js";

/** A detector that never fired. */
export interface SilentDetector {
  /** Its place among the entries of `resets` in the problem, from 0. */
  readonly entry: number;
  readonly cause: Detector["kind"];
  /** The number that came nearest to the threshold, and when; null when there was nothing to compare. */
  readonly value: number | null;
  readonly time: number | null;
  /** How near that was, in words. */
  readonly reason: string;
}

export function silentDetector(entry: number, detector: Detector, closest: Closest | null): SilentDetector {
  const { value, time } = closest ?? { value: null, time: null };
  return { entry, cause: detector.kind, value, time, reason: `never fired: ${nearest(detector, closest)}` };
}

function nearest(detector: Detector, closest: Closest | null): string {
  if (!closest) return "at no frame was there anything to compare";
  const { value, time } = closest;
  const against = (what: string, found: number, threshold: number): string =>
    `${what} ${short(found)} at t = ${short(time)}, against ${short(threshold)}`;
  switch (detector.kind) {
    case "consolidation-drop":
      if (value >= 0) return "the consolidation ratio did not fall";
      return detector.per === "time"
        ? against("largest drop of the consolidation ratio between frames", -value, detector.threshold)
        : against("largest -d(log C)/dt of the consolidation ratio C", -value, detector.threshold);
    case "consolidation-below":
      return against("smallest consolidation ratio", value, detector.threshold);
    case "plateau":
      return against(`smallest |d<L>/dt| over ${short(detector.during)}`, value, detector.rate);
    case "gradient-collapse":
      return against("smallest RMS of grad L", value, detector.norm);
  }
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
