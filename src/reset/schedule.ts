import type { Detector, Reset } from "../problem/reset.js";
import type { Watched } from "./detect.js";
import { afterReset, detectorState, look, type DetectorState } from "./detector.js";
import { silentDetector, type SilentDetector } from "./silent-detector.js";

/** A reset that is due, and why. */
export interface DueReset {
  readonly reset: Reset;
  readonly cause: "at" | Detector["kind"];
  readonly reason: string;
  /** The number that a detector compared; null for given times. */
  readonly value: number | null;
}

/** When the resets of a run are due. */
export interface ResetSchedule {
  /** Times given in advance. */
  readonly times: readonly number[];
  /** True while a detector may still fire. */
  watching(): boolean;
  /** What is due at a time, in the order of the problem; `frame` is what detectors see there, null between frames. */
  due(time: number, frame: Watched | null): DueReset[];
  /** Call after a reset with the state it has left. */
  begin(state: Watched): void;
  /** The detectors that have not fired so far. */
  silent(): SilentDetector[];
}

/** The schedule of the resets of a run, none of which has happened. */
export function resetSchedule(resets: readonly Reset[]): ResetSchedule {
  const detectors = new Map<Reset, DetectorState>();
  for (const reset of resets)
    if (reset.trigger.kind !== "at") detectors.set(reset, detectorState(reset.trigger, reset.cooldown, reset.limit));
  return {
    times: resets.flatMap(({ trigger }) => (trigger.kind === "at" ? trigger.times : [])),
    watching: () => [...detectors.values()].some(({ fired, limit }) => fired.length < limit),
    due: (time, frame) =>
      resets.flatMap((reset): DueReset[] => {
        const { trigger } = reset;
        if (trigger.kind === "at")
          return trigger.times.includes(time) ? [{ reset, cause: "at", reason: "given in `at`", value: null }] : [];
        if (!frame) return [];
        const { state, firing } = look(detectors.get(reset)!, frame);
        detectors.set(reset, state);
        return firing ? [{ reset, cause: trigger.kind, reason: firing.reason, value: firing.value }] : [];
      }),
    begin(now) {
      for (const [reset, state] of detectors) detectors.set(reset, afterReset(state, now));
    },
    silent: () =>
      [...detectors]
        .filter(([, { fired }]) => fired.length === 0)
        .map(([{ entry }, { detector, closest }]) => silentDetector(entry, detector, closest)),
  };
}
