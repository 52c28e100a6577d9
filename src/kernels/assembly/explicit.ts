// out = keep·p + h·A p from two rates per face, five-point, on [nx][ny] (ny fastest). A face's flux is computed twice
// from the same numbers in the same order, so what one cell loses the other gains to the last bit.

import { TINY } from "./simd";

// @ts-ignore: decorator
@inline
function flux(f: usize, p: usize, b: usize, q: usize): f64 {
  return load<f64>(f) * load<f64>(p) - load<f64>(b) * load<f64>(q);
}

/**
 * `flows` is scratch of ny numbers, `zeros` ny zeros. With nx = 1 only fy, by are read.
 */
export function explicitStep(
  p: usize, out: usize, fx: usize, bx: usize, fy: usize, by: usize, flows: usize, zeros: usize,
  keep: f64, h: f64, nx: usize, ny: usize, ringX: bool, ringY: bool,
): void {
  const row = ny << 3, end = (nx - 1) * row;
  // flux through the lower x-faces of the first row: the wrap, or what leaves at the lower end
  for (let c: usize = 0; c < row; c += 8) {
    if (nx == 1) store<f64>(flows + c, 0);
    else if (ringX) store<f64>(flows + c, flux(fx + end + c, p + end + c, bx + c, p + c));
    else store<f64>(flows + c, -load<f64>(bx + c) * load<f64>(p + c));
  }
  for (let i: usize = 0; i < nx; i++) {
    const at = i * row, top = i + 1 == nx;
    const next = top ? 0 : at + row;
    // nothing comes back through an end that is no wrap; on a single row there are no x-faces at all
    const back = top && !ringX ? zeros : bx + next;
    explicitRow(p + at, out + at, nx == 1 ? zeros : fx + at, back, p + next, fy + at, by + at, flows, keep, h, row, ringY);
  }
}

function explicitRow(
  p: usize, out: usize, fx: usize, bx: usize, above: usize, fy: usize, by: usize, flows: usize,
  keep: f64, h: f64, row: usize, ring: bool,
): void {
  const last = row - 8, kv = f64x2.splat(keep), hv = f64x2.splat(h), tiny = f64x2.splat(TINY);
  const lowest = ring ? flux(fy + last, p + last, by, p) : -load<f64>(by) * load<f64>(p);
  const highest = ring ? lowest : load<f64>(fy + last) * load<f64>(p + last);
  explicitCell(p, out, fx, bx, above, flows, keep, h, lowest, last == 0 ? highest : flux(fy, p, by + 8, p + 8), 0);
  let c: usize = 8;
  // pointers that move with the cell and fixed offsets: half the address arithmetic
  let pc = p + 8, oc = out + 8, fxc = fx + 8, bxc = bx + 8, ac = above + 8, fyc = fy + 8, byc = by + 8, wc = flows + 8;
  let y = f64x2.splat(flux(fy, p, by + 8, p + 8)); // its upper lane is the flux into cell c from below
  for (; c + 32 < row; c += 32) {
    const p0 = v128.load(pc), p1 = v128.load(pc, 8), p2 = v128.load(pc, 16), p3 = v128.load(pc, 24);
    const x0 = f64x2.sub(f64x2.mul(v128.load(fxc), p0), f64x2.mul(v128.load(bxc), v128.load(ac)));
    const y0 = f64x2.sub(f64x2.mul(v128.load(fyc), p0), f64x2.mul(v128.load(byc, 8), p1));
    const d0 = f64x2.add(f64x2.sub(v128.load(wc), x0), f64x2.sub(v128.shuffle<f64>(y, y0, 1, 2), y0));
    const v0 = f64x2.add(f64x2.mul(kv, p0), f64x2.mul(hv, d0));
    v128.store(wc, x0);
    v128.store(oc, v128.and(v0, f64x2.gt(f64x2.abs(v0), tiny)));
    const x1 = f64x2.sub(f64x2.mul(v128.load(fxc, 16), p2), f64x2.mul(v128.load(bxc, 16), v128.load(ac, 16)));
    const y1 = f64x2.sub(f64x2.mul(v128.load(fyc, 16), p2), f64x2.mul(v128.load(byc, 24), p3));
    const d1 = f64x2.add(f64x2.sub(v128.load(wc, 16), x1), f64x2.sub(v128.shuffle<f64>(y0, y1, 1, 2), y1));
    const v1 = f64x2.add(f64x2.mul(kv, p2), f64x2.mul(hv, d1));
    v128.store(wc, x1, 16);
    v128.store(oc, v128.and(v1, f64x2.gt(f64x2.abs(v1), tiny)), 16);
    y = y1;
    pc += 32; oc += 32; fxc += 32; bxc += 32; ac += 32; fyc += 32; byc += 32; wc += 32;
  }
  for (; c < row; c += 8) {
    const under = flux(fy + c - 8, p + c - 8, by + c, p + c);
    explicitCell(p, out, fx, bx, above, flows, keep, h, under, c == last ? highest : flux(fy + c, p + c, by + c + 8, p + c + 8), c);
  }
}

// @ts-ignore: decorator
@inline
function explicitCell(
  p: usize, out: usize, fx: usize, bx: usize, above: usize, flows: usize,
  keep: f64, h: f64, y0: f64, y1: f64, c: usize,
): void {
  const x1 = flux(fx + c, p + c, bx + c, above + c);
  const value = keep * load<f64>(p + c) + h * (load<f64>(flows + c) - x1 + (y0 - y1));
  store<f64>(flows + c, x1);
  store<f64>(out + c, Math.abs(value) > TINY ? value : 0);
}
