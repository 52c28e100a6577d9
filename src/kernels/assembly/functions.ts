/*
 * Elementary functions of two numbers at a time, in WebAssembly alone: the same bits in every engine. Polynomials of
 * fdlibm (Sun Microsystems 1993) and Cephes (Moshier 1992); errors of one or two units in the last place.
 */

// @ts-ignore: decorator
@inline
function both(a: f64): v128 {
  return f64x2.splat(a);
}

// @ts-ignore: decorator
@inline
function next(p: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), f64x2.splat(c));
}

/*
 * Numbers that many passes need are kept in memory: loading one is quicker than making two of it.
 */
/** 64/ln 2. */
const PARTS: usize = memory.data<f64>([92.33248261689366]);
/** ln 2/64 in two parts: a multiple of the first one is exact. */
const PART_HIGH: usize = memory.data<f64>([0.010830424609594047]);
const PART_LOW: usize = memory.data<f64>([8.66550983900947e-11]);
/** 2^52 + 2^51: adding it leaves a whole number in the low bits. */
const WHOLE: usize = memory.data<f64>([6755399441055744.0]);
/** Up to this size the exponent of the result is one of a normal number. */
const WIDE: usize = memory.data<f64>([708.0]);
const MOST: usize = memory.data<f64>([709.782712893384]);
/** 1/k! from k = 2. */
const TERMS: usize = memory.data<f64>([0.5, 1.6666666666666666e-1, 4.1666666666666664e-2, 8.333333333333333e-3]);
/** 2^(j/64). */
// prettier-ignore
const ROOTS: usize = memory.data<f64>([
  1.0, 1.0108892860517005, 1.0218971486541166, 1.0330248790212284, 1.0442737824274138, 1.0556451783605572,
  1.0671404006768237, 1.0787607977571199, 1.0905077326652577, 1.102382583307841, 1.1143867425958924, 1.1265216186082418,
  1.1387886347566916, 1.1511892299529827, 1.1637248587775775, 1.1763969916502812, 1.189207115002721, 1.202156731452703,
  1.215247359980469, 1.22848053610687, 1.241857812073484, 1.255380757024691, 1.2690509571917332, 1.2828700160787783,
  1.2968395546510096, 1.3109612115247644, 1.3252366431597413, 1.339667524053303, 1.3542555469368927, 1.3690024229745905,
  1.383909881963832, 1.3989796725383112, 1.4142135623730951, 1.42961333839197, 1.4451808069770467, 1.460917794180647,
  1.4768261459394993, 1.4929077282912648, 1.5091644275934228, 1.5255981507445384, 1.5422108254079407, 1.559004400237837,
  1.5759808451078865, 1.593142151342267, 1.6104903319492543, 1.6280274218573478, 1.645755478153965, 1.6636765803267364,
  1.681792830507429, 1.7001063537185235, 1.718619298122478, 1.7373338352737062, 1.7562521603732995, 1.7753764925265212,
  1.7947090750031072, 1.8142521755003989, 1.8340080864093424, 1.8539791250833855, 1.8741676341103, 1.8945759815869656,
  1.9152065613971474, 1.9360617934922943, 1.9571441241754002, 1.978456026387951,
]);

// @ts-ignore: decorator
@inline
function held(address: usize): v128 {
  return v128.load64_splat(address);
}

/**
 * exp(x) = 2^k 2^(j/64) exp(r), |r| ≤ ln 2/128, exp(r) by its series to r^5 (Tang 1989). Below −708 it is 0. Errors below one unit
 * in the last place.
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  if (i64x2.all_true(f64x2.le(f64x2.abs(x), held(WIDE)))) return fromParts(x);
  return atTheEnds(x);
}

// @ts-ignore: decorator
@inline
function fromParts(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, held(PARTS)), held(WHOLE));
  const k = f64x2.sub(shifted, held(WHOLE));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, held(PART_HIGH))), f64x2.mul(k, held(PART_LOW)));
  const z = f64x2.mul(r, r);
  const low = f64x2.add(held(TERMS), f64x2.mul(r, held(TERMS + 8)));
  const high = f64x2.add(held(TERMS + 16), f64x2.mul(r, held(TERMS + 24)));
  const series = f64x2.add(r, f64x2.mul(z, f64x2.add(low, f64x2.mul(z, high))));
  const first: usize = ROOTS + ((i32x4.extract_lane(shifted, 0) & 63) << 3);
  const second: usize = ROOTS + ((i32x4.extract_lane(shifted, 2) & 63) << 3);
  const root = v128.load64_lane(second, v128.load64_splat(first), 1);
  const p = f64x2.add(root, f64x2.mul(root, series));
  // k into the exponent: right from −708 to the most there is, as p is below 1 where k is 1024
  return i64x2.add(p, i64x2.shl(v128.and(shifted, i64x2.splat(-64)), 46));
}

/** As above, for a pair with one that is too small, too large or no number. */
function atTheEnds(x: v128): v128 {
  const value = v128.andnot(fromParts(x), f64x2.lt(x, f64x2.neg(held(WIDE))));
  return v128.bitselect(value, f64x2.add(x, both(Infinity)), f64x2.le(x, held(MOST)));
}

