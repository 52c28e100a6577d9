// Vectors four at a time, interleaved: x[cell][column].

/** out[a][c] += sum over cells of weight v[cell][a] x[cell][c]. */
export function gramFours(v: usize, x: usize, weight: usize, out: usize, n: usize): void {
  let s0 = v128.load(out), t0 = v128.load(out, 16), s1 = v128.load(out, 32), t1 = v128.load(out, 48);
  let s2 = v128.load(out, 64), t2 = v128.load(out, 80), s3 = v128.load(out, 96), t3 = v128.load(out, 112);
  for (let end = v + (n << 5); v < end; v += 32, x += 32, weight += 8) {
    const w = v128.load64_splat(weight);
    const s = f64x2.mul(w, v128.load(x)), t = f64x2.mul(w, v128.load(x, 16));
    let a = v128.load64_splat(v);
    s0 = f64x2.add(s0, f64x2.mul(a, s)), t0 = f64x2.add(t0, f64x2.mul(a, t));
    a = v128.load64_splat(v, 8);
    s1 = f64x2.add(s1, f64x2.mul(a, s)), t1 = f64x2.add(t1, f64x2.mul(a, t));
    a = v128.load64_splat(v, 16);
    s2 = f64x2.add(s2, f64x2.mul(a, s)), t2 = f64x2.add(t2, f64x2.mul(a, t));
    a = v128.load64_splat(v, 24);
    s3 = f64x2.add(s3, f64x2.mul(a, s)), t3 = f64x2.add(t3, f64x2.mul(a, t));
  }
  v128.store(out, s0), v128.store(out, t0, 16), v128.store(out, s1, 32), v128.store(out, t1, 48);
  v128.store(out, s2, 64), v128.store(out, t2, 80), v128.store(out, s3, 96), v128.store(out, t3, 112);
}

/** x[cell][c] = keep x[cell][c] + sum over a of v[cell][a] share[a][c]; x and v may be the same. With keep = 0 x may hold anything. */
export function mixFours(x: usize, keep: f64, v: usize, share: usize, n: usize): void {
  const kept = f64x2.splat(keep), asked = f64x2.ne(kept, f64x2.splat(0));
  const s0 = v128.load(share), t0 = v128.load(share, 16), s1 = v128.load(share, 32), t1 = v128.load(share, 48);
  const s2 = v128.load(share, 64), t2 = v128.load(share, 80), s3 = v128.load(share, 96), t3 = v128.load(share, 112);
  for (let end = v + (n << 5); v < end; v += 32, x += 32) {
    const a = v128.load64_splat(v), b = v128.load64_splat(v, 8);
    const c = v128.load64_splat(v, 16), d = v128.load64_splat(v, 24);
    const s = f64x2.add(f64x2.add(f64x2.mul(a, s0), f64x2.mul(b, s1)), f64x2.add(f64x2.mul(c, s2), f64x2.mul(d, s3)));
    const t = f64x2.add(f64x2.add(f64x2.mul(a, t0), f64x2.mul(b, t1)), f64x2.add(f64x2.mul(c, t2), f64x2.mul(d, t3)));
    v128.store(x, f64x2.add(f64x2.mul(kept, v128.and(asked, v128.load(x))), s));
    v128.store(x, f64x2.add(f64x2.mul(kept, v128.and(asked, v128.load(x, 16))), t), 16);
  }
}

/** to[k] = from[index[k]], by fours; zeros where the index is -1. */
export function gatherFours(from: usize, index: usize, to: usize, n: usize): void {
  for (let k: usize = 0; k < n; k++, to += 32) {
    const at = load<i32>(index + (k << 2));
    if (at < 0) memory.fill(to, 0, 32);
    else {
      const cell = from + ((at as usize) << 5);
      v128.store(to, v128.load(cell));
      v128.store(to, v128.load(cell, 16), 16);
    }
  }
}

/** to[index[k]] = scale from[k], by fours; nothing where the index is -1. */
export function scatterFours(from: usize, index: usize, to: usize, scale: f64, n: usize): void {
  const s = f64x2.splat(scale);
  for (let k: usize = 0; k < n; k++, from += 32) {
    const at = load<i32>(index + (k << 2));
    if (at < 0) continue;
    const cell = to + ((at as usize) << 5);
    v128.store(cell, f64x2.mul(s, v128.load(from)));
    v128.store(cell, f64x2.mul(s, v128.load(from, 16)), 16);
  }
}
