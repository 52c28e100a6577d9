import type { Detector } from "../problem/reset.js";
import { condition, tells, WATCHED, worthKeeping, type Watched } from "./detect.js";
import { refuseBadDetector, refuseBadFrames, refuseBadOptions } from "./refuse-bad-detector.js";

/** A detector that fired. */
export interface Firing {
  readonly time: number;
  /** The number that was compared with the threshold. */
  readonly value: number;
  /** Why, in words. */
  readonly reason: string;
}

/** A detector at work: plain data, replaced by {@link look}. */
export interface DetectorState {
  readonly detector: Detector;
  readonly cooldown: number;
  readonly limit: number;
  /** False from a firing until the condition has been seen not to hold. */
  readonly armed: boolean;
  readonly fired: readonly number[];
  readonly seen: readonly Watched[];
  /** The smallest number that was compared, which is the nearest to firing, and when. */
  readonly closest: Closest | null;
}

export interface Closest {
  readonly value: number;
  readonly time: number;
}

export const detectorState = (detector: Detector, cooldown = 0, limit = 1): DetectorState => ({
  detector,
  cooldown,
  limit,
  armed: true,
  fired: [],
  seen: [],
  closest: null,
});

/**
 * Shows a detector one more frame. It fires when its condition holds, it has seen it not to hold since it fired last
 * (hysteresis), that was at least `cooldown` ago, and the limit is not reached. A frame in which what it watches is null or
 * not finite is ignored, as if it were not there: it neither fires nor arms.
 */
export function look(
  state: DetectorState,
  now: Watched,
): { readonly state: DetectorState; readonly firing: Firing | null } {
  if (!tells(state.detector, now)) return { state, firing: null };
  const seen = [...state.seen, now];
  const found = condition(state.detector, seen);
  const armed = state.armed || found?.holds === false;
  const last = state.fired[state.fired.length - 1] ?? -Infinity;
  // a difference of two times may be short of the cooldown by their rounding
  const rested = now.time - last >= state.cooldown - 1e-12 * Math.abs(now.time);
  const fires = found !== null && found.holds && armed && rested && state.fired.length < state.limit;
  return {
    state: {
      ...state,
      armed: armed && !fires,
      fired: fires ? [...state.fired, now.time] : state.fired,
      seen: worthKeeping(state.detector, seen),
      closest:
        found && !(found.value >= (state.closest?.value ?? Infinity))
          ? { value: found.value, time: now.time }
          : state.closest,
    },
    firing: fires ? { time: now.time, value: found.value, reason: found.reason } : null,
  };
}

/** The detector after a reset: what was before says nothing of what comes; `now` is the state that the reset has left. */
export const afterReset = (state: DetectorState, now: Watched): DetectorState => ({
  ...state,
  seen: tells(state.detector, now) ? [now] : [],
});

/**
 * The firings of a detector on a stored series, one entry a frame, as in a run in which nothing is done about them. Frames in
 * which what the detector watches is null or not finite are ignored, as if they were not there.
 *
 * On a stationary series with independent normal noise of standard deviation s, a frame is a false alarm with probability
 * Φ(−threshold/(s√2)) for consolidation-drop, Φ(−(C − threshold)/s) for consolidation-below and likewise for
 * gradient-collapse: one in 10⁵ for a threshold of 6.03 s of the first, one 4.26 s away for the others. A plateau is
 * found in a loss that falls at the rate a when both slopes err by more than a − rate, with n frames a half of standard
 * deviation s·(12/n)^½/(during/2).
 * @param series times increasing
 * @param options.cooldown no second firing within this time; 0
 * @param options.limit at most so many firings; any number
 * @throws InputError for an unknown detector or option, thresholds that are not finite and above 0, a negative cooldown, a limit
 *   that is no whole number of 1 or more, entries that are no frames, times that are not finite or do not increase, and frames
 *   in which what the detector watches is neither a number nor null.
 */
export function detections(
  series: readonly Watched[],
  detector: Detector,
  options: { readonly cooldown?: number; readonly limit?: number } = {},
): Firing[] {
  refuseBadDetector(detector);
  refuseBadOptions(options);
  refuseBadFrames(series, WATCHED[detector.kind]);
  const { cooldown = 0, limit = Infinity } = options;
  let state = detectorState(detector, cooldown, limit);
  return series.flatMap((frame) => {
    const next = look(state, frame);
    state = next.state;
    return next.firing ? [next.firing] : [];
  });
}
