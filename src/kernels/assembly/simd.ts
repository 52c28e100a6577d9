/** Nothing below this is a density; kept out of results, for denormals slow a sweep fifty times. */
export const TINY: f64 = 1e-200;
/** Keeps what decays along a line from turning denormal, off the critical path; steppers flush it from their results. */
export const BIAS: f64 = 1e-250;

// @ts-ignore: decorator
@inline
export function flushed(x: v128): v128 {
  return v128.and(x, f64x2.gt(f64x2.abs(x), f64x2.splat(TINY)));
}

// @ts-ignore: decorator
@inline
export function biased(x: v128): v128 {
  return f64x2.add(x, f64x2.splat(BIAS));
}

// @ts-ignore: decorator
@inline
export function times(x: v128, y: v128): v128 {
  return f64x2.mul(x, y);
}

// @ts-ignore: decorator
@inline
export function plus(x: v128, y: v128): v128 {
  return f64x2.add(x, y);
}
