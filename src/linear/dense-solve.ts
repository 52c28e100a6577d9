/** matrix · rowᵀ for each row of `rows`, as columns: out[i·n + k] = Σ_j matrix[i, j] rows[k, j]. */
export function productWithRows(matrix: Float64Array, rows: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) out[i * n + k] += matrix[i * n + j] * rows[k * n + j];
  return out;
}

/** The inverse of a complex matrix, from the real one of twice its size. */
export function complexInverse(re: Float64Array, im: Float64Array, n: number): { re: Float64Array; im: Float64Array } {
  const m = 2 * n;
  const matrix = new Float64Array(m * m);
  const unit = new Float64Array(m * n);
  for (let i = 0; i < n; i++) {
    unit[i * n + i] = 1;
    for (let j = 0; j < n; j++) {
      matrix[i * m + j] = matrix[(n + i) * m + n + j] = re[i * n + j];
      matrix[i * m + n + j] = -im[i * n + j];
      matrix[(n + i) * m + j] = im[i * n + j];
    }
  }
  const found = solvedDense(matrix, unit, m, n);
  return { re: found.slice(0, n * n), im: found.slice(n * n) };
}

/** matrix⁻¹ b for a dense matrix [n·n] and b [n·columns], by elimination with pivots. */
export function solvedDense(matrix: Float64Array, b: Float64Array, n: number, columns: number): Float64Array {
  const a = matrix.slice();
  const x = b.slice();
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    swapRows(a, n, k, pivot);
    swapRows(x, columns, k, pivot);
    for (let i = k + 1; i < n; i++) {
      const share = a[i * n + k] / a[k * n + k];
      for (let j = k; j < n; j++) a[i * n + j] -= share * a[k * n + j];
      for (let j = 0; j < columns; j++) x[i * columns + j] -= share * x[k * columns + j];
    }
  }
  for (let k = n - 1; k >= 0; k--)
    for (let j = 0; j < columns; j++) {
      for (let i = k + 1; i < n; i++) x[k * columns + j] -= a[k * n + i] * x[i * columns + j];
      x[k * columns + j] /= a[k * n + k];
    }
  return x;
}

function swapRows(a: Float64Array, width: number, i: number, k: number): void {
  for (let j = 0; j < width && i !== k; j++)
    [a[i * width + j], a[k * width + j]] = [a[k * width + j], a[i * width + j]];
}
