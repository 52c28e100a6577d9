/** Sweeps after which rotations have long ended; ten are common. */
const SWEEPS = 60;

/**
 * All eigenvalues and eigenvectors of a positive symmetric matrix [n·n], largest first, by Jacobi's rotations (Jacobi 1846):
 * where rows differ in size small eigenvalues keep their digits (Demmel and Veselić 1992).
 * @returns vectors[k·n + i]: component i of the k-th
 */
export function gradedEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  // rows of q are the eigenvectors
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotations = 0;
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const off = a[i * n + j];
        if (Math.abs(off) <= 1e-16 * Math.sqrt(Math.abs(a[i * n + i])) * Math.sqrt(Math.abs(a[j * n + j]))) continue;
        rotations++;
        const theta = (a[j * n + j] - a[i * n + i]) / (2 * off);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(1, theta));
        rotate(a, q, n, i, j, t);
      }
    if (rotations === 0) break;
  }
  const order = Array.from({ length: n }, (_, k) => k).sort((k, m) => a[m * n + m] - a[k * n + k]);
  const vectors = new Float64Array(n * n);
  order.forEach((k, at) => vectors.set(q.subarray(k * n, (k + 1) * n), at * n));
  return { values: Float64Array.from(order, (k) => a[k * n + k]), vectors };
}

/** Turns rows and columns i and j so that their coupling vanishes; t is the tangent of the angle. */
function rotate(a: Float64Array, q: Float64Array, n: number, i: number, j: number, t: number): void {
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  const off = a[i * n + j];
  a[i * n + i] -= t * off;
  a[j * n + j] += t * off;
  a[i * n + j] = a[j * n + i] = 0;
  for (let k = 0; k < n; k++) {
    const [x, y] = [q[i * n + k], q[j * n + k]];
    q[i * n + k] = c * x - s * y;
    q[j * n + k] = s * x + c * y;
    if (k === i || k === j) continue;
    const [u, v] = [a[i * n + k], a[j * n + k]];
    a[i * n + k] = a[k * n + i] = c * u - s * v;
    a[j * n + k] = a[k * n + j] = s * u + c * v;
  }
}
