// Solving with the factors that fronts.ts leaves, node by node. x holds `own` values of the node from `x` on, and those of its boundary at
// all[boundary[b]].

import { addMultiple } from "./fronts";

// @ts-ignore: decorator
@inline
function inner(a: usize, b: usize, n: usize): f64 {
  let s = f64x2.splat(0), t = f64x2.splat(0);
  const fours = n & ~3;
  let j: usize = 0;
  for (; j < fours << 3; j += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(a + j), v128.load(b + j)));
    t = f64x2.add(t, f64x2.mul(v128.load(a + j, 16), v128.load(b + j, 16)));
  }
  s = f64x2.add(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; j < n << 3; j += 8) sum += load<f64>(a + j) * load<f64>(b + j);
  return sum;
}

/** x_i += sum over k < i of multiplier(i, k) x_k. */
function solveFirst(factors: usize, own: usize, size: usize, x: usize, all: usize, boundary: usize): void {
  for (let i: usize = 1; i < own; i++) {
    const at = x + (i << 3);
    store<f64>(at, load<f64>(at) + inner(factors + ((i * size) << 3), x, i));
  }
  let m = factors + ((own * size) << 3);
  for (let b: usize = 0; b < size - own; b++, m += own << 3) {
    const at = all + ((load<i32>(boundary + (b << 2)) as usize) << 3);
    store<f64>(at, load<f64>(at) + inner(m, x, own));
  }
}

/** x_k = (x_k + sum over j > k of rate(k, j) x_j)/out_k. `near` has room for the boundary. */
function solveLast(
  factors: usize, own: usize, size: usize, x: usize, all: usize, boundary: usize, out: usize, near: usize,
): void {
  const count = size - own;
  for (let b: usize = 0; b < count; b++)
    store<f64>(near + (b << 3), load<f64>(all + ((load<i32>(boundary + (b << 2)) as usize) << 3)));
  for (let k = own; k-- > 0; ) {
    const row = factors + ((k * size) << 3), at = x + (k << 3);
    const sum = inner(row + (own << 3), near, count) + inner(row + ((k + 1) << 3), at + 8, own - k - 1);
    store<f64>(at, (load<f64>(at) + sum) / load<f64>(out + (k << 3)));
  }
}

/** Transposed: x_k = x_k/out_k, then x_j += rate(k, j) x_k for all j > k. */
function solveFirstTransposed(
  factors: usize, own: usize, size: usize, x: usize, all: usize, boundary: usize, out: usize, near: usize,
): void {
  const count = size - own;
  memory.fill(near, 0, count << 3);
  for (let k: usize = 0; k < own; k++) {
    const row = factors + ((k * size) << 3), at = x + (k << 3);
    const value = load<f64>(at) / load<f64>(out + (k << 3));
    store<f64>(at, value);
    addMultiple(at + 8, row + ((k + 1) << 3), value, own - k - 1);
    addMultiple(near, row + (own << 3), value, count);
  }
  for (let b: usize = 0; b < count; b++) {
    const at = all + ((load<i32>(boundary + (b << 2)) as usize) << 3);
    store<f64>(at, load<f64>(at) + load<f64>(near + (b << 3)));
  }
}

/** Transposed: x_k += sum over i > k of multiplier(i, k) x_i. */
function solveLastTransposed(
  factors: usize, own: usize, size: usize, x: usize, all: usize, boundary: usize,
): void {
  let m = factors + ((own * size) << 3);
  for (let b: usize = 0; b < size - own; b++, m += own << 3)
    addMultiple(x, m, load<f64>(all + ((load<i32>(boundary + (b << 2)) as usize) << 3)), own);
  for (let i = own; i-- > 1; ) addMultiple(x, factors + ((i * size) << 3), load<f64>(x + (i << 3)), i);
}

// The same for four right-hand sides at once, interleaved: the factors are read once for all of them.

// @ts-ignore: decorator
@inline
function addFour(to: usize, s: v128, t: v128): void {
  v128.store(to, f64x2.add(v128.load(to), s));
  v128.store(to, f64x2.add(v128.load(to, 16), t), 16);
}

// @ts-ignore: decorator
@inline
function addMultipleFours(x: usize, row: usize, s: v128, t: v128, n: usize): void {
  for (let j: usize = 0; j < n; j++, x += 32) {
    const a = v128.load64_splat(row + (j << 3));
    addFour(x, f64x2.mul(a, s), f64x2.mul(a, t));
  }
}

/** Adds row . x to the four at `to`. */
// @ts-ignore: decorator
@inline
function addInnerFours(to: usize, row: usize, x: usize, n: usize): void {
  let s = f64x2.splat(0), t = f64x2.splat(0), u = f64x2.splat(0), v = f64x2.splat(0);
  const pairs = n & ~1;
  let j: usize = 0;
  for (; j < pairs; j += 2, x += 64) {
    const a = v128.load64_splat(row + (j << 3)), b = v128.load64_splat(row + (j << 3), 8);
    s = f64x2.add(s, f64x2.mul(a, v128.load(x))), t = f64x2.add(t, f64x2.mul(a, v128.load(x, 16)));
    u = f64x2.add(u, f64x2.mul(b, v128.load(x, 32))), v = f64x2.add(v, f64x2.mul(b, v128.load(x, 48)));
  }
  if (n & 1) {
    const a = v128.load64_splat(row + (j << 3));
    s = f64x2.add(s, f64x2.mul(a, v128.load(x))), t = f64x2.add(t, f64x2.mul(a, v128.load(x, 16)));
  }
  addFour(to, f64x2.add(s, u), f64x2.add(t, v));
}

