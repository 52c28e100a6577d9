import type { Solution } from "../../src/solve/solution.js";

/**
 * Mean and mean square of the time of absorption, ∫S dt and ∫2tS dt, from equally spaced frames of the survival S.
 *
 * The trapezoidal rule with its first Euler-Maclaurin correction; from a point inside all derivatives of S vanish at
 * 0, so that nothing else is left at that end. Beyond the last frame S falls at the rate f/S reached there.
 */
export function passageTimes({ frames }: Solution): { readonly mean: number; readonly square: number } {
  const last = frames[frames.length - 1];
  const end = last.time;
  const step = end / (frames.length - 1);
  const flux = Object.values(last.flux).reduce((sum, part) => sum + part, 0);
  const rate = flux / last.mass;
  let mean = 0;
  let square = 0;
  frames.forEach(({ time, mass }, k) => {
    const weight = k === 0 || k === frames.length - 1 ? step / 2 : step;
    mean += weight * mass;
    square += weight * 2 * time * mass;
  });
  mean += (step ** 2 / 12) * flux;
  square += (step ** 2 / 12) * (2 - 2 * last.mass + 2 * end * flux);
  return {
    mean: mean + last.mass / rate,
    square: square + 2 * last.mass * (end / rate + 1 / rate ** 2),
  };
}
