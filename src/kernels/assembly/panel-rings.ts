// The ring solves of lines.ts on panels of eight lines; see panels.ts for the layout.

import { biased, flushed, plus, times } from "./simd";

/** Fractions along the rings of all panels: two lines at a time, set-up only. */
export function factorPanelRings(
  forward: usize, backward: usize, a: f64, up: usize, down: usize, loop: usize, fill: usize, count: usize, depth: usize, panels: usize,
): void {
  for (let n: usize = 0; n < panels; n++)
    for (let lane: usize = 0; lane < 64; lane += 16) {
      const at = ((n * depth) << 6) + lane;
      factorPair(forward + at, backward + at, a, up + at, down + at, loop + at, fill + at, (count - 1) << 6);
    }
}

function factorPair(
  forward: usize, backward: usize, a: f64, up: usize, down: usize, loop: usize, fill: usize, top: usize,
): void {
  const one = f64x2.splat(1), av = f64x2.splat(a);
  let stay = f64x2.splat(0), around = one, sum = stay;
  let arriving = times(av, v128.load(forward + top));
  for (let at: usize = 0; at < top; at += 64) {
    const f = times(av, v128.load(forward + at)), b = times(av, v128.load(backward + at));
    const e = times(b, around), s = plus(one, times(b, stay));
    const inverse = f64x2.div(one, plus(plus(s, f), e)), upwards = times(f, inverse);
    around = flushed(times(e, inverse));
    stay = times(s, inverse);
    v128.store(up + at, upwards);
    v128.store(down + at, times(b, inverse));
    v128.store(loop + at, around);
    v128.store(fill + at, arriving);
    sum = plus(sum, times(arriving, stay));
    arriving = flushed(times(arriving, upwards));
  }
  const b = times(av, v128.load(backward + top));
  const inverse = f64x2.div(one, plus(plus(one, times(b, stay)), sum));
  v128.store(down + top, times(b, inverse));
  v128.store(up + top, times(times(av, v128.load(forward + top)), inverse));
  for (let at: usize = 0; at < top; at += 64) v128.store(fill + at, flushed(times(v128.load(fill + at), inverse)));
}

/** Sweeps the rings of all panels `repeats` times; `y` is scratch of one panel. */
export function sweepPanelRings(
  r: usize, up: usize, down: usize, loop: usize, fill: usize, y: usize, w: f64, count: usize, depth: usize, panels: usize, repeats: i32,
): void {
  for (let n: usize = 0; n < panels; n++) {
    const at = (n * depth) << 6;
    for (let k = 0; k < repeats; k++) {
      sweepHalf(r + at, up + at, down + at, loop + at, fill + at, y, w, (count - 1) << 6);
      sweepHalf(r + at + 32, up + at + 32, down + at + 32, loop + at + 32, fill + at + 32, y, w, (count - 1) << 6);
    }
  }
}

/** Four lines: more would not fit into registers. */
function sweepHalf(r: usize, up: usize, down: usize, loop: usize, fill: usize, y: usize, w: f64, top: usize): void {
  const wv = f64x2.splat(w);
  let q0 = biased(v128.load(r)), q1 = biased(v128.load(r, 16));
  let z0 = times(v128.load(loop), q0), z1 = times(v128.load(loop, 16), q1);
  v128.store(y, q0);
  v128.store(y, q1, 16);
  for (let at: usize = 64; at < top; at += 64) {
    q0 = plus(biased(v128.load(r + at)), times(v128.load(up + at - 64), q0));
    z0 = plus(z0, times(v128.load(loop + at), q0));
    v128.store(y + at, q0);
    q1 = plus(biased(v128.load(r + at, 16)), times(v128.load(up + at - 48), q1));
    z1 = plus(z1, times(v128.load(loop + at, 16), q1));
    v128.store(y + at, q1, 16);
  }
  const last0 = plus(plus(biased(v128.load(r + top)), times(v128.load(up + top - 64), q0)), z0);
  const last1 = plus(plus(biased(v128.load(r + top, 16)), times(v128.load(up + top - 48), q1)), z1);
  let u0 = times(v128.load(down + top), last0), u1 = times(v128.load(down + top, 16), last1);
  let g0 = f64x2.splat(0), g1 = g0, under0 = g0, under1 = g0;
  for (let at = top; at > 0; at -= 64) {
    const below = at - 64;
    q0 = plus(plus(v128.load(y + below), u0), times(v128.load(fill + below), last0));
    q1 = plus(plus(v128.load(y + below, 16), u1), times(v128.load(fill + below, 16), last1));
    const next0 = f64x2.sub(times(v128.load(up + below), q0), u0);
    const next1 = f64x2.sub(times(v128.load(up + below, 16), q1), u1);
    if (at == top) {
      under0 = next0;
      under1 = next1;
    } else {
      v128.store(r + at, plus(v128.load(r + at), times(wv, f64x2.sub(next0, g0))));
      v128.store(r + at, plus(v128.load(r + at, 16), times(wv, f64x2.sub(next1, g1))), 16);
    }
    g0 = next0;
    g1 = next1;
    u0 = times(v128.load(down + below), q0);
    u1 = times(v128.load(down + below, 16), q1);
  }
  const wrap0 = f64x2.sub(times(v128.load(up + top), last0), u0);
  const wrap1 = f64x2.sub(times(v128.load(up + top, 16), last1), u1);
  v128.store(r, plus(v128.load(r), times(wv, f64x2.sub(wrap0, g0))));
  v128.store(r, plus(v128.load(r, 16), times(wv, f64x2.sub(wrap1, g1))), 16);
  v128.store(r + top, plus(v128.load(r + top), times(wv, f64x2.sub(under0, wrap0))));
  v128.store(r + top, plus(v128.load(r + top, 16), times(wv, f64x2.sub(under1, wrap1))), 16);
}
