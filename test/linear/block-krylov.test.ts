import { describe, expect, it } from "vitest";
import { leadingEigenpairs } from "../../src/linear/block-krylov.js";
import { generalEigen } from "../../src/linear/general-eigen.js";
import { gradedEigen } from "../../src/linear/jacobi.js";
import { symmetricEigen } from "../../src/linear/symmetric-eigen.js";

/** Numbers in [0, 1) that are the same every time (Lehmer's generator). */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** A dense matrix [n·n] as an operator on four vectors. */
const dense = (matrix: Float64Array, n: number) => (x: Float64Array, out: Float64Array) => {
  out.fill(0);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let c = 0; c < 4; c++) out[4 * i + c] += matrix[i * n + j] * x[4 * j + c];
};

describe("eigenpairs of small matrices", () => {
  it("finds the values of a graded positive matrix to relative accuracy", () => {
    // diag(1, 1e-8, 1e-16) scaled coupling: det and trace by hand
    const d = [1, 1e-8, 1e-16];
    const a = Float64Array.from({ length: 9 }, (_, e) => {
      const [i, j] = [Math.floor(e / 3), e % 3];
      return Math.sqrt(d[i] * d[j]) * (i === j ? 1 : 0.5);
    });
    const { values } = gradedEigen(a, 3);
    // to leading order: 1, 1e-8·(1 − 1/4), 1e-16·det/(3/4) with det [[1,.5,.5],[.5,1,.5],[.5,.5,1]] = 1/2
    expect(values[0]).toBeCloseTo(1, 7);
    expect(values[1] / 0.75e-8).toBeCloseTo(1, 7);
    expect(values[2] / ((2 / 3) * 1e-16)).toBeCloseTo(1, 7);
  });

  it("gives A x = λ x with orthonormal x for a random symmetric matrix of 30, by either method", () => {
    const n = 30;
    const next = uniforms(9);
    const b = Float64Array.from({ length: n * n }, () => next() - 0.5);
    // B Bᵀ, positive
    const a = Float64Array.from({ length: n * n }, (_, e) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += b[Math.floor(e / n) * n + k] * b[(e % n) * n + k];
      return sum;
    });
    for (const { values, vectors } of [symmetricEigen(a, n), gradedEigen(a, n)]) {
      const product = (k: number, m: number, weight: (i: number) => number): number => {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += vectors[k * n + i] * vectors[m * n + i] * weight(i);
        return sum;
      };
      for (let k = 0; k < n; k++) {
        if (k > 0) expect(values[k]).toBeLessThanOrEqual(values[k - 1]);
        for (let i = 0; i < n; i++) {
          let image = 0;
          for (let j = 0; j < n; j++) image += a[i * n + j] * vectors[k * n + j];
          expect(Math.abs(image - values[k] * vectors[k * n + i])).toBeLessThan(1e-13);
        }
        expect(Math.abs(product(k, (k + 7) % n, () => 1))).toBeLessThan(1e-14);
        expect(Math.abs(product(k, k, () => 1) - 1)).toBeLessThan(1e-14);
      }
    }
  });

  it("gives A x = λ x for a random matrix of 40, with conjugate pairs", () => {
    const n = 40;
    const next = uniforms(5);
    const a = Float64Array.from({ length: n * n }, () => next() - 0.5);
    const { re, im, vectorsRe, vectorsIm } = generalEigen(a, n);
    let trace = 0;
    for (let i = 0; i < n; i++) trace += a[i * n + i];
    expect(re.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 12);
    expect(Math.abs(im.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-12);
    for (let k = 0; k < n; k++)
      for (let i = 0; i < n; i++) {
        let [sumRe, sumIm] = [0, 0];
        for (let j = 0; j < n; j++) {
          sumRe += a[i * n + j] * vectorsRe[k * n + j];
          sumIm += a[i * n + j] * vectorsIm[k * n + j];
        }
        const [x, y] = [vectorsRe[k * n + i], vectorsIm[k * n + i]];
        // backward stable: some roundings of a matrix of norm 4
        expect(Math.hypot(sumRe - re[k] * x + im[k] * y, sumIm - re[k] * y - im[k] * x)).toBeLessThan(1e-12);
      }
  });
});

describe("leading eigenpairs of an operator", () => {
  const n = 120;
  const next = uniforms(3);
  const weight = Float64Array.from({ length: n }, () => Math.exp(6 * next()));
  // H = I − 2 v vᵀ/v·v is orthogonal: columns of W^(−1/2) H are orthonormal in the weighted inner product
  const v = Float64Array.from({ length: n }, () => next() - 0.5);
  const square = v.reduce((sum, x) => sum + x * x, 0);
  const reflection = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * v[i] * v[j]) / square;
  const withEigenvalues = (block: (i: number, j: number) => number): Float64Array => {
    const a = new Float64Array(n * n);
    const hb = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let k = 0; k < n; k++)
        for (let j = Math.max(0, k - 1); j <= Math.min(n - 1, k + 1); j++)
          hb[i * n + k] += reflection(i, j) * block(j, k);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < n; k++) a[i * n + j] += hb[i * n + k] * reflection(k, j);
        a[i * n + j] *= Math.sqrt(weight[j] / weight[i]);
      }
    return a;
  };

  it("finds all copies of an eigenvalue, also more than a block has columns", () => {
    const values = Float64Array.from({ length: n }, (_, k) => (k === 0 ? 2 : k < 7 ? 1 : 0.7 / k));
    const matrix = withEigenvalues((i, j) => (i === j ? values[i] : 0));
    const { re, vectors } = leadingEigenpairs({ size: n, weight, symmetric: true, apply: dense(matrix, n) }, 8);
    expect(Array.from(re.subarray(0, 8), (x) => Number(x.toFixed(12)))).toEqual([2, 1, 1, 1, 1, 1, 1, 0.1]);
    for (let k = 0; k < 8; k++)
      for (let m = 0; m <= k; m++) {
        const inner = weight.reduce((sum, w, i) => sum + w * vectors[k].re[i] * vectors[m].re[i], 0);
        expect(Math.abs(inner - (k === m ? 1 : 0))).toBeLessThan(1e-12);
      }
  });

  it("finds complex pairs, a pair never cut in two", () => {
    // 2 × 2 rotations: 1 ± i, then 0.5 twice, then small ones
    const matrix = withEigenvalues((i, j) => {
      if (i < 2 && j < 2) return i === j ? 1 : i < j ? -1 : 1;
      return i === j ? (i < 4 ? 0.5 : 0.3 / i) : 0;
    });
    const { re, im } = leadingEigenpairs({ size: n, weight, symmetric: false, apply: dense(matrix, n) }, 1);
    expect([re.length, re[0], im[0], re[1], im[1]].map((x) => Number(x.toFixed(11)))).toEqual([2, 1, 1, 1, -1]);
    const more = leadingEigenpairs({ size: n, weight, symmetric: false, apply: dense(matrix, n) }, 3);
    expect(Array.from(more.re, (x) => Number(x.toFixed(11)))).toEqual([1, 1, 0.5, 0.5]);
    expect(more.vectors.map(({ im }) => im === null)).toEqual([false, false, true, true]);
  });
});