function solveFirstFours(factors: usize, own: usize, size: usize, x: usize, all: usize, boundary: usize): void {
  for (let i: usize = 1; i < own; i++) addInnerFours(x + (i << 5), factors + ((i * size) << 3), x, i);
  let m = factors + ((own * size) << 3);
  for (let b: usize = 0; b < size - own; b++, m += own << 3)
    addInnerFours(all + ((load<i32>(boundary + (b << 2)) as usize) << 5), m, x, own);
}

function solveLastFours(
  factors: usize, own: usize, size: usize, x: usize, all: usize, boundary: usize, out: usize, near: usize,
): void {
  const count = size - own;
  for (let b: usize = 0; b < count; b++)
    memory.copy(near + (b << 5), all + ((load<i32>(boundary + (b << 2)) as usize) << 5), 32);
  for (let k = own; k-- > 0; ) {
    const row = factors + ((k * size) << 3), at = x + (k << 5);
    addInnerFours(at, row + (own << 3), near, count);
    addInnerFours(at, row + ((k + 1) << 3), at + 32, own - k - 1);
    const d = v128.load64_splat(out + (k << 3));
    v128.store(at, f64x2.div(v128.load(at), d));
    v128.store(at, f64x2.div(v128.load(at, 16), d), 16);
  }
}

function solveFirstTransposedFours(
  factors: usize, own: usize, size: usize, x: usize, all: usize, boundary: usize, out: usize, near: usize,
): void {
  const count = size - own;
  memory.fill(near, 0, count << 5);
  for (let k: usize = 0; k < own; k++) {
    const row = factors + ((k * size) << 3), at = x + (k << 5);
    const d = v128.load64_splat(out + (k << 3));
    const s = f64x2.div(v128.load(at), d), t = f64x2.div(v128.load(at, 16), d);
    v128.store(at, s);
    v128.store(at, t, 16);
    addMultipleFours(at + 32, row + ((k + 1) << 3), s, t, own - k - 1);
    addMultipleFours(near, row + (own << 3), s, t, count);
  }
  for (let b: usize = 0; b < count; b++)
    addFour(
      all + ((load<i32>(boundary + (b << 2)) as usize) << 5),
      v128.load(near + (b << 5)),
      v128.load(near + (b << 5), 16),
    );
}

function solveLastTransposedFours(
  factors: usize, own: usize, size: usize, x: usize, all: usize, boundary: usize,
): void {
  let m = factors + ((own * size) << 3);
  for (let b: usize = 0; b < size - own; b++, m += own << 3) {
    const from = all + ((load<i32>(boundary + (b << 2)) as usize) << 5);
    addMultipleFours(x, m, v128.load(from), v128.load(from, 16), own);
  }
  for (let i = own; i-- > 1; )
    addMultipleFours(x, factors + ((i * size) << 3), v128.load(x + (i << 5)), v128.load(x + (i << 5), 16), i);
}

/**
 * Solves for one right-hand side, or with `fours` for four, at x by position, in place: from the first node to the last and back.
 * A node has six numbers in `nodes`: where its factors are, how many states it eliminates and has in all, the first of those, where its boundary is,
 * and where its rates of leaving are. Transposed for the forward equation.
 */
export function solveNodes(nodes: usize, count: usize, x: usize, near: usize, fours: bool, transposed: bool): void {
  const shift: usize = fours ? 5 : 3;
  for (let n: usize = 0; n < count; n++) {
    const node = nodes + n * 24;
    const factors: usize = load<u32>(node), own: usize = load<u32>(node, 4), size: usize = load<u32>(node, 8);
    const at = x + ((load<u32>(node, 12) as usize) << shift), boundary: usize = load<u32>(node, 16);
    const out: usize = load<u32>(node, 20);
    if (transposed) {
      if (fours) solveFirstTransposedFours(factors, own, size, at, x, boundary, out, near);
      else solveFirstTransposed(factors, own, size, at, x, boundary, out, near);
    } else if (fours) solveFirstFours(factors, own, size, at, x, boundary);
    else solveFirst(factors, own, size, at, x, boundary);
  }
  for (let n = count; n-- > 0; ) {
    const node = nodes + n * 24;
    const factors: usize = load<u32>(node), own: usize = load<u32>(node, 4), size: usize = load<u32>(node, 8);
    const at = x + ((load<u32>(node, 12) as usize) << shift), boundary: usize = load<u32>(node, 16);
    const out: usize = load<u32>(node, 20);
    if (transposed) {
      if (fours) solveLastTransposedFours(factors, own, size, at, x, boundary);
      else solveLastTransposed(factors, own, size, at, x, boundary);
    } else if (fours) solveLastFours(factors, own, size, at, x, boundary, out, near);
    else solveLast(factors, own, size, at, x, boundary, out, near);
  }
}
