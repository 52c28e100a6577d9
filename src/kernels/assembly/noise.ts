/*
 * Counter-based noise: the draw of (seed, particle, step, lane) is a pure function of the four.
 *
 * The fast stream hashes key(particle) XOR word(step, lane) with the finaliser of SplitMix64 (Steele, Lea and Flood 2014;
 * constants of Stafford's variant 13). Keys and words are hashes themselves, so that neighbouring counters have nothing
 * in common. The reference stream is Philox4x32-10 (Salmon et al. 2011). Both feed a ziggurat of 256 layers
 * (Marsaglia and Tsang 2000, with the sign and layer taken from bits the position does not use, Doornik 2005).
 */

const GOLDEN: u64 = 0x9e3779b97f4a7c15;
/** Where the tail of the ziggurat starts, for 256 layers, and the area of each layer. */
const TAIL: f64 = 3.6541528853610088;
const AREA: f64 = 0.00492867323399;
/** Positions have 52 bits. */
const SCALE: f64 = 4503599627370496.0;
/** Byte offsets of the three tables: largest position that is surely inside, width of a step of position, density. */
const WIDTH: usize = 2048;
const HEIGHT: usize = 4096;
const UNIT: f64 = 1.1102230246251565e-16;

// @ts-ignore: decorator
@inline
function mixed(value: u64): u64 {
  let z = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// @ts-ignore: decorator
@inline
function joined(high: u32, low: u32): u64 {
  return ((<u64>high) << 32) | (<u64>low);
}

/** Fills the tables, 6144 bytes. */
export function zigguratTables(tables: usize): void {
  const f = Math.exp(-0.5 * TAIL * TAIL);
  let x = TAIL;
  let above = x;
  const q = AREA / f;
  store<u64>(tables, <u64>((x / q) * SCALE));
  store<u64>(tables + 8, 0);
  store<f64>(tables + WIDTH, q / SCALE);
  store<f64>(tables + WIDTH + 255 * 8, x / SCALE);
  store<f64>(tables + HEIGHT, 1.0);
  store<f64>(tables + HEIGHT + 255 * 8, f);
  for (let i = 254; i >= 1; i--) {
    x = Math.sqrt(-2.0 * Math.log(AREA / x + Math.exp(-0.5 * x * x)));
    store<u64>(tables + ((<usize>i + 1) << 3), <u64>((x / above) * SCALE));
    above = x;
    store<f64>(tables + HEIGHT + ((<usize>i) << 3), Math.exp(-0.5 * x * x));
    store<f64>(tables + WIDTH + ((<usize>i) << 3), x / SCALE);
  }
}

/** keys[k] for particles first … first + n − 1. */
export function particleKeys(keys: usize, seedHigh: u32, seedLow: u32, first: f64, n: i32): void {
  const seed = mixed(joined(seedHigh, seedLow) + GOLDEN);
  for (let k = 0; k < n; k++) store<u64>(keys + ((<usize>k) << 3), mixed(seed + (<u64>first + <u64>k) * GOLDEN));
}

// @ts-ignore: decorator
@inline
function wordOf(seedHigh: u32, seedLow: u32, step: f64, lane: u32): u64 {
  const seed = mixed(joined(seedHigh, seedLow) + 2 * GOLDEN);
  return mixed(seed + (<u64>step * 64 + <u64>lane) * GOLDEN);
}

/** Further draws for the few positions that the first one does not settle. */
// @ts-ignore: decorator
@inline
function further(key: u64, word: u64, attempt: u64): u64 {
  return mixed(mixed(key + attempt * GOLDEN) ^ word);
}

let outputA: u64 = 0;
let outputB: u64 = 0;

/** Philox4x32 with ten rounds: 128 bits into `outputA`, `outputB`. */
// @ts-ignore: decorator
@inline
function philox(a: u32, b: u32, c: u32, d: u32, key0: u32, key1: u32): void {
  for (let round = 0; round < 10; round++) {
    const p: u64 = (<u64>a) * 0xd2511f53;
    const q: u64 = (<u64>c) * 0xcd9e8d57;
    a = (<u32>(q >> 32)) ^ b ^ key0;
    c = (<u32>(p >> 32)) ^ d ^ key1;
    b = <u32>q;
    d = <u32>p;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  outputA = joined(b, a);
  outputB = joined(d, c);
}

/** The four words of Philox4x32-10, for its known answers. */
export function philoxWords(out: usize, a: u32, b: u32, c: u32, d: u32, key0: u32, key1: u32): void {
  philox(a, b, c, d, key0, key1);
  store<f64>(out, <f64>(<u32>outputA));
  store<f64>(out, <f64>(<u32>(outputA >> 32)), 8);
  store<f64>(out, <f64>(<u32>outputB), 16);
  store<f64>(out, <f64>(<u32>(outputB >> 32)), 24);
}

// @ts-ignore: decorator
@inline
function position(u: u64): i64 {
  return <i64>((u >> 9) & 0xfffffffffffff);
}

// @ts-ignore: decorator
@inline
function signed(u: u64, x: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) | ((u & 256) << 55));
}

