// Fourier transforms of eight lines at a time, in place, in panels of [place][line] with real and imaginary parts apart.
// Forward by decimation in frequency, radix 4 and one last radix 2, which leaves waves in an order of its own; inverse by
// decimation in time from that order, without the factor 1/n. Between the two only products wave by wave make sense, and
// no number is ever put in another place (Gentleman and Sande 1966). The table holds cos and sin of 2 pi k/n, k < n.

import { plus, times } from "./simd";

// @ts-ignore: decorator
@inline
function minus(x: v128, y: v128): v128 {
  return f64x2.sub(x, y);
}

/** exp(-2 pi i jk/n) transforms of all panels, or with `inverse` those with the other sign. */
export function transformPanels(re: usize, im: usize, table: usize, n: usize, panels: usize, inverse: i32): void {
  for (let p: usize = 0; p < panels; p++) {
    const at = (p * n) << 6;
    if (inverse) toPlaces(re + at, im + at, table, n);
    else toWaves(re + at, im + at, table, n);
  }
}

function toWaves(re: usize, im: usize, table: usize, n: usize): void {
  let m = n;
  for (; m >= 4; m >>= 2) {
    const q = m >> 2, step = (n / m) << 4, by = q << 6;
    for (let j: usize = 0; j < q; j++) {
      const w = table + j * step, w2 = table + 2 * j * step, w3 = table + 3 * j * step;
      const c1 = v128.load64_splat(w), s1 = v128.load64_splat(w, 8);
      const c2 = v128.load64_splat(w2), s2 = v128.load64_splat(w2, 8);
      const c3 = v128.load64_splat(w3), s3 = v128.load64_splat(w3, 8);
      for (let b = j; b < n; b += m)
        for (let lane: usize = 0; lane < 64; lane += 16) {
          const r = re + (b << 6) + lane, i = im + (b << 6) + lane;
          const r0 = v128.load(r), r1 = v128.load(r + by), r2 = v128.load(r + 2 * by), r3 = v128.load(r + 3 * by);
          const i0 = v128.load(i), i1 = v128.load(i + by), i2 = v128.load(i + 2 * by), i3 = v128.load(i + 3 * by);
          const ar = plus(r0, r2), ai = plus(i0, i2), br = minus(r0, r2), bi = minus(i0, i2);
          const cr = plus(r1, r3), ci = plus(i1, i3), dr = minus(i1, i3), di = minus(r3, r1);
          v128.store(r, plus(ar, cr));
          v128.store(i, plus(ai, ci));
          const xr = plus(br, dr), xi = plus(bi, di), yr = minus(ar, cr), yi = minus(ai, ci);
          const zr = minus(br, dr), zi = minus(bi, di);
          // times cos - i sin
          v128.store(r + by, plus(times(xr, c1), times(xi, s1)));
          v128.store(i + by, minus(times(xi, c1), times(xr, s1)));
          v128.store(r + 2 * by, plus(times(yr, c2), times(yi, s2)));
          v128.store(i + 2 * by, minus(times(yi, c2), times(yr, s2)));
          v128.store(r + 3 * by, plus(times(zr, c3), times(zi, s3)));
          v128.store(i + 3 * by, minus(times(zi, c3), times(zr, s3)));
        }
    }
  }
  if (m == 2) pairs(re, im, n);
}

function toPlaces(re: usize, im: usize, table: usize, n: usize): void {
  let m: usize = 4;
  if (ctz(n) & 1) {
    pairs(re, im, n);
    m = 8;
  }
  for (; m <= n; m <<= 2) {
    const q = m >> 2, step = (n / m) << 4, by = q << 6;
    for (let j: usize = 0; j < q; j++) {
      const w = table + j * step, w2 = table + 2 * j * step, w3 = table + 3 * j * step;
      const c1 = v128.load64_splat(w), s1 = v128.load64_splat(w, 8);
      const c2 = v128.load64_splat(w2), s2 = v128.load64_splat(w2, 8);
      const c3 = v128.load64_splat(w3), s3 = v128.load64_splat(w3, 8);
      for (let b = j; b < n; b += m)
        for (let lane: usize = 0; lane < 64; lane += 16) {
          const r = re + (b << 6) + lane, i = im + (b << 6) + lane;
          const r0 = v128.load(r), i0 = v128.load(i);
          const x1 = v128.load(r + by), y1 = v128.load(i + by);
          const x2 = v128.load(r + 2 * by), y2 = v128.load(i + 2 * by);
          const x3 = v128.load(r + 3 * by), y3 = v128.load(i + 3 * by);
          const r1 = minus(times(x1, c1), times(y1, s1)), i1 = plus(times(y1, c1), times(x1, s1));
          const r2 = minus(times(x2, c2), times(y2, s2)), i2 = plus(times(y2, c2), times(x2, s2));
          const r3 = minus(times(x3, c3), times(y3, s3)), i3 = plus(times(y3, c3), times(x3, s3));
          const ar = plus(r0, r2), ai = plus(i0, i2), br = minus(r0, r2), bi = minus(i0, i2);
          const cr = plus(r1, r3), ci = plus(i1, i3), dr = minus(i3, i1), di = minus(r1, r3);
          v128.store(r, plus(ar, cr));
          v128.store(i, plus(ai, ci));
          v128.store(r + by, plus(br, dr));
          v128.store(i + by, plus(bi, di));
          v128.store(r + 2 * by, minus(ar, cr));
          v128.store(i + 2 * by, minus(ai, ci));
          v128.store(r + 3 * by, minus(br, dr));
          v128.store(i + 3 * by, minus(bi, di));
        }
    }
  }
}

