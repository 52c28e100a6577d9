import { exponential, logarithm } from "./functions";

/*
 * What moves a block of particles: coordinates are arrays of n numbers with room for a whole number of pairs.
 */

/** out = x + h f + s g z; two pairs a turn. */
export function advance(x: usize, f: usize, h: f64, g: usize, z: usize, s: f64, out: usize, n: i32): void {
  const hv = f64x2.splat(h), sv = f64x2.splat(s);
  const end = (<usize>n) << 3;
  let i: usize = 0;
  for (; i + 16 < end; i += 32) {
    const noise = f64x2.mul(sv, f64x2.mul(v128.load(g + i), v128.load(z + i)));
    const other = f64x2.mul(sv, f64x2.mul(v128.load(g + i, 16), v128.load(z + i, 16)));
    v128.store(out + i, f64x2.add(v128.load(x + i), f64x2.add(f64x2.mul(hv, v128.load(f + i)), noise)));
    v128.store(out + i, f64x2.add(v128.load(x + i, 16), f64x2.add(f64x2.mul(hv, v128.load(f + i, 16)), other)), 16);
  }
  if (i < end) {
    const noise = f64x2.mul(sv, f64x2.mul(v128.load(g + i), v128.load(z + i)));
    v128.store(out + i, f64x2.add(v128.load(x + i), f64x2.add(f64x2.mul(hv, v128.load(f + i)), noise)));
  }
}

/** out = x + a g z. */
export function addScaled(x: usize, a: f64, g: usize, z: usize, out: usize, n: i32): void {
  const av = f64x2.splat(a);
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16)
    v128.store(out + i, f64x2.add(v128.load(x + i), f64x2.mul(av, f64x2.mul(v128.load(g + i), v128.load(z + i)))));
}

/** out = a x + b y. */
export function blend(x: usize, a: f64, y: usize, b: f64, out: usize, n: i32): void {
  const av = f64x2.splat(a), bv = f64x2.splat(b);
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16)
    v128.store(out + i, f64x2.add(f64x2.mul(av, v128.load(x + i)), f64x2.mul(bv, v128.load(y + i))));
}

/** sum += x². */
export function addSquares(x: usize, sum: usize, n: i32): void {
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16) {
    const v = v128.load(x + i);
    v128.store(sum + i, f64x2.add(v128.load(sum + i), f64x2.mul(v, v)));
  }
}

/** f /= 1 + h √square. */
export function tame(f: usize, h: f64, square: usize, n: i32): void {
  const one = f64x2.splat(1), hv = f64x2.splat(h);
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16) {
    const size = f64x2.sqrt(v128.load(square + i));
    v128.store(f + i, f64x2.div(v128.load(f + i), f64x2.add(one, f64x2.mul(hv, size))));
  }
}

/** Folds x back into [lower, upper]; either may be infinite. Whatever leaves by more than the length is folded again. */
export function fold(x: usize, lower: f64, upper: f64, n: i32): void {
  if (allWithin(x, lower, upper, n)) return;
  // with what completes the last pair, which moves as the others do
  for (let i: usize = 0, end = (<usize>((n + 1) & ~1)) << 3; i < end; i += 8)
    store<f64>(x + i, folded(load<f64>(x + i), lower, upper));
}

/** Whether all of x lie in [lower, upper]; NaN does not. What completes the last pair is looked at too. */
export function allWithin(x: usize, lower: f64, upper: f64, n: i32): bool {
  const lo = f64x2.splat(lower), hi = f64x2.splat(upper);
  let inside = i64x2.splat(-1);
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16) {
    const v = v128.load(x + i);
    inside = v128.and(inside, v128.and(f64x2.ge(v, lo), f64x2.le(v, hi)));
  }
  return i64x2.all_true(inside);
}

function folded(value: f64, lower: f64, upper: f64): f64 {
  if (value >= lower && value <= upper) return value;
  if (!(Math.abs(value) < Infinity)) return NaN;
  if (upper == Infinity) return lower + (lower - value);
  if (lower == -Infinity) return upper - (value - upper);
  const length = upper - lower;
  let place = (value - lower) % (2 * length);
  if (place < 0) place += 2 * length;
  return lower + (place > length ? 2 * length - place : place);
}

/** Takes x round a ring that starts at `lower`. */
export function wrap(x: usize, lower: f64, length: f64, n: i32): void {
  const lo = f64x2.splat(lower), hi = f64x2.splat(lower + length);
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16) {
    const v = v128.load(x + i);
    const outside = v128.or(f64x2.lt(v, lo), f64x2.ge(v, hi));
    if (!v128.any_true(outside)) continue;
    store<f64>(x + i, wrapped(f64x2.extract_lane(v, 0), lower, length));
    store<f64>(x + i, wrapped(f64x2.extract_lane(v, 1), lower, length), 8);
  }
}