// @ts-ignore: decorator
@inline
function unit(u: u64): f64 {
  return (<f64>(<i64>(u >> 11))) * UNIT;
}

/** What one word gives besides its layer's inner part: in the tail or the wedge, or NaN for another try. */
function outer(tables: usize, u: u64, v: u64, w: u64): f64 {
  const layer: usize = (<usize>(u & 255)) << 3;
  if (layer == 0) {
    const x = -Math.log(1.0 - unit(v)) / TAIL;
    const y = -Math.log(1.0 - unit(w));
    return y + y > x * x ? signed(u, TAIL + x) : NaN;
  }
  const x = (<f64>position(u)) * load<f64>(tables + WIDTH + layer);
  const low = load<f64>(tables + HEIGHT + layer - 8);
  const high = load<f64>(tables + HEIGHT + layer);
  return (low - high) * unit(v) + high < Math.exp(-0.5 * x * x) ? signed(u, x) : NaN;
}

/** What the fast path did not settle. */
function settle(tables: usize, first: u64, key: u64, word: u64): f64 {
  let u = first;
  for (let attempt: u64 = 1; ; attempt += 3) {
    const layer: usize = (<usize>(u & 255)) << 3;
    const at = position(u);
    if (at < load<i64>(tables + layer)) return signed(u, (<f64>at) * load<f64>(tables + WIDTH + layer));
    const x = outer(tables, u, further(key, word, attempt), further(key, word, attempt + 1));
    if (x == x) return x;
    u = further(key, word, attempt + 2);
  }
  return NaN;
}

/** Numbers drawn in one pass. */
const PASS: i32 = 512;
/** Where those of a pass are that the inner part of their layer does not settle, in bytes. */
const OPEN: usize = memory.data(2048);

/**
 * What the inner parts of the layers give for two words, right for 99 in 100; the others are put down in `OPEN`. A position of
 * 52 bits behind the exponent of 2^52 is 2^52 and the position, which makes a number of it without a conversion.
 * @returns how many are open, `count` and those of these two
 */
// @ts-ignore: decorator
@inline
function innerPair(out: usize, k: usize, u: u64, v: u64, tables: usize, count: usize): usize {
  const layer = tables + ((<usize>(u & 255)) << 3), layer2 = tables + ((<usize>(v & 255)) << 3);
  const words = i64x2.replace_lane(i64x2.splat(u), 1, v);
  const at = v128.and(i64x2.shr_u(words, 9), i64x2.splat(0xfffffffffffff));
  const steps = f64x2.sub(v128.or(at, f64x2.splat(SCALE)), f64x2.splat(SCALE));
  const width = v128.load64_lane(layer2, v128.load64_zero(layer, WIDTH), 1, WIDTH);
  const sign = v128.and(i64x2.shl(words, 55), f64x2.splat(-0.0));
  v128.store(out + k, v128.or(f64x2.mul(steps, width), sign));
  const inside = i64x2.bitmask(i64x2.sub(at, v128.load64_lane(layer2, v128.load64_zero(layer), 1)));
  if (inside == 3) return count;
  if ((inside & 1) == 0) {
    store<u32>(OPEN + (count << 2), <u32>k);
    count++;
  }
  if ((inside & 2) == 0) {
    store<u32>(OPEN + (count << 2), <u32>k + 8);
    count++;
  }
  return count;
}

// @ts-ignore: decorator
@inline
function hashed(keys: usize, word: u64): u64 {
  return mixed(load<u64>(keys) ^ word);
}

/**
 * {@link innerPair} for a pass. The loop calls nothing, which would cost it the registers and take twice as long. Where n is
 * odd, one more is drawn.
 */
