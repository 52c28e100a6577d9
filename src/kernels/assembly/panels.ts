// The line solves of lines.ts on eight lines at a time. A plane is stored in panels, [line/8][cell][line%8], with the
// number of cells rounded up to a multiple of eight (`depth`) and lanes beyond the last line zero. The recurrences of
// a panel stay in registers, and turning panels along one axis into panels along the other works on blocks of 64
// contiguous numbers.

import { biased, plus, times } from "./simd";

// @ts-ignore: decorator
@inline
function factorPart(f: usize, b: usize, a: v128, up: usize, down: usize, stay: v128): v128 {
  const one = f64x2.splat(1), fa = times(a, v128.load(f)), ba = times(a, v128.load(b));
  const s = plus(one, times(ba, stay)), inverse = f64x2.div(one, plus(s, fa));
  v128.store(up, times(fa, inverse));
  v128.store(down, times(ba, inverse));
  return times(s, inverse);
}

/** Fractions for (I - aA) along the open lines of all panels. */
export function factorPanels(
  forward: usize, backward: usize, a: f64, up: usize, down: usize, count: usize, depth: usize, panels: usize,
): void {
  const av = f64x2.splat(a);
  for (let n: usize = 0; n < panels; n++) {
    const start = (n * depth) << 6, end = start + (count << 6);
    let s0 = f64x2.splat(1), s1 = s0, s2 = s0, s3 = s0;
    for (let at = start; at < end; at += 64) {
      s0 = factorPart(forward + at, backward + at, av, up + at, down + at, s0);
      s1 = factorPart(forward + at + 16, backward + at + 16, av, up + at + 16, down + at + 16, s1);
      s2 = factorPart(forward + at + 32, backward + at + 32, av, up + at + 32, down + at + 32, s2);
      s3 = factorPart(forward + at + 48, backward + at + 48, av, up + at + 48, down + at + 48, s3);
    }
  }
}

// @ts-ignore: decorator
@inline
function risePart(r: usize, w: v128, c: usize, y: usize, carried: v128): v128 {
  const next = plus(biased(times(w, v128.load(r))), times(v128.load(c), carried));
  v128.store(y, next);
  return next;
}

/** The flux above a cell: what of q goes up, less what comes down. */
// @ts-ignore: decorator
@inline
function fluxAbove(up: usize, q: v128, u: v128): v128 {
  return f64x2.sub(times(v128.load(up), q), u);
}

// @ts-ignore: decorator
@inline
function addDifference(r: usize, below: v128, above: v128): void {
  v128.store(r, plus(v128.load(r), f64x2.sub(below, above)));
}

