// Implicit line solves (I - aA)x = r along the slow index of a [count][lines] array, in flux form:
// r += w (G_below - G_above) with G the implicit flux, so that mass telescopes to rounding.
// w = 2 is Crank-Nicolson over 2a, w = 1 backward Euler over a.
// Pivots are free of subtraction (Grassmann, Taksar, Heyman 1985): up and down are the fractions of
// what arrives at a cell that leave it upwards and downwards. See docs/method.md, "Line solves".

const TINY: f64 = 1e-200; // denormals slow a sweep fifty times; nothing below this is a density
const TILE: usize = 64; // columns swept together, so that coefficients are still in cache on the way back

// @ts-ignore: decorator
@inline
function flushed(x: v128): v128 {
  return v128.and(x, f64x2.gt(f64x2.abs(x), f64x2.splat(TINY)));
}

// @ts-ignore: decorator
@inline
function flush(x: f64): f64 {
  return Math.abs(x) > TINY ? x : 0;
}

/** Fractions for (I - aA) along open lines. `stay` is scratch of one number a line. */
export function factorLines(
  forward: usize, backward: usize, a: f64, up: usize, down: usize, stay: usize, count: usize, lines: usize,
): void {
  const one = f64x2.splat(1), av = f64x2.splat(a);
  const row = lines << 3, pairs = (lines & ~1) << 3;
  for (let k: usize = 0; k < row; k += 8) store<f64>(stay + k, 1);
  for (let i: usize = 0; i < count; i++) {
    const at = i * row;
    for (let k: usize = 0; k < pairs; k += 16) {
      const f = f64x2.mul(av, v128.load(forward + at + k)), b = f64x2.mul(av, v128.load(backward + at + k));
      const s = f64x2.add(one, f64x2.mul(b, v128.load(stay + k)));
      const inverse = f64x2.div(one, f64x2.add(s, f));
      v128.store(up + at + k, f64x2.mul(f, inverse));
      v128.store(down + at + k, f64x2.mul(b, inverse));
      v128.store(stay + k, f64x2.mul(s, inverse));
    }
    for (let k = pairs; k < row; k += 8) {
      const f = a * load<f64>(forward + at + k), b = a * load<f64>(backward + at + k);
      const s = 1 + b * load<f64>(stay + k), inverse = 1 / (s + f);
      store<f64>(up + at + k, f * inverse);
      store<f64>(down + at + k, b * inverse);
      store<f64>(stay + k, s * inverse);
    }
  }
}

/**
 * Sweeps every open line `repeats` times. `y` is scratch like r; `carry` of two numbers a line.
 * Adds what left through the lower and upper ends to left[0] and left[1].
 */
export function sweepLines(
  r: usize, up: usize, down: usize, y: usize, carry: usize, left: usize, w: f64, count: usize, lines: usize, repeats: i32,
): void {
  const pairs = lines & ~1;
  for (let first: usize = 0; first < pairs; first += TILE) {
    const width = min<usize>(TILE, pairs - first);
    for (let n = 0; n < repeats; n++) sweepTile(r, up, down, y, carry, left, w, count, lines, first << 3, width << 3);
  }
  if (pairs < lines) for (let n = 0; n < repeats; n++) sweepLine(r, up, down, y, left, w, count, lines, pairs);
}

function sweepTile(
  r: usize, up: usize, down: usize, y: usize, carry: usize, left: usize, w: f64, count: usize, lines: usize, first: usize, width: usize,
): void {
  const row = lines << 3, wv = f64x2.splat(w), zero = f64x2.splat(0);
  const below = carry, flux = carry + row; // u, what comes down from the cell above, and G, the flux above it
  for (let k = first; k < first + width; k += 16) v128.store(y + k, flushed(v128.load(r + k)));
  for (let i: usize = 1; i < count; i++) {
    let p = r + i * row + first, q = y + i * row + first, c = up + (i - 1) * row + first, previous = q - row;
    for (const end = p + width; p < end; p += 16) {
      v128.store(q, flushed(f64x2.add(v128.load(p), f64x2.mul(v128.load(c), v128.load(previous)))));
      q += 16; c += 16; previous += 16;
    }
  }
  let sum = zero;
  const top = (count - 1) * row;
  for (let k = first; k < first + width; k += 16) {
    const q = v128.load(y + top + k), g = f64x2.mul(v128.load(up + top + k), q);
    v128.store(below + k, f64x2.mul(v128.load(down + top + k), q));
    v128.store(flux + k, g);
    sum = f64x2.add(sum, g);
  }
  store<f64>(left, load<f64>(left, 8) + w * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)), 8);
  for (let i = count - 1; i > 0; i--) {
    const above = r + i * row + first;
    let p = above, c = y + (i - 1) * row + first, l = up + (i - 1) * row + first, d = down + (i - 1) * row + first;
    let b = below + first, f = flux + first;
    for (const end = p + width; p < end; p += 16) {
      const u = v128.load(b), q = flushed(f64x2.add(v128.load(c), u));
      const g = f64x2.sub(f64x2.mul(v128.load(l), q), u);
      v128.store(p, f64x2.add(v128.load(p), f64x2.mul(wv, f64x2.sub(g, v128.load(f)))));
      v128.store(f, g);
      v128.store(b, f64x2.mul(v128.load(d), q));
      c += 16; l += 16; d += 16; b += 16; f += 16;
    }
  }
  sum = zero;
  for (let k = first; k < first + width; k += 16) {
    const u = v128.load(below + k);
    v128.store(r + k, f64x2.sub(v128.load(r + k), f64x2.mul(wv, f64x2.add(u, v128.load(flux + k)))));
    sum = f64x2.add(sum, u);
  }
  store<f64>(left, load<f64>(left) + w * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/** One line, elements `lines` apart, starting at element `line`. */
function sweepLine(
  r: usize, up: usize, down: usize, y: usize, left: usize, w: f64, count: usize, lines: usize, line: usize,
): void {
  const step = lines << 3;
  let at = line << 3;
  let carried = flush(load<f64>(r + at));
  store<f64>(y + at, carried);
  for (let i: usize = 1; i < count; i++) {
    carried = flush(load<f64>(r + at + step) + load<f64>(up + at) * carried);
    at += step;
    store<f64>(y + at, carried);
  }
  let q = carried;
  let g = load<f64>(up + at) * q;
  let u = load<f64>(down + at) * q;
  store<f64>(left, load<f64>(left, 8) + w * g, 8);
  for (let i = count - 1; i > 0; i--) {
    const above = at;
    at -= step;
    q = flush(load<f64>(y + at) + u);
    const next = load<f64>(up + at) * q - u;
    store<f64>(r + above, load<f64>(r + above) + w * (next - g));
    g = next;
    u = load<f64>(down + at) * q;
  }
  store<f64>(r + at, load<f64>(r + at) - w * (u + g));
  store<f64>(left, load<f64>(left) + w * u);
}
