// Implicit solves (I - aA)x = r along one line of cells, in flux form: r += w (G_below - G_above) with G the implicit
// flux, so that mass telescopes to rounding. w = 2 is Crank-Nicolson over 2a, w = 1 backward Euler over a.
// Pivots are free of subtraction (Grassmann, Taksar, Heyman 1985): up and down are the fractions of what arrives at a
// cell that leave it upwards and downwards. See docs/method.md, "Line solves"; panels.ts does eight lines at a time.

import { BIAS, TINY } from "./simd";

// @ts-ignore: decorator
@inline
function flush(x: f64): f64 {
  return Math.abs(x) > TINY ? x : 0;
}

/** Fractions for (I - aA) along an open line. */
export function factorLine(forward: usize, backward: usize, a: f64, up: usize, down: usize, count: usize): void {
  let stay: f64 = 1;
  for (let at: usize = 0; at < count << 3; at += 8) {
    const f = a * load<f64>(forward + at), b = a * load<f64>(backward + at);
    const s = 1 + b * stay, inverse = 1 / (s + f);
    store<f64>(up + at, f * inverse);
    store<f64>(down + at, b * inverse);
    stay = s * inverse;
  }
}

/** Sweeps an open line; `y` is scratch like r. Adds what left at the lower and upper end to left[0] and left[1]. */
export function sweepLine(r: usize, up: usize, down: usize, y: usize, left: usize, w: f64, count: usize): void {
  let carried = load<f64>(r) + BIAS;
  store<f64>(y, carried);
  const top = (count - 1) << 3;
  for (let at: usize = 8; at <= top; at += 8) {
    carried = load<f64>(r + at) + BIAS + load<f64>(up + at - 8) * carried;
    store<f64>(y + at, carried);
  }
  let g = load<f64>(up + top) * carried;
  let u = load<f64>(down + top) * carried;
  store<f64>(left, load<f64>(left, 8) + w * g, 8);
  for (let at = top; at > 0; at -= 8) {
    const q = load<f64>(y + at - 8) + u;
    const next = load<f64>(up + at - 8) * q - u;
    store<f64>(r + at, load<f64>(r + at) + w * (next - g));
    g = next;
    u = load<f64>(down + at - 8) * q;
  }
  store<f64>(r, load<f64>(r) - w * (u + g));
  store<f64>(left, load<f64>(left) + w * u);
}

/**
 * Fractions along a ring. The last cell N is eliminated last: `loop` is the fraction of what arrives at a cell that
 * ends in N by going down through the wrap, `fill` what comes up to a cell from N through the wrap, per y_N.
 */
export function factorRing(
  forward: usize, backward: usize, a: f64, up: usize, down: usize, loop: usize, fill: usize, count: usize,
): void {
  const top = (count - 1) << 3;
  let stay: f64 = 0, around: f64 = 1, total: f64 = 0;
  let arriving = a * load<f64>(forward + top);
  for (let at: usize = 0; at < top; at += 8) {
    const f = a * load<f64>(forward + at), b = a * load<f64>(backward + at);
    const e = b * around, s = 1 + b * stay, inverse = 1 / (s + f + e);
    const upwards = f * inverse;
    around = flush(e * inverse);
    stay = s * inverse;
    store<f64>(up + at, upwards);
    store<f64>(down + at, b * inverse);
    store<f64>(loop + at, around);
    store<f64>(fill + at, arriving);
    total += arriving * stay;
    arriving = flush(arriving * upwards);
  }
  const b = a * load<f64>(backward + top);
  const inverse = 1 / (1 + b * stay + total);
  store<f64>(down + top, b * inverse);
  store<f64>(up + top, a * load<f64>(forward + top) * inverse);
  for (let at: usize = 0; at < top; at += 8) store<f64>(fill + at, flush(load<f64>(fill + at) * inverse));
}

/** Sweeps a ring; `y` is scratch like r. */
export function sweepRing(
  r: usize, up: usize, down: usize, loop: usize, fill: usize, y: usize, w: f64, count: usize,
): void {
  const top = (count - 1) << 3;
  let carried = load<f64>(r) + BIAS, gathered = load<f64>(loop) * carried;
  store<f64>(y, carried);
  for (let at: usize = 8; at < top; at += 8) {
    carried = load<f64>(r + at) + BIAS + load<f64>(up + at - 8) * carried;
    gathered += load<f64>(loop + at) * carried;
    store<f64>(y + at, carried);
  }
  const last = load<f64>(r + top) + BIAS + load<f64>(up + top - 8) * carried + gathered;
  let u = load<f64>(down + top) * last;
  let g: f64 = 0, under: f64 = 0;
  for (let at = top; at > 0; at -= 8) {
    const q = load<f64>(y + at - 8) + u + load<f64>(fill + at - 8) * last;
    const next = load<f64>(up + at - 8) * q - u;
    if (at == top) under = next;
    else store<f64>(r + at, load<f64>(r + at) + w * (next - g));
    g = next;
    u = load<f64>(down + at - 8) * q;
  }
  const wrap = load<f64>(up + top) * last - u;
  store<f64>(r, load<f64>(r) + w * (wrap - g));
  store<f64>(r + top, load<f64>(r + top) + w * (under - wrap));
}
