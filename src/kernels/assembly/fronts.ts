// Dense fronts of a jump process that may be killed, eliminated without subtractions.
// A front of `size` states has rows of `stride` numbers: rates to the states, then the rate of being killed, then zeros.
// Rows and columns behind the last are there up to a multiple of four, and hold zeros.

/** Pivots applied together: as many as stay in the first-level cache, packed, next to the rows they update. */
const PANEL: usize = 32;

// @ts-ignore: decorator
@inline
export function addMultiple(row: usize, other: usize, a: f64, n: usize): void {
  const av = f64x2.splat(a);
  const pairs = n & ~1;
  for (let j: usize = 0; j < pairs << 3; j += 16)
    v128.store(row + j, f64x2.add(v128.load(row + j), f64x2.mul(av, v128.load(other + j))));
  if (n & 1) store<f64>(row + (pairs << 3), load<f64>(row + (pairs << 3)) + a * load<f64>(other + (pairs << 3)));
}

/** Pivots whose multipliers are found together. */
const FEW: usize = 4;

/** Turns the entries of a row at four pivots into its multipliers of their rows. */
// @ts-ignore: decorator
@inline
function findMultipliers(at: usize, pivots: usize, row: usize, out: usize): void {
  const a0 = load<f64>(at) / load<f64>(out);
  const a1 = (load<f64>(at, 8) + a0 * load<f64>(pivots, 8)) / load<f64>(out, 8);
  const x2 = load<f64>(at, 16) + a0 * load<f64>(pivots, 16), x3 = load<f64>(at, 24) + a0 * load<f64>(pivots, 24);
  const a2 = (x2 + a1 * load<f64>(pivots + row, 16)) / load<f64>(out, 16);
  const a3 = (x3 + a1 * load<f64>(pivots + row, 24) + a2 * load<f64>(pivots + 2 * row, 24)) / load<f64>(out, 24);
  store<f64>(at, a0), store<f64>(at, a1, 8), store<f64>(at, a2, 16), store<f64>(at, a3, 24);
}

/** Two rows (at, and the next) gain, in n columns behind the four pivots, their multiples of the four rows of those. */
// @ts-ignore: decorator
@inline
function addFourPivots(at: usize, pivots: usize, row: usize, n: usize): void {
  const a0 = v128.load64_splat(at), a1 = v128.load64_splat(at, 8);
  const a2 = v128.load64_splat(at, 16), a3 = v128.load64_splat(at, 24);
  const b0 = v128.load64_splat(at + row), b1 = v128.load64_splat(at + row, 8);
  const b2 = v128.load64_splat(at + row, 16), b3 = v128.load64_splat(at + row, 24);
  let p = pivots + 32, x = at + 32;
  for (let j: usize = 0; j < n; j += 2, p += 16, x += 16) {
    const u0 = v128.load(p), u1 = v128.load(p + row), u2 = v128.load(p + 2 * row), u3 = v128.load(p + 3 * row);
    const s = f64x2.add(f64x2.mul(a0, u0), f64x2.mul(a1, u1)), t = f64x2.add(f64x2.mul(a2, u2), f64x2.mul(a3, u3));
    v128.store(x, f64x2.add(v128.load(x), f64x2.add(s, t)));
    const u = f64x2.add(f64x2.mul(b0, u0), f64x2.mul(b1, u1)), v = f64x2.add(f64x2.mul(b2, u2), f64x2.mul(b3, u3));
    v128.store(x + row, f64x2.add(v128.load(x + row), f64x2.add(u, v)));
  }
}

/**
 * Eliminates the first `own` states in place (Grassmann, Taksar and Heyman 1985, with a rate of being killed):
 * out[k] = sum of the rates k -> j > k and of being killed, row[i][k] = rate(i -> k)/out[k] for i > k,
 * and what is left is the process watched on the other states. `packed` has room for 32 rows.
 *
 * Pivots are taken four at a time within panels: the rows of a panel follow at once, over all their width, those below only up to
 * the end of the panel, and over the rest when the panel is done.
 */
