// out = keep·p + h·A p from two rates per face, five-point, on [nx][ny] (ny fastest). A face's flux is computed twice
// from the same numbers in the same order, so what one cell loses the other gains to the last bit.

const TINY: f64 = 1e-200;

// @ts-ignore: decorator
@inline
function flushed(x: v128): v128 {
  return v128.and(x, f64x2.gt(f64x2.abs(x), f64x2.splat(TINY)));
}

// @ts-ignore: decorator
@inline
function pairFlux(f: usize, p: usize, b: usize, q: usize): v128 {
  return f64x2.sub(f64x2.mul(v128.load(f), v128.load(p)), f64x2.mul(v128.load(b), v128.load(q)));
}

// @ts-ignore: decorator
@inline
function flux(f: usize, p: usize, b: usize, q: usize): f64 {
  return load<f64>(f) * load<f64>(p) - load<f64>(b) * load<f64>(q);
}

/** `flows` is scratch of ny numbers. With nx = 1 only fy, by are read. */
export function explicitStep(
  p: usize, out: usize, fx: usize, bx: usize, fy: usize, by: usize, flows: usize,
  keep: f64, h: f64, nx: usize, ny: usize, ringX: bool, ringY: bool,
): void {
  const row = ny << 3, last = row - 8, end = (nx - 1) * row;
  // flux through the lower x-faces of the first row: the wrap, or what leaves at the lower end
  for (let c: usize = 0; c < row; c += 8) {
    if (nx == 1) store<f64>(flows + c, 0);
    else if (ringX) store<f64>(flows + c, flux(fx + end + c, p + end + c, bx + c, p + c));
    else store<f64>(flows + c, -load<f64>(bx + c) * load<f64>(p + c));
  }
  for (let i: usize = 0; i < nx; i++) {
    const at = i * row;
    const up = i + 1 < nx ? at + row : 0;
    const open = i + 1 == nx && !ringX; // nothing comes back through the upper end
    const lowest = ringY ? flux(fy + at + last, p + at + last, by + at, p + at) : -load<f64>(by + at) * load<f64>(p + at);
    const highest = ringY ? lowest : load<f64>(fy + at + last) * load<f64>(p + at + last);
    let below = lowest;
    let c: usize = 0;
    // first cell alone, then pairs, then what is left: every cell needs its lower and upper neighbour in the row
    for (; c < row; ) {
      if (c > 0 && c + 16 < row) {
        const x0 = v128.load(flows + c);
        const x1 = nx == 1 ? f64x2.splat(0)
          : open ? f64x2.mul(v128.load(fx + at + c), v128.load(p + at + c))
          : pairFlux(fx + at + c, p + at + c, bx + up + c, p + up + c);
        v128.store(flows + c, x1);
        const a = at + c;
        const y0 = pairFlux(fy + a - 8, p + a - 8, by + a, p + a), y1 = pairFlux(fy + a, p + a, by + a + 8, p + a + 8);
        const change = f64x2.add(f64x2.sub(x0, x1), f64x2.sub(y0, y1));
        v128.store(out + a, flushed(f64x2.add(f64x2.mul(f64x2.splat(keep), v128.load(p + a)), f64x2.mul(f64x2.splat(h), change))));
        c += 16;
        below = f64x2.extract_lane(y1, 1);
        continue;
      }
      const a = at + c;
      const x0 = load<f64>(flows + c);
      const x1 = nx == 1 ? 0 : open ? load<f64>(fx + a) * load<f64>(p + a) : flux(fx + a, p + a, bx + up + c, p + up + c);
      store<f64>(flows + c, x1);
      const above = c == last ? highest : flux(fy + a, p + a, by + a + 8, p + a + 8);
      const value = keep * load<f64>(p + a) + h * (x0 - x1 + (below - above));
      store<f64>(out + a, Math.abs(value) > TINY ? value : 0);
      below = above;
      c += 8;
    }
  }
}
