// Faces between cells that are no neighbours in memory: chains of them are copied into panels of eight (see panels.ts)
// and back. An index of -1 stands for a place that is empty.

import { factorPanels, sweepPanels } from "./panels";

// @ts-ignore: decorator
@inline
function fetched(from: usize, index: usize): f64 {
  const at = load<i32>(index);
  return at < 0 ? 0 : load<f64>(from + ((at as usize) << 3));
}

// @ts-ignore: decorator
@inline
function place(base: usize, index: usize, k: usize): usize {
  return base + ((load<i32>(index + (k << 2)) as usize) << 3);
}

/** Whether none of eight places is empty. */
// @ts-ignore: decorator
@inline
function full(index: usize): bool {
  return i32x4.bitmask(v128.or(v128.load(index), v128.load(index, 16))) == 0;
}

/** to[k] = from[index[k]], 0 where the index is -1. */
export function gather(from: usize, index: usize, to: usize, n: usize): void {
  const end = index + (n << 2);
  for (const last = index + ((n & ~7) << 2); index < last; index += 32, to += 64) {
    if (full(index)) {
      store<f64>(to, load<f64>(place(from, index, 0)));
      store<f64>(to, load<f64>(place(from, index, 1)), 8);
      store<f64>(to, load<f64>(place(from, index, 2)), 16);
      store<f64>(to, load<f64>(place(from, index, 3)), 24);
      store<f64>(to, load<f64>(place(from, index, 4)), 32);
      store<f64>(to, load<f64>(place(from, index, 5)), 40);
      store<f64>(to, load<f64>(place(from, index, 6)), 48);
      store<f64>(to, load<f64>(place(from, index, 7)), 56);
    } else for (let k: usize = 0; k < 8; k++) store<f64>(to + (k << 3), fetched(from, index + (k << 2)));
  }
  for (; index < end; index += 4, to += 8) store<f64>(to, fetched(from, index));
}

// @ts-ignore: decorator
@inline
function put(to: usize, index: usize, value: f64): void {
  const at = load<i32>(index);
  if (at >= 0) store<f64>(to + ((at as usize) << 3), value);
}

/** to[index[k]] = from[k], nothing where the index is -1. */
export function scatter(from: usize, index: usize, to: usize, n: usize): void {
  const end = index + (n << 2);
  for (const last = index + ((n & ~7) << 2); index < last; index += 32, from += 64) {
    if (full(index)) {
      store<f64>(place(to, index, 0), load<f64>(from));
      store<f64>(place(to, index, 1), load<f64>(from, 8));
      store<f64>(place(to, index, 2), load<f64>(from, 16));
      store<f64>(place(to, index, 3), load<f64>(from, 24));
      store<f64>(place(to, index, 4), load<f64>(from, 32));
      store<f64>(place(to, index, 5), load<f64>(from, 40));
      store<f64>(place(to, index, 6), load<f64>(from, 48));
      store<f64>(place(to, index, 7), load<f64>(from, 56));
    } else for (let k: usize = 0; k < 8; k++) put(to, index + (k << 2), load<f64>(from + (k << 3)));
  }
  for (; index < end; index += 4, from += 8) put(to, index, load<f64>(from));
}

/** factorPanels on panels of different lengths, one after the other in memory: counts[group] cells a line. */
export function factorChains(
  forward: usize, backward: usize, a: f64, up: usize, down: usize, counts: usize, groups: usize,
): void {
  let at: usize = 0;
  for (let group: usize = 0; group < groups; group++) {
    const count = load<i32>(counts + (group << 2)) as usize;
    factorPanels(forward + at, backward + at, a, up + at, down + at, count, count, 1);
    at += count << 6;
  }
}

/** sweepPanels on panels of different lengths, as in factorChains. */
export function sweepChains(
  r: usize, up: usize, down: usize, y: usize, left: usize, w: f64, counts: usize, groups: usize, repeats: i32,
): void {
  let at: usize = 0;
  for (let group: usize = 0; group < groups; group++) {
    const count = load<i32>(counts + (group << 2)) as usize;
    sweepPanels(r + at, up + at, down + at, y, left, w, count, count, 1, repeats);
    at += count << 6;
  }
}

/** out += h·A p of n faces: F = forward·p[lower] - backward·p[upper] from one cell to the other. */
export function hop(
  p: usize, out: usize, lower: usize, upper: usize, forward: usize, backward: usize, h: f64, n: usize,
): void {
  for (let k: usize = 0; k < n; k++) {
    const low = (load<i32>(lower + (k << 2)) as usize) << 3, high = (load<i32>(upper + (k << 2)) as usize) << 3;
    const flow = h * (load<f64>(forward + (k << 3)) * load<f64>(p + low) - load<f64>(backward + (k << 3)) * load<f64>(p + high));
    store<f64>(out + low, load<f64>(out + low) - flow);
    store<f64>(out + high, load<f64>(out + high) + flow);
  }
}
