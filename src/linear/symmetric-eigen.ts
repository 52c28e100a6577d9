/** Per eigenvalue two are common. */
const ITERATIONS = 60;

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix [n·n], largest first, by reflections to three diagonals
 * (Householder 1958) and QL with implicit shifts (Bowdler, Martin, Reinsch and Wilkinson 1968): accurate to some roundings of
 * the largest eigenvalue, O(n³).
 * @returns vectors[k·n + i]: component i of the k-th
 */
export function symmetricEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  // row k of q becomes the k-th eigenvector
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  toThreeDiagonals(matrix.slice(), q, n, diagonal, beside);
  toDiagonal(diagonal, beside, q, n);
  const order = Array.from(diagonal, (_, k) => k).sort((k, m) => diagonal[m] - diagonal[k]);
  const vectors = new Float64Array(n * n);
  order.forEach((k, at) => vectors.set(q.subarray(k * n, (k + 1) * n), at * n));
  return { values: Float64Array.from(order, (k) => diagonal[k]), vectors };
}

/** a becomes Q a Qᵀ, with the rows of Q in q. */
function toThreeDiagonals(
  a: Float64Array,
  q: Float64Array,
  n: number,
  diagonal: Float64Array,
  beside: Float64Array,
): void {
  const v = new Float64Array(n);
  const av = new Float64Array(n);
  for (let k = 0; k + 2 < n; k++) {
    let square = 0;
    for (let i = k + 1; i < n; i++) square += (v[i] = a[k * n + i]) ** 2;
    if (square - v[k + 1] ** 2 > 0) {
      v[k + 1] += v[k + 1] >= 0 ? Math.sqrt(square) : -Math.sqrt(square);
      let size = 0;
      for (let i = k + 1; i < n; i++) size += v[i] ** 2;
      let overlap = 0;
      for (let i = k; i < n; i++) {
        let sum = 0;
        for (let j = k + 1; j < n; j++) sum += a[i * n + j] * v[j];
        av[i] = (2 * sum) / size;
        if (i > k) overlap += v[i] * av[i];
      }
      for (let i = k + 1; i < n; i++) av[i] -= (overlap / size) * v[i];
      // a − v avᵀ − av vᵀ; row k has no part in v
      for (let j = k + 1; j < n; j++) a[k * n + j] = a[j * n + k] -= av[k] * v[j];
      for (let i = k + 1; i < n; i++) for (let j = k + 1; j < n; j++) a[i * n + j] -= v[i] * av[j] + av[i] * v[j];
      reflectRows(q, v, n, k + 1, size);
    }
  }
  for (let i = 0; i < n; i++) {
    diagonal[i] = a[i * n + i];
    beside[i] = i + 1 < n ? a[i * n + i + 1] : 0;
  }
}

function reflectRows(q: Float64Array, v: Float64Array, n: number, first: number, size: number): void {
  const sums = new Float64Array(n);
  for (let i = first; i < n; i++) for (let j = 0; j < n; j++) sums[j] += v[i] * q[i * n + j];
  for (let i = first; i < n; i++) {
    const share = (2 * v[i]) / size;
    for (let j = 0; j < n; j++) q[i * n + j] -= share * sums[j];
  }
}

function toDiagonal(d: Float64Array, e: Float64Array, q: Float64Array, n: number): void {
  for (let first = 0; first < n; first++) {
    for (let iteration = 0; ; iteration++) {
      let last = first;
      while (last + 1 < n && Math.abs(e[last]) > 1.1e-16 * (Math.abs(d[last]) + Math.abs(d[last + 1]))) last++;
      if (last === first) break;
      if (iteration > ITERATIONS) throw new RangeError("QL iterations on a small matrix do not end.");
      let g = (d[first + 1] - d[first]) / (2 * e[first]);
      g = d[last] - d[first] + e[first] / (g + (g >= 0 ? Math.hypot(g, 1) : -Math.hypot(g, 1)));
      let [s, c, p] = [1, 1, 0];
      let i = last - 1;
      for (; i >= first; i--) {
        const f = s * e[i];
        const b = c * e[i];
        const r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          e[last] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        const t = (d[i] - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
        const [low, high] = [i * n, (i + 1) * n];
        for (let k = 0; k < n; k++) {
          const x = q[high + k];
          q[high + k] = s * q[low + k] + c * x;
          q[low + k] = c * q[low + k] - s * x;
        }
      }
      if (i >= first) continue;
      d[first] -= p;
      e[first] = g;
      e[last] = 0;
    }
  }
}
