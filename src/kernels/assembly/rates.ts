// Face rates (D/d) B(-Pe), (D/d) B(Pe) with the Bernoulli function B(x) = x/(exp(x) - 1).

// @ts-ignore: decorator
@inline
function k(value: f64): v128 {
  return f64x2.splat(value);
}

// @ts-ignore: decorator
@inline
function step(p: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), f64x2.splat(c));
}

/** c0 r^3 + c1 r^2 + c2 r + c3 */
// @ts-ignore: decorator
@inline
function four(r: v128, r2: v128, c0: f64, c1: f64, c2: f64, c3: f64): v128 {
  return f64x2.add(f64x2.mul(r2, step(k(c0), r, c1)), step(k(c2), r, c3));
}

/** B(x) for 0 <= x <= 700 to 2 units in the last place: exp(x) - 1 = 2^n (exp(r) - 1) + (2^n - 1), |r| <= ln2/2. */
// @ts-ignore: decorator
@inline
function bernoulli(x: v128): v128 {
  const n = f64x2.nearest(f64x2.mul(x, k(1.4426950408889634)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, k(6.93147180369123816490e-1))), f64x2.mul(n, k(1.90821492927058770002e-10)));
  // 1/13! down to 1/1!: (exp(r) - 1)/r; by fours, which need not wait for each other, and the largest in turn
  const r2 = f64x2.mul(r, r), r4 = f64x2.mul(r2, r2);
  const low = four(r, r2, 2.7557319223985893e-6, 2.48015873015873e-5, 1.984126984126984e-4, 1.388888888888889e-3);
  const high = four(r, r2, 1.6059043836821613e-10, 2.08767569878681e-9, 2.505210838544172e-8, 2.755731922398589e-7);
  const upper = f64x2.add(low, f64x2.mul(r4, high));
  let q = f64x2.add(step(k(8.333333333333333e-3), r, 4.1666666666666664e-2), f64x2.mul(r2, upper));
  q = step(q, r, 1.6666666666666666e-1);
  q = step(q, r, 0.5);
  q = step(q, r, 1);
  // 2^n by its exponent bits: adding 2^52 + 1023 leaves n + 1023 in the low bits
  const power = i64x2.shl(f64x2.add(n, k(4503599627370496.0 + 1023.0)), 52);
  const expm1 = f64x2.add(f64x2.mul(f64x2.mul(r, q), power), f64x2.sub(power, k(1)));
  const small = f64x2.eq(n, k(0));
  return f64x2.div(v128.bitselect(k(1), x, small), v128.bitselect(q, expm1, small));
}

/**
 * peclet = work·workScale; forward = own·scale·B(-peclet), and backward = next·scale·B(peclet) of the cell `offset`
 * bytes on: own and next are D/(d w) with the widths of the cells below and above each face, 0 where there is none.
 * n numbers (n even, or the arrays one longer). scheme: 0 exponential fitting, 1 upwind B = 1 + max(-x, 0),
 * 2 central B = 1 - x/2. `central` is the share of the central B, cut at 0, in exponential fitting.
 */
export function faceRates(
  work: usize, workScale: f64, own: usize, next: usize, scale: f64,
  peclet: usize, forward: usize, backward: usize, offset: usize, n: usize, scheme: i32, central: f64,
): void {
  const sv = k(scale), to = backward + offset;
  for (let i: usize = 0; i < n << 3; i += 16) {
    const pe = f64x2.mul(v128.load(work + i), k(workScale));
    const size = f64x2.abs(pe), falling = f64x2.lt(pe, k(0));
    let with_: v128, against: v128; // with the drift, against it
    if (scheme == 0) {
      against = v128.andnot(bernoulli(f64x2.min(size, k(700))), f64x2.gt(size, k(700)));
      if (central > 0) {
        const least = f64x2.max(k(0), f64x2.sub(k(1), f64x2.mul(k(0.5), size)));
        against = f64x2.add(against, f64x2.mul(k(central), f64x2.sub(least, against)));
      }
      with_ = f64x2.add(against, size);
    } else if (scheme == 1) {
      against = k(1);
      with_ = f64x2.add(k(1), size);
    } else {
      against = f64x2.sub(k(1), f64x2.mul(k(0.5), size));
      with_ = f64x2.add(k(1), f64x2.mul(k(0.5), size));
    }
    v128.store(peclet + i, pe);
    v128.store(forward + i, f64x2.mul(f64x2.mul(sv, v128.load(own + i)), v128.bitselect(against, with_, falling)));
    v128.store(to + i, f64x2.mul(f64x2.mul(sv, v128.load(next + i)), v128.bitselect(with_, against, falling)));
  }
}

/** out += share (d straight + turned) / (d^2 + d trace + determinant): what one node adds to the work along n faces. */
export function addWork(
  straight: usize, turned: usize, trace: usize, determinant: usize, d: f64, share: f64, out: usize, n: usize,
): void {
  const dv = k(d), square = k(d * d), sv = k(share);
  for (let i: usize = 0; i < n << 3; i += 16) {
    const top = f64x2.add(f64x2.mul(dv, v128.load(straight + i)), v128.load(turned + i));
    const bottom = f64x2.add(f64x2.add(square, f64x2.mul(dv, v128.load(trace + i))), v128.load(determinant + i));
    v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.div(f64x2.mul(sv, top), bottom)));
  }
}