function wrapped(value: f64, lower: f64, length: f64): f64 {
  // what is inside stays, whatever its neighbour in the pair does
  if (value >= lower && value < lower + length) return value;
  const turns = Math.floor((value - lower) / length);
  const place = value - turns * length;
  // a value just below the start may round up to the end
  return place >= lower + length ? lower : place < lower ? lower : place;
}

/**
 * Reflects at a wall along D n instead of n: x by twice the overshoot, y by Dxy/Dxx of that. `sign` is −1 for a lower
 * wall and 1 for an upper one. Gives how many it reflected.
 */
export function reflectOblique(
  x: usize,
  y: usize,
  wall: f64,
  sign: f64,
  Dxx: usize,
  Dxy: usize,
  n: i32,
): i32 {
  let count = 0;
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 8) {
    const over = sign * (load<f64>(x + i) - wall);
    if (!(over > 0)) continue;
    const slope = load<f64>(Dxy + i) / load<f64>(Dxx + i);
    store<f64>(x + i, load<f64>(x + i) - 2 * sign * over);
    store<f64>(y + i, load<f64>(y + i) - 2 * sign * over * slope);
    count++;
  }
  return count;
}

/**
 * Reflects at a wall what a step has moved from `from` to x, in continuous time: with a and b the distances from the wall before
 * and after (b < 0 beyond it), v = 2Dh, and u a uniform number, m = (a + b − √((a − b)² − 2v ln u))/2 is the least distance of
 * the Brownian bridge between them, and −m, where m < 0, is how far the wall has pushed (Lépingle 1995). The law is exact for
 * constant drift and D. With `other` the push goes along D n: other moves by Dxy/Dxx times as much.
 */
export function reflectBridge(
  from: usize,
  x: usize,
  wall: f64,
  sign: f64,
  D: usize,
  h: f64,
  uniform: usize,
  other: usize,
  Dxy: usize,
  n: i32,
): void {
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 8) {
    const to = load<f64>(x + i);
    const a = sign * (wall - load<f64>(from + i));
    const b = sign * (wall - to);
    const spread = load<f64>(D + i) * h;
    // whoever comes from further than 12 standard deviations is left to be folded, in whatever block
    if (!(b > -Infinity) || (b > 0 && a * b > 40 * spread) || a * a > 288 * spread) continue;
    const u = Math.max(load<f64>(uniform + i), 1e-300);
    const least = 0.5 * (a + b - Math.sqrt((a - b) * (a - b) - 4 * spread * Math.log(u)));
    if (!(least < 0)) continue;
    store<f64>(x + i, to + sign * least);
    if (other) store<f64>(other + i, load<f64>(other + i) + sign * least * (load<f64>(Dxy + i) / load<f64>(D + i)));
  }
}

/**
 * Who leaves through a wall in a step from `from` to `to`: beyond it, or across and back, with the probability
 * exp(−ab/(D h)) of a Brownian bridge between distances a and b from the wall (Andersen and Piterbarg; Gobet 2000).
 * Adds `mark` to flags[k], a number, for those who do.
 */
export function exits(
  from: usize,
  to: usize,
  wall: f64,
  sign: f64,
  D: usize,
  h: f64,
  uniform: usize,
  bridge: bool,
  mark: f64,
  flags: usize,
  n: i32,
): i32 {
  let count = 0;
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 8) {
    const a = sign * (wall - load<f64>(from + i));
    const b = sign * (wall - load<f64>(to + i));
    // whoever became infinite has not left, but is lost
    let gone = b <= 0 && b > -Infinity;
    if (bridge && b > 0) {
      const spread = load<f64>(D + i) * h;
      if (a * b < 40 * spread) gone = load<f64>(uniform + i) < Math.exp((-a * b) / spread);
    }
    if (!gone) continue;
    store<f64>(flags + i, load<f64>(flags + i) + mark);
    count++;
  }
  return count;
}

/** u = −ln(1 − u): exponential from uniform numbers. */
export function waits(u: usize, n: i32): void {
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16)
    v128.store(u + i, f64x2.neg(logarithm(f64x2.sub(f64x2.splat(1), v128.load(u + i)))));
}

/** exp x, the same in every engine. */
export function exp(x: f64): f64 {
  return f64x2.extract_lane(exponential(f64x2.splat(x)), 0);
}

/** 1 when an entry is not finite, else 0; what completes the last pair is looked at too. */
export function notFinite(x: usize, n: i32): bool {
  let bad = f64x2.splat(0);
  for (let i: usize = 0, end = (<usize>n) << 3; i < end; i += 16) {
    const v = v128.load(x + i);
    // infinity less itself is no number
    bad = v128.or(bad, f64x2.ne(f64x2.sub(v, v), f64x2.splat(0)));
  }
  return v128.any_true(bad);
}
