// (I - aA)x = r along one open line where cells exchange far more in a step than they hold. There the flux form of
// lines.ts, r + (G_below - G_above), loses the little that a cell holds in the rounding of what passes through it. Here
// every mass is what has arrived times the fraction that stays: no subtraction, so each is right to its own last digits.

import { BIAS } from "./simd";

/**
 * Sweeps an open line with the fractions of factorLine; `y` is scratch like r. With `keep` the result is scaled so that
 * its sum and what has left are the sum of r to rounding. Adds what left at the two ends to left[0] and left[1].
 */
export function sweepStiffLine(
  r: usize, forward: usize, backward: usize, a: f64, up: usize, down: usize, y: usize, left: usize, keep: bool,
  count: usize,
): void {
  let carried: f64 = 0, before: f64 = 0;
  let lost: f64 = 0; // of the sum, by rounding (Kahan 1965)
  const top = (count - 1) << 3;
  for (let at: usize = 0; at <= top; at += 8) {
    const mass = load<f64>(r + at);
    carried = mass + BIAS + (at > 0 ? load<f64>(up + at - 8) * carried : 0);
    store<f64>(y + at, carried);
    const part = mass - lost, sum = before + part;
    lost = sum - before - part;
    before = sum;
  }
  const above = load<f64>(up + top) * carried;
  let arriving: f64 = 0, after: f64 = 0;
  lost = 0;
  for (let at = top; ; at -= 8) {
    const here = load<f64>(y + at) + arriving;
    const f = a * load<f64>(forward + at), b = a * load<f64>(backward + at);
    // the fraction that stays is the same in f and in b; the larger one is not 0 by underflow
    const mass = f > b ? here * (load<f64>(up + at) / f) : b > 0 ? here * (load<f64>(down + at) / b) : here;
    store<f64>(r + at, mass);
    arriving = load<f64>(down + at) * here;
    const part = mass - lost, sum = after + part;
    lost = sum - after - part;
    after = sum;
    if (at == 0) break;
  }
  const scale = keep && after > 0 && before > 0 ? before / (after + above + arriving) : 1;
  if (scale != 1) for (let at: usize = 0; at <= top; at += 8) store<f64>(r + at, load<f64>(r + at) * scale);
  store<f64>(left, load<f64>(left) + scale * arriving);
  store<f64>(left, load<f64>(left, 8) + scale * above, 8);
}
