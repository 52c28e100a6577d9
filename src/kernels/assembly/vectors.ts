import { flushed } from "./simd";

/** out = a x + b y + c z. Arrays hold a whole number of pairs. */
export function combine(x: usize, a: f64, y: usize, b: f64, z: usize, c: f64, out: usize, n: usize): void {
  const av = f64x2.splat(a), bv = f64x2.splat(b), cv = f64x2.splat(c);
  for (let i: usize = 0; i < n << 3; i += 16) {
    const s = f64x2.add(f64x2.mul(av, v128.load(x + i)), f64x2.mul(bv, v128.load(y + i)));
    v128.store(out + i, flushed(f64x2.add(s, f64x2.mul(cv, v128.load(z + i)))));
  }
}

/** Sum of |x|. */
export function absoluteSum(x: usize, n: usize): f64 {
  let s = f64x2.splat(0);
  for (let i: usize = 0; i < n << 3; i += 16) s = f64x2.add(s, f64x2.abs(v128.load(x + i)));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Sum of |a x + b y + c z|. */
export function combinedSize(x: usize, a: f64, y: usize, b: f64, z: usize, c: f64, n: usize): f64 {
  const av = f64x2.splat(a), bv = f64x2.splat(b), cv = f64x2.splat(c);
  let total = f64x2.splat(0);
  for (let i: usize = 0; i < n << 3; i += 16) {
    const s = f64x2.add(f64x2.mul(av, v128.load(x + i)), f64x2.mul(bv, v128.load(y + i)));
    total = f64x2.add(total, f64x2.abs(f64x2.add(s, f64x2.mul(cv, v128.load(z + i)))));
  }
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

// @ts-ignore: decorator
@inline
function weighted(a: v128, x: v128, b: v128, y: v128, c: v128, z: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(a, x), f64x2.mul(b, y)), f64x2.mul(c, z));
}

// @ts-ignore: decorator
@inline
function both(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/**
 * out = a x + b y + c z, x = d x + e y + f z, and the sums of |x - y|, |y - z| and of |x| as it is then, all in one pass.
 */
export function extrapolate(
  x: usize, y: usize, z: usize, a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, out: usize, sums: usize, n: usize,
): void {
  const av = f64x2.splat(a), bv = f64x2.splat(b), cv = f64x2.splat(c);
  const dv = f64x2.splat(d), ev = f64x2.splat(e), fv = f64x2.splat(f);
  let first = f64x2.splat(0), second = first, size = first;
  for (let i: usize = 0; i < n << 3; i += 16) {
    const p = v128.load(x + i), q = v128.load(y + i), r = v128.load(z + i);
    first = f64x2.add(first, f64x2.abs(f64x2.sub(p, q)));
    second = f64x2.add(second, f64x2.abs(f64x2.sub(q, r)));
    const error = flushed(weighted(dv, p, ev, q, fv, r));
    size = f64x2.add(size, f64x2.abs(error));
    v128.store(out + i, flushed(weighted(av, p, bv, q, cv, r)));
    v128.store(x + i, error);
  }
  store<f64>(sums, both(first));
  store<f64>(sums, both(second), 8);
  store<f64>(sums, both(size), 16);
}

/** Sum of the negative entries, as a positive number. The minimum here and the maximum below keep NaN, and are one instruction. */
export function negativeSum(x: usize, n: usize): f64 {
  const zero = f64x2.splat(0);
  let s = zero;
  for (let i: usize = 0; i < n << 3; i += 16) s = f64x2.add(s, f64x2.pmin(v128.load(x + i), zero));
  return -(f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1));
}

/** x = max(x, 0)·scale */
export function clip(x: usize, scale: f64, n: usize): void {
  const zero = f64x2.splat(0), sv = f64x2.splat(scale);
  for (let i: usize = 0; i < n << 3; i += 16) v128.store(x + i, f64x2.mul(sv, f64x2.pmax(v128.load(x + i), zero)));
}

/** Sum of x. */
export function sum(x: usize, n: usize): f64 {
  let s = f64x2.splat(0);
  for (let i: usize = 0; i < n << 3; i += 16) s = f64x2.add(s, v128.load(x + i));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Sum of x y. */
export function dot(x: usize, y: usize, n: usize): f64 {
  let s = f64x2.splat(0);
  for (let i: usize = 0; i < n << 3; i += 16) s = f64x2.add(s, f64x2.mul(v128.load(x + i), v128.load(y + i)));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Smallest entry; NaN where there is one. */
export function minimum(x: usize, n: usize): f64 {
  const even = n & ~1, last = load<f64>(x + ((n - 1) << 3));
  let m = f64x2.splat(last), sum = m;
  for (let i: usize = 0; i < even << 3; i += 16) {
    const value = v128.load(x + i);
    m = f64x2.pmin(m, value);
    sum = f64x2.add(sum, value);
  }
  const total = both(sum);
  return total != total ? total : min<f64>(f64x2.extract_lane(m, 0), f64x2.extract_lane(m, 1));
}

/** Where the memory that belongs to nobody begins. */
export function heapBase(): usize {
  return __heap_base;
}