/** Sums and differences of neighbouring places: the transform of two. */
function pairs(re: usize, im: usize, n: usize): void {
  for (let at: usize = 0; at < n << 6; at += 128)
    for (let lane = at; lane < at + 64; lane += 16) {
      const r = re + lane, i = im + lane;
      const r0 = v128.load(r), r1 = v128.load(r, 64), i0 = v128.load(i), i1 = v128.load(i, 64);
      v128.store(r, plus(r0, r1));
      v128.store(r, minus(r0, r1), 64);
      v128.store(i, plus(i0, i1));
      v128.store(i, minus(i0, i1), 64);
    }
}

/** Real panels of `count` places to complex ones of n, times cos + i sin of their place, zeros behind. */
export function twistPanels(
  x: usize, re: usize, im: usize, twist: usize, count: usize, depth: usize, n: usize, panels: usize,
): void {
  for (let p: usize = 0; p < panels; p++) {
    const from = x + ((p * depth) << 6), r = re + ((p * n) << 6), i = im + ((p * n) << 6);
    for (let j: usize = 0; j < count; j++) {
      const c = v128.load64_splat(twist + (j << 4)), s = v128.load64_splat(twist + (j << 4), 8);
      for (let lane = j << 6; lane < (j << 6) + 64; lane += 16) {
        const value = v128.load(from + lane);
        v128.store(r + lane, times(value, c));
        v128.store(i + lane, times(value, s));
      }
    }
    memory.fill(r + (count << 6), 0, (n - count) << 6);
    memory.fill(i + (count << 6), 0, (n - count) << 6);
  }
}

/** The real part of complex panels times cos - i sin of their place. */
export function untwistPanels(
  re: usize, im: usize, x: usize, twist: usize, count: usize, depth: usize, n: usize, panels: usize,
): void {
  for (let p: usize = 0; p < panels; p++) {
    const to = x + ((p * depth) << 6), r = re + ((p * n) << 6), i = im + ((p * n) << 6);
    for (let j: usize = 0; j < count; j++) {
      const c = v128.load64_splat(twist + (j << 4)), s = v128.load64_splat(twist + (j << 4), 8);
      for (let lane = j << 6; lane < (j << 6) + 64; lane += 16)
        v128.store(to + lane, plus(times(v128.load(r + lane), c), times(v128.load(i + lane), s)));
    }
  }
}

/**
 * Circular convolutions along complex panels of `count` places in `depth`: twisted into scratch of n places, transformed,
 * multiplied wave by wave, transformed back and untwisted, once for each of the `ways`, and added up. The kernel's waves
 * stand panel by panel, in each way by way; so do the twists.
 */
export function convolvePanels(
  re: usize, im: usize, kernelRe: usize, kernelIm: usize, workRe: usize, workIm: usize, sumRe: usize, sumIm: usize,
  twist: usize, table: usize, count: usize, depth: usize, n: usize, panels: usize, ways: usize,
): void {
  const whole = n << 6, held = count << 6;
  for (let p: usize = 0; p < panels; p++) {
    const r = re + ((p * depth) << 6), i = im + ((p * depth) << 6);
    memory.fill(sumRe, 0, held);
    memory.fill(sumIm, 0, held);
    for (let way: usize = 0; way < ways; way++) {
      const turns = twist + ((way * n) << 4), waves = (p * ways + way) * whole;
      for (let j: usize = 0; j < count; j++) {
        const c = v128.load64_splat(turns + (j << 4)), s = v128.load64_splat(turns + (j << 4), 8);
        for (let lane = j << 6; lane < (j << 6) + 64; lane += 16) {
          const x = v128.load(r + lane), y = v128.load(i + lane);
          v128.store(workRe + lane, minus(times(x, c), times(y, s)));
          v128.store(workIm + lane, plus(times(y, c), times(x, s)));
        }
      }
      memory.fill(workRe + held, 0, whole - held);
      memory.fill(workIm + held, 0, whole - held);
      toWaves(workRe, workIm, table, n);
      for (let at: usize = 0; at < whole; at += 16) {
        const x = v128.load(workRe + at), y = v128.load(workIm + at);
        const c = v128.load(kernelRe + waves + at), s = v128.load(kernelIm + waves + at);
        v128.store(workRe + at, minus(times(x, c), times(y, s)));
        v128.store(workIm + at, plus(times(x, s), times(y, c)));
      }
      toPlaces(workRe, workIm, table, n);
      for (let j: usize = 0; j < count; j++) {
        const c = v128.load64_splat(turns + (j << 4)), s = v128.load64_splat(turns + (j << 4), 8);
        for (let lane = j << 6; lane < (j << 6) + 64; lane += 16) {
          const x = v128.load(workRe + lane), y = v128.load(workIm + lane);
          v128.store(sumRe + lane, plus(v128.load(sumRe + lane), plus(times(x, c), times(y, s))));
          v128.store(sumIm + lane, plus(v128.load(sumIm + lane), minus(times(y, c), times(x, s))));
        }
      }
    }
    memory.copy(r, sumRe, held);
    memory.copy(i, sumIm, held);
  }
}
