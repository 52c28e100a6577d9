// Implicit line solves as in lines.ts, along periodic lines: the last cell N is eliminated last and is coupled to
// all others. loop is the fraction of what arrives at a cell that ends in N by going down through the wrap;
// fill is what comes up to a cell from N through the wrap, per unit of y_N.

const TINY: f64 = 1e-200;

// @ts-ignore: decorator
@inline
function flushed(x: v128): v128 {
  return v128.and(x, f64x2.gt(f64x2.abs(x), f64x2.splat(TINY)));
}

// @ts-ignore: decorator
@inline
function pairAt(address: usize, whole: bool): v128 {
  return whole ? v128.load(address) : v128.load64_zero(address);
}

// @ts-ignore: decorator
@inline
function put(address: usize, value: v128, whole: bool): void {
  if (whole) v128.store(address, value);
  else v128.store64_lane(address, value, 0);
}

/** Fractions for (I - aA) along rings; `scratch` of three numbers a line (an odd last line is done alone). */
export function factorRings(
  forward: usize, backward: usize, a: f64, up: usize, down: usize, loop: usize, fill: usize, scratch: usize, count: usize, lines: usize,
): void {
  const row = lines << 3, last = (count - 1) * row;
  const one = f64x2.splat(1), zero = f64x2.splat(0), av = f64x2.splat(a);
  for (let k: usize = 0; k < row; k += 16) {
    const whole = k + 8 < row;
    let stay = zero, around = one, total = zero;
    let arriving = f64x2.mul(av, pairAt(forward + last + k, whole));
    for (let i: usize = 0; i < count - 1; i++) {
      const at = i * row + k;
      const f = f64x2.mul(av, pairAt(forward + at, whole)), b = f64x2.mul(av, pairAt(backward + at, whole));
      const e = f64x2.mul(b, around), s = f64x2.add(one, f64x2.mul(b, stay));
      const inverse = f64x2.div(one, f64x2.add(f64x2.add(s, f), e));
      const upwards = f64x2.mul(f, inverse);
      around = f64x2.mul(e, inverse);
      stay = f64x2.mul(s, inverse);
      put(up + at, upwards, whole);
      put(down + at, f64x2.mul(b, inverse), whole);
      put(loop + at, flushed(around), whole);
      put(fill + at, arriving, whole);
      total = f64x2.add(total, f64x2.mul(arriving, stay));
      arriving = flushed(f64x2.mul(arriving, upwards));
    }
    const b = f64x2.mul(av, pairAt(backward + last + k, whole));
    const inverse = f64x2.div(one, f64x2.add(f64x2.add(one, f64x2.mul(b, stay)), total));
    put(down + last + k, f64x2.mul(b, inverse), whole);
    put(up + last + k, f64x2.mul(f64x2.mul(av, pairAt(forward + last + k, whole)), inverse), whole);
    for (let i: usize = 0; i < count - 1; i++) {
      const at = fill + i * row + k;
      put(at, flushed(f64x2.mul(pairAt(at, whole), inverse)), whole);
    }
  }
}

/** Sweeps every ring `repeats` times; `y` is scratch like r. */
export function sweepRings(
  r: usize, up: usize, down: usize, loop: usize, fill: usize, y: usize, w: f64, count: usize, lines: usize, repeats: i32,
): void {
  for (let k: usize = 0; k < lines << 3; k += 32)
    for (let n = 0; n < repeats; n++) sweepFour(r, up, down, loop, fill, y, w, count, lines << 3, k);
}

function sweepFour(
  r: usize, up: usize, down: usize, loop: usize, fill: usize, y: usize, w: f64, count: usize, row: usize, first: usize,
): void {
  for (let k = first; k < min<usize>(first + 32, row); k += 16) {
    const whole = k + 8 < row, wv = f64x2.splat(w);
    let carried = flushed(pairAt(r + k, whole));
    let gathered = f64x2.mul(pairAt(loop + k, whole), carried);
    put(y + k, carried, whole);
    let at = k;
    for (let i: usize = 1; i < count - 1; i++) {
      const c = pairAt(up + at, whole);
      at += row;
      carried = flushed(f64x2.add(pairAt(r + at, whole), f64x2.mul(c, carried)));
      gathered = f64x2.add(gathered, f64x2.mul(pairAt(loop + at, whole), carried));
      put(y + at, carried, whole);
    }
    const c = pairAt(up + at, whole), top = at + row;
    const last = flushed(f64x2.add(f64x2.add(pairAt(r + top, whole), f64x2.mul(c, carried)), gathered));
    let u = f64x2.mul(pairAt(down + top, whole), last);
    const out = f64x2.mul(pairAt(up + top, whole), last); // what goes up through the wrap
    let q = flushed(f64x2.add(f64x2.add(pairAt(y + at, whole), u), f64x2.mul(pairAt(fill + at, whole), last)));
    let g = f64x2.sub(f64x2.mul(c, q), u);
    const under = g; // flux into the last cell from below
    u = f64x2.mul(pairAt(down + at, whole), q);
    while (at > k) {
      const above = at;
      at -= row;
      q = flushed(f64x2.add(f64x2.add(pairAt(y + at, whole), u), f64x2.mul(pairAt(fill + at, whole), last)));
      const next = f64x2.sub(f64x2.mul(pairAt(up + at, whole), q), u);
      put(r + above, f64x2.add(pairAt(r + above, whole), f64x2.mul(wv, f64x2.sub(next, g))), whole);
      g = next;
      u = f64x2.mul(pairAt(down + at, whole), q);
    }
    const wrap = f64x2.sub(out, u);
    put(r + k, f64x2.add(pairAt(r + k, whole), f64x2.mul(wv, f64x2.sub(wrap, g))), whole);
    put(r + top, f64x2.add(pairAt(r + top, whole), f64x2.mul(wv, f64x2.sub(under, wrap))), whole);
  }
}