export function eliminateFront(front: usize, stride: usize, size: usize, own: usize, out: usize, packed: usize): void {
  const row = stride << 3;
  for (let first: usize = 0; first < own; first += PANEL) {
    const end = min<usize>(first + PANEL, own);
    for (let few = first; few < end; few += FEW) {
      const next = min<usize>(few + FEW, end);
      const pivots = front + few * row + (few << 3), outs = out + (few << 3);
      for (let i = few; i < next; i++) {
        const at = front + i * row;
        for (let k = few; k < i; k++) {
          const a = load<f64>(at + (k << 3)) / load<f64>(out + (k << 3));
          store<f64>(at + (k << 3), a);
          if (a != 0) addMultiple(at + ((k + 1) << 3), front + k * row + ((k + 1) << 3), a, size - k);
        }
        // from the far end, as everything before `i` in the row is a multiplier
        let sum: f64 = 0;
        for (let j = size; j > i; j--) sum += load<f64>(at + (j << 3));
        store<f64>(out + (i << 3), sum);
      }
      if (next - few < FEW) {
        // the last few of all
        for (let i = next; i < size; i++) {
          const at = front + i * row;
          for (let k = few; k < next; k++) {
            const a = load<f64>(at + (k << 3)) / load<f64>(out + (k << 3));
            store<f64>(at + (k << 3), a);
            for (let j = k + 1; j < next; j++) {
              const to = at + (j << 3);
              store<f64>(to, load<f64>(to) + a * load<f64>(front + k * row + (j << 3)));
            }
          }
        }
        break;
      }
      // rows by twos: behind the last there are others, of zeros
      let i = next;
      for (; i < end; i += 2) {
        const at = front + i * row + (few << 3), both = i + 1 < end;
        findMultipliers(at, pivots, row, outs);
        if (both) findMultipliers(at + row, pivots, row, outs);
        if (both) addFourPivots(at, pivots, row, size + 1 - next);
        else for (let k: usize = 0; k < FEW; k++) addMultiple(at + 32, pivots + k * row + 32, load<f64>(at + (k << 3)), size + 1 - next);
      }
      const even = (end - next) & ~1;
      for (i = end; i < size; i += 2) {
        const at = front + i * row + (few << 3);
        findMultipliers(at, pivots, row, outs);
        findMultipliers(at + row, pivots, row, outs);
        addFourPivots(at, pivots, row, even);
        if (even < end - next)
          for (let r = at; r <= at + row; r += row) {
            const p = pivots + ((FEW + even) << 3), x = r + ((FEW + even) << 3);
            const s = load<f64>(r) * load<f64>(p) + load<f64>(r, 8) * load<f64>(p + row);
            const t = load<f64>(r, 16) * load<f64>(p + 2 * row) + load<f64>(r, 24) * load<f64>(p + 3 * row);
            store<f64>(x, load<f64>(x) + (s + t));
          }
      }
    }
    updateRest(front, row, size, first, end, packed);
  }
}

/** Rows from `end` on gain, in the columns from `end` on, their multiples of the rows [first, end). */
function updateRest(front: usize, row: usize, size: usize, first: usize, end: usize, packed: usize): void {
  const depth = end - first;
  // four columns at a time, one pivot after the other
  for (let k: usize = 0; k < depth; k++) {
    const from = front + (first + k) * row;
    for (let j = end, to = packed + (k << 5); j <= size; j += 4, to += depth << 5) {
      v128.store(to, v128.load(from + (j << 3)));
      v128.store(to, v128.load(from + (j << 3), 16), 16);
    }
  }
  for (let i = end; i < size; i += 4) {
    const a0 = front + i * row + (first << 3), a1 = a0 + row, a2 = a1 + row, a3 = a2 + row;
    const shift = (end - first) << 3;
    let b = packed;
    for (let j = end; j <= size; j += 4) {
      const c0 = a0 + shift + ((j - end) << 3), c1 = c0 + row, c2 = c1 + row, c3 = c2 + row;
      let s0 = v128.load(c0), t0 = v128.load(c0, 16), s1 = v128.load(c1), t1 = v128.load(c1, 16);
      let s2 = v128.load(c2), t2 = v128.load(c2, 16), s3 = v128.load(c3), t3 = v128.load(c3, 16);
      for (let k: usize = 0; k < depth << 3; k += 8, b += 32) {
        const u = v128.load(b), v = v128.load(b, 16);
        let a = v128.load64_splat(a0 + k);
        s0 = f64x2.add(s0, f64x2.mul(a, u)), t0 = f64x2.add(t0, f64x2.mul(a, v));
        a = v128.load64_splat(a1 + k);
        s1 = f64x2.add(s1, f64x2.mul(a, u)), t1 = f64x2.add(t1, f64x2.mul(a, v));
        a = v128.load64_splat(a2 + k);
        s2 = f64x2.add(s2, f64x2.mul(a, u)), t2 = f64x2.add(t2, f64x2.mul(a, v));
        a = v128.load64_splat(a3 + k);
        s3 = f64x2.add(s3, f64x2.mul(a, u)), t3 = f64x2.add(t3, f64x2.mul(a, v));
      }
      v128.store(c0, s0), v128.store(c0, t0, 16), v128.store(c1, s1), v128.store(c1, t1, 16);
      v128.store(c2, s2), v128.store(c2, t2, 16), v128.store(c3, s3), v128.store(c3, t3, 16);
    }
  }
}

/** Adds what a child left, count rows of count + 1 numbers, to the rows and columns of a front given by `places`. */
export function extendAdd(child: usize, count: usize, places: usize, front: usize, stride: usize, size: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const row = front + (load<i32>(places + (i << 2)) as usize) * (stride << 3);
    for (let j: usize = 0; j < count; j++, child += 8) {
      const at = row + ((load<i32>(places + (j << 2)) as usize) << 3);
      store<f64>(at, load<f64>(at) + load<f64>(child));
    }
    store<f64>(row + (size << 3), load<f64>(row + (size << 3)) + load<f64>(child));
    child += 8;
  }
}

/** Copies the rates of the eliminated states, own rows of `size`, then the multipliers of the others, rows of `own`. */
export function keepFactors(front: usize, stride: usize, size: usize, own: usize, factors: usize): void {
  for (let i: usize = 0; i < size; i++) {
    const length = i < own ? size : own;
    memory.copy(factors, front + i * (stride << 3), length << 3);
    factors += length << 3;
  }
}

/** Copies what is left: rows of size - own rates and the rate of being killed. */
export function keepRest(front: usize, stride: usize, size: usize, own: usize, rest: usize): void {
  const length = (size - own + 1) << 3;
  for (let i = own; i < size; i++, rest += length) memory.copy(rest, front + i * (stride << 3) + (own << 3), length);
}

export function clear(at: usize, n: usize): void {
  memory.fill(at, 0, n << 3);
}
