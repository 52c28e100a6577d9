import type { Tracks } from "./coefficients-in-time.js";
import type { Panel } from "./time-panels.js";

/** How large a coefficient is at a time. */
export interface Scale {
  /** Its mean size in what particles remember; of a drift at least what would move them by their spread in that time. */
  readonly size: number;
  /** An integral over that time that is all there is: of D, or of a drift the spread of the particles. */
  readonly total: number;
}

/** Scales of drift and D, in the order of the functions of `CoefficientsInTime`. */
export type ScalesInTime = (time: number) => readonly Scale[];

/** Particles may be gathered in places this part of the whole spread wide. */
const GATHERED = 0.2;

/**
 * What errors of ∫a dt and ∫D dt are measured by: ∫D over what particles remember at the next frame, and for the drift
 * √(∫2D). Both are at least those of particles that are spread as in the tracks, or gathered in narrower places.
 */
export function scalesInTime(
  panels: readonly Panel[],
  { times, variances }: Tracks,
  frames: readonly number[],
  particles: number,
  memory: number,
): ScalesInTime {
  const functions = panels[0].means.length / particles;
  const axes = variances[0].length;
  const start = panels[0].start;
  // ∫|f| dt up to the start of each panel
  const upTo: Float64Array[] = [new Float64Array(functions)];
  for (const { start: from, end: to, means } of panels) {
    const next = upTo[upTo.length - 1].slice();
    means.forEach((mean, k) => {
      if (Number.isFinite(mean)) next[Math.floor(k / particles)] += (Math.abs(mean) * (to - from)) / particles;
    });
    upTo.push(next);
  }
  const ends = [...panels.map((panel) => panel.start), panels[panels.length - 1].end];
  const integral = (f: number, time: number): number => {
    const k = placeOf(ends, time);
    const share = k + 1 < ends.length ? (time - ends[k]) / (ends[k + 1] - ends[k]) : 0;
    return upTo[k][f] + (share > 0 ? share * (upTo[k + 1][f] - upTo[k][f]) : 0);
  };
  return (time) => {
    const seen = frames.find((frame) => frame >= time) ?? ends[ends.length - 1];
    const from = Math.max(start, Math.min(seen - memory, time));
    const over = Math.max(seen - from, Number.MIN_VALUE);
    const means = Array.from({ length: functions }, (_, f) => (integral(f, seen) - integral(f, from)) / over);
    const remembered = Math.min(over, memory);
    const spread = variances[placeOf(times, time)];
    const D = spread.map((variance, a) => Math.max(means[axes + a] * remembered, 0.5 * GATHERED ** 2 * variance));
    return means.map((mean, f) => {
      if (f < axes) {
        const total = Math.sqrt(2 * D[f]);
        return { size: Math.max(mean, total / remembered), total };
      }
      const total = f < 2 * axes ? D[f - axes] : Math.sqrt(D[0] * D[1]);
      return { size: total / remembered, total };
    });
  };
}

/** The last of increasing numbers that is not above another, the first where all are. */
function placeOf(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}
