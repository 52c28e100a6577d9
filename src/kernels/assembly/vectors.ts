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

/** Sum of the negative entries, as a positive number. */
export function negativeSum(x: usize, n: usize): f64 {
  const zero = f64x2.splat(0);
  let s = zero;
  for (let i: usize = 0; i < n << 3; i += 16) s = f64x2.add(s, f64x2.min(v128.load(x + i), zero));
  return -(f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1));
}

/** x = max(x, 0)·scale */
export function clip(x: usize, scale: f64, n: usize): void {
  const zero = f64x2.splat(0), sv = f64x2.splat(scale);
  for (let i: usize = 0; i < n << 3; i += 16) v128.store(x + i, f64x2.mul(sv, f64x2.max(v128.load(x + i), zero)));
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

/** Smallest entry. */
export function minimum(x: usize, n: usize): f64 {
  let m: f64 = load<f64>(x);
  for (let i: usize = 8; i < n << 3; i += 8) m = min<f64>(m, load<f64>(x + i));
  return m;
}

/** Where the memory that belongs to nobody begins. */
export function heapBase(): usize {
  return __heap_base;
}