function inner(out: usize, keys: usize, tables: usize, word: u64, n: i32): usize {
  let count: usize = 0, k: usize = 0;
  for (const fours = (<usize>(n & ~3)) << 3; k < fours; k += 32) {
    const own = keys + k;
    count = innerPair(out, k, hashed(own, word), hashed(own + 8, word), tables, count);
    count = innerPair(out, k + 16, hashed(own + 16, word), hashed(own + 24, word), tables, count);
  }
  for (const end = (<usize>n) << 3; k < end; k += 16)
    count = innerPair(out, k, hashed(keys + k, word), hashed(keys + k + 8, word), tables, count);
  return count;
}

/** out[k] ~ N(0, 1) from the fast stream, for k < n. */
export function normals(
  out: usize,
  keys: usize,
  tables: usize,
  seedHigh: u32,
  seedLow: u32,
  step: f64,
  lane: u32,
  n: i32,
): void {
  const word = wordOf(seedHigh, seedLow, step, lane);
  for (let start = 0; start < n; start += PASS) {
    const from = (<usize>start) << 3;
    const count = inner(out + from, keys + from, tables, word, min(n - start, PASS));
    for (let k: usize = 0; k < count; k++) {
      const at = from + <usize>load<u32>(OPEN + (k << 2));
      const key = load<u64>(keys + at);
      store<f64>(out + at, settle(tables, mixed(key ^ word), key, word));
    }
  }
}

/** out[k] uniform in [0, 1), from the fast stream. */
export function uniforms(out: usize, keys: usize, seedHigh: u32, seedLow: u32, step: f64, lane: u32, n: i32): void {
  const word = wordOf(seedHigh, seedLow, step, lane);
  for (let k: usize = 0, end = (<usize>n) << 3; k < end; k += 8)
    store<f64>(out + k, unit(mixed(load<u64>(keys + k) ^ word)));
}

/** Philox of (particle, step, lane, attempt) under the seed. */
// @ts-ignore: decorator
@inline
function philoxAt(particle: u64, step: u64, lane: u32, attempt: u32, seedHigh: u32, seedLow: u32): void {
  philox(<u32>particle, <u32>step, (<u32>(step >> 32)) | (lane << 24), (<u32>(particle >> 32)) | (attempt << 16), seedLow, seedHigh);
}

function settlePhilox(tables: usize, first: u64, particle: u64, step: u64, lane: u32, high: u32, low: u32): f64 {
  let u = first;
  for (let attempt: u32 = 1; ; attempt += 2) {
    const layer: usize = (<usize>(u & 255)) << 3;
    const at = position(u);
    if (at < load<i64>(tables + layer)) return signed(u, (<f64>at) * load<f64>(tables + WIDTH + layer));
    philoxAt(particle, step, lane, attempt, high, low);
    const x = outer(tables, u, outputA, outputB);
    if (x == x) return x;
    philoxAt(particle, step, lane, attempt + 1, high, low);
    u = outputA;
  }
  return NaN;
}

/** As `normals`, from Philox4x32-10; here `particles` holds the particles' numbers. */
export function philoxNormals(
  out: usize,
  particles: usize,
  tables: usize,
  seedHigh: u32,
  seedLow: u32,
  step: f64,
  lane: u32,
  n: i32,
): void {
  for (let k: usize = 0, end = (<usize>n) << 3; k < end; k += 8) {
    const particle = load<u64>(particles + k);
    philoxAt(particle, <u64>step, lane, 0, seedHigh, seedLow);
    store<f64>(out + k, settlePhilox(tables, outputA, particle, <u64>step, lane, seedHigh, seedLow));
  }
}

/** As `uniforms`, from Philox4x32-10. */
export function philoxUniforms(
  out: usize,
  particles: usize,
  seedHigh: u32,
  seedLow: u32,
  step: f64,
  lane: u32,
  n: i32,
): void {
  for (let k: usize = 0, end = (<usize>n) << 3; k < end; k += 8) {
    philoxAt(load<u64>(particles + k), <u64>step, lane, 0, seedHigh, seedLow);
    store<f64>(out + k, unit(outputA));
  }
}

/** particles[k] = first + k, as Philox takes them. */
export function particleNumbers(particles: usize, first: f64, n: i32): void {
  for (let k = 0; k < n; k++) store<u64>(particles + ((<usize>k) << 3), <u64>first + <u64>k);
}