/** ln x by fdlibm's series in s = f/(2 + f); NaN below 0, −∞ at 0. */
// @ts-ignore: decorator
@inline
export function logarithm(x: v128): v128 {
  const tiny = f64x2.lt(x, both(2.2250738585072014e-308));
  const y = v128.bitselect(f64x2.mul(x, both(18014398509481984.0)), x, tiny);
  const t = i64x2.add(y, i64x2.splat(0x00095f6200000000));
  const e = f64x2.sub(
    v128.or(i64x2.shr_u(t, 52), i64x2.splat(0x4330000000000000)),
    f64x2.add(both(4503599627370496.0 + 1023.0), v128.and(both(54.0), tiny)),
  );
  const m = i64x2.add(v128.and(t, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe6a09e00000000));
  const f = f64x2.sub(m, both(1));
  const s = f64x2.div(f, f64x2.add(f, both(2)));
  const z = f64x2.mul(s, s);
  let p = both(1.479819860511658591e-1);
  p = next(p, z, 1.531383769920937332e-1);
  p = next(p, z, 1.818357216161805012e-1);
  p = next(p, z, 2.222219843214978396e-1);
  p = next(p, z, 2.857142874366239149e-1);
  p = next(p, z, 3.99999999994094190e-1);
  p = next(p, z, 6.666666666666735130e-1);
  const half = f64x2.mul(both(0.5), f64x2.mul(f, f));
  const tail = f64x2.sub(half, f64x2.add(f64x2.mul(s, f64x2.add(half, f64x2.mul(z, p))), f64x2.mul(e, both(1.90821492927058770002e-10))));
  const value = f64x2.add(f64x2.mul(e, both(0.693147180369123816490)), f64x2.sub(f, tail));
  const negative = v128.bitselect(both(NaN), value, f64x2.lt(x, both(0)));
  const zero = v128.bitselect(both(-Infinity), negative, f64x2.eq(x, both(0)));
  const huge = f64x2.eq(x, both(Infinity));
  return v128.bitselect(x, zero, v128.or(huge, f64x2.ne(x, x)));
}

/**
 * Up to here, 2^22, the product of the multiple and the first part of π/2 is exact. The library's own reduction, which
 * takes over there, is wrong between 2^20·π/2 and 2^22 (AssemblyScript 0.28.20 reads its table below the start).
 */
const FAR: f64 = 4194304.0;

/** sin(x + quarters·π/2). */
// @ts-ignore: decorator
@inline
export function sine(x: v128, quarters: i64): v128 {
  const k = f64x2.nearest(f64x2.mul(x, both(0.6366197723675814)));
  const r = f64x2.sub(
    f64x2.sub(
      f64x2.sub(x, f64x2.mul(k, both(1.57079632673412561417))),
      f64x2.mul(k, both(6.07710050630396597660e-11)),
    ),
    f64x2.mul(k, both(2.02226624879595063154e-21)),
  );
  const z = f64x2.mul(r, r);
  let s = both(1.58969099521155010221e-10);
  s = next(s, z, -2.50507602534068634195e-8);
  s = next(s, z, 2.75573137070700676789e-6);
  s = next(s, z, -1.98412698298579493134e-4);
  s = next(s, z, 8.33333333332248946124e-3);
  s = next(s, z, -1.66666666666666324348e-1);
  const sin = f64x2.add(r, f64x2.mul(f64x2.mul(r, z), s));
  let c = both(-1.13596475577881948265e-11);
  c = next(c, z, 2.08757232129817482790e-9);
  c = next(c, z, -2.75573143513906633035e-7);
  c = next(c, z, 2.48015872894767294178e-5);
  c = next(c, z, -1.38888888888741095749e-3);
  c = next(c, z, 4.16666666666666019037e-2);
  const half = f64x2.mul(both(0.5), z);
  const w = f64x2.sub(both(1), half);
  const rest = f64x2.sub(f64x2.sub(both(1), w), half);
  const cos = f64x2.add(w, f64x2.add(rest, f64x2.mul(f64x2.mul(z, z), c)));
  const turns = i64x2.add(f64x2.add(k, both(6755399441055744.0)), i64x2.splat(quarters));
  const odd = i64x2.shr_s(i64x2.shl(turns, 63), 63);
  const sign = v128.and(i64x2.shl(turns, 62), i64x2.splat(0x8000000000000000));
  return v128.xor(v128.bitselect(cos, sin, odd), sign);
}

// @ts-ignore: decorator
@inline
export function isFar(x: v128): bool {
  return v128.any_true(f64x2.ge(f64x2.abs(x), both(FAR)));
}

/** tan x, by the library where its reduction is right. */
export function tangent(x: f64): f64 {
  if (!(Math.abs(x) > 1048576.0 && Math.abs(x) < FAR)) return Math.tan(x);
  return f64x2.extract_lane(sine(both(x), 0), 0) / f64x2.extract_lane(sine(both(x), 1), 0);
}

/** tanh: a rational function near 0, else 1 − 2/(exp 2x + 1). */
// @ts-ignore: decorator
@inline
export function hyperbolicTangent(x: v128): v128 {
  const size = f64x2.abs(x);
  const z = f64x2.mul(x, x);
  let top = both(-9.64399179425052238628e-1);
  top = next(top, z, -9.92877231001918586564e1);
  top = next(top, z, -1.61468768441708447952e3);
  let bottom = f64x2.add(z, both(1.12811678491632931402e2));
  bottom = next(bottom, z, 2.23548839060100448583e3);
  bottom = next(bottom, z, 4.84406305325125486048e3);
  const near = f64x2.add(x, f64x2.mul(f64x2.mul(x, z), f64x2.div(top, bottom)));
  const away = f64x2.sub(both(1), f64x2.div(both(2), f64x2.add(exponential(f64x2.add(size, size)), both(1))));
  const sign = v128.and(x, i64x2.splat(0x8000000000000000));
  return v128.bitselect(near, v128.or(away, sign), f64x2.lt(size, both(0.625)));
}