// @ts-ignore: decorator
@inline
function total(a: v128, b: v128, c: v128, d: v128): f64 {
  const s = plus(plus(a, b), plus(c, d));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Sweeps the open lines of all panels `repeats` times; `y` is scratch of one panel. `left` as in sweepLine. */
export function sweepPanels(
  r: usize, up: usize, down: usize, y: usize, left: usize, w: f64, count: usize, depth: usize, panels: usize, repeats: i32,
): void {
  for (let n: usize = 0; n < panels; n++) {
    const at = (n * depth) << 6;
    for (let k = 0; k < repeats; k++) sweepPanel(r + at, up + at, down + at, y, left, w, count);
  }
}

/** All flows are those of w·r: multiplying on the way up costs nothing, for there each cell waits for the one before. */
function sweepPanel(r: usize, up: usize, down: usize, y: usize, left: usize, w: f64, count: usize): void {
  const wv = f64x2.splat(w), top = (count - 1) << 6;
  let q0 = biased(times(wv, v128.load(r))), q1 = biased(times(wv, v128.load(r, 16)));
  let q2 = biased(times(wv, v128.load(r, 32))), q3 = biased(times(wv, v128.load(r, 48)));
  v128.store(y, q0); v128.store(y, q1, 16); v128.store(y, q2, 32); v128.store(y, q3, 48);
  for (let at: usize = 64; at <= top; at += 64) {
    q0 = risePart(r + at, wv, up + at - 64, y + at, q0);
    q1 = risePart(r + at + 16, wv, up + at - 48, y + at + 16, q1);
    q2 = risePart(r + at + 32, wv, up + at - 32, y + at + 32, q2);
    q3 = risePart(r + at + 48, wv, up + at - 16, y + at + 48, q3);
  }
  let g0 = times(v128.load(up + top), q0), g1 = times(v128.load(up + top, 16), q1);
  let g2 = times(v128.load(up + top, 32), q2), g3 = times(v128.load(up + top, 48), q3);
  let u0 = times(v128.load(down + top), q0), u1 = times(v128.load(down + top, 16), q1);
  let u2 = times(v128.load(down + top, 32), q2), u3 = times(v128.load(down + top, 48), q3);
  store<f64>(left, load<f64>(left, 8) + total(g0, g1, g2, g3), 8);
  for (let at = top; at > 0; at -= 64) {
    const below = at - 64;
    let g = g0;
    q0 = plus(v128.load(y + below), u0);
    g0 = fluxAbove(up + below, q0, u0);
    u0 = times(v128.load(down + below), q0);
    addDifference(r + at, g0, g);
    g = g1;
    q1 = plus(v128.load(y + below, 16), u1);
    g1 = fluxAbove(up + below + 16, q1, u1);
    u1 = times(v128.load(down + below, 16), q1);
    addDifference(r + at + 16, g1, g);
    g = g2;
    q2 = plus(v128.load(y + below, 32), u2);
    g2 = fluxAbove(up + below + 32, q2, u2);
    u2 = times(v128.load(down + below, 32), q2);
    addDifference(r + at + 32, g2, g);
    g = g3;
    q3 = plus(v128.load(y + below, 48), u3);
    g3 = fluxAbove(up + below + 48, q3, u3);
    u3 = times(v128.load(down + below, 48), q3);
    addDifference(r + at + 48, g3, g);
  }
  v128.store(r, f64x2.sub(v128.load(r), plus(u0, g0)));
  v128.store(r, f64x2.sub(v128.load(r, 16), plus(u1, g1)), 16);
  v128.store(r, f64x2.sub(v128.load(r, 32), plus(u2, g2)), 32);
  v128.store(r, f64x2.sub(v128.load(r, 48), plus(u3, g3)), 48);
  store<f64>(left, load<f64>(left) + total(u0, u1, u2, u3));
}

// @ts-ignore: decorator
@inline
function copyEight(from: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48);
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

/** natural[cell][line] <-> panels, for `lines` lines of `count` cells. `pack` leaves what is beyond them alone. */
export function pack(natural: usize, panels: usize, count: usize, lines: usize, depth: usize): void {
  const row = lines << 3;
  for (let line: usize = 0; line < lines; line += 8) {
    const width = min<usize>(8, lines - line) << 3;
    let from = natural + (line << 3), to = panels + ((line * depth) << 3);
    for (let i: usize = 0; i < count; i++) {
      if (width == 64) copyEight(from, to);
      else memory.copy(to, from, width);
      from += row;
      to += 64;
    }
  }
}

export function unpack(panels: usize, natural: usize, count: usize, lines: usize, depth: usize): void {
  const row = lines << 3;
  for (let line: usize = 0; line < lines; line += 8) {
    const width = min<usize>(8, lines - line) << 3;
    let from = panels + ((line * depth) << 3), to = natural + (line << 3);
    for (let i: usize = 0; i < count; i++) {
      if (width == 64) copyEight(from, to);
      else memory.copy(to, from, width);
      from += 64;
      to += row;
    }
  }
}

/** Panels along one axis to panels along the other: `depth` cells deep before, `width` (lines rounded up) after. */
export function turn(input: usize, output: usize, depth: usize, width: usize): void {
  for (let line: usize = 0; line < width; line += 8) {
    for (let cell: usize = 0; cell < depth; cell += 8) {
      const from = input + ((line * depth + (cell << 3)) << 3), to = output + ((cell * width + (line << 3)) << 3);
      for (let i: usize = 0; i < 8; i += 2) {
        let row = from + (i << 6), column = to + (i << 3);
        for (let j: usize = 0; j < 4; j++) {
          const a = v128.load(row), b = v128.load(row, 64);
          v128.store(column, v128.shuffle<f64>(a, b, 0, 2));
          v128.store(column, v128.shuffle<f64>(a, b, 1, 3), 64);
          row += 16;
          column += 128;
        }
      }
    }
  }
}
