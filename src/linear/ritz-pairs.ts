import { generalEigen } from "./general-eigen.js";
import { symmetricEigen } from "./symmetric-eigen.js";

/** Eigenpairs of an operator within a Krylov space, largest first. */
export interface RitzPairs {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Norm of what the operator leads to outside the space, per pair. */
  readonly residuals: Float64Array;
  /** Components [pair][4·block + column] of A x/θ for a Ritz vector x: what is left of other eigenvectors has shrunk once more. */
  readonly components: readonly { readonly re: Float64Array; readonly im: Float64Array }[];
}

/** Eigenpairs of the projected operator, largest first, and their residuals. */
export function ritzPairs(
  coupling: (i: number, j: number) => Float64Array,
  processed: number,
  blocks: number,
  symmetric: boolean,
): RitzPairs {
  const n = 4 * processed;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < processed; i++)
    for (let j = 0; j < processed; j++)
      for (let e = 0; e < 16; e++) matrix[(4 * i + (e >> 2)) * n + 4 * j + (e & 3)] = coupling(i, j)[e];
  let pairs: { readonly re: Float64Array; readonly im: Float64Array; readonly components: RitzPairs["components"] };
  if (symmetric) {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i] = 0.5 * (matrix[i * n + j] + matrix[j * n + i]);
    const { values, vectors } = symmetricEigen(matrix, n);
    const none = new Float64Array(n);
    pairs = {
      re: values,
      im: none,
      components: Array.from(values, (_, k) => ({ re: vectors.subarray(k * n, (k + 1) * n), im: none })),
    };
  } else {
    const { re, im, vectorsRe, vectorsIm } = generalEigen(matrix, n);
    const order = inOrder(re, im);
    pairs = {
      re: Float64Array.from(order, (k) => re[k]),
      im: Float64Array.from(order, (k) => im[k]),
      components: order.map((k) => ({
        re: vectorsRe.subarray(k * n, (k + 1) * n),
        im: vectorsIm.subarray(k * n, (k + 1) * n),
      })),
    };
  }
  const residuals = new Float64Array(n);
  const components = pairs.components.map(({ re, im }, k) => {
    const beyond = imageBeyond(coupling, processed, blocks, re, im);
    residuals[k] = Math.hypot(...beyond.re, ...beyond.im);
    return withImage({ re, im }, beyond, pairs.re[k], pairs.im[k], residuals[k]);
  });
  return { re: pairs.re, im: pairs.im, residuals, components };
}

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Components of A x along the blocks that A has not been applied to; those along the others are θ x. */
function imageBeyond(
  coupling: (i: number, j: number) => Float64Array,
  processed: number,
  blocks: number,
  re: Float64Array,
  im: Float64Array,
): Complex {
  const image = { re: new Float64Array(4 * (blocks - processed)), im: new Float64Array(4 * (blocks - processed)) };
  for (let i = processed; i < blocks; i++)
    for (let j = 0; j < processed; j++) {
      const h = coupling(i, j);
      for (let a = 0, to = 4 * (i - processed); a < 4; a++, to++)
        for (let c = 0; c < 4; c++) {
          image.re[to] += h[a * 4 + c] * re[4 * j + c];
          image.im[to] += h[a * 4 + c] * im[4 * j + c];
        }
    }
  return image;
}

/** x + (image beyond)/θ, but for a θ that nothing is known of. */
function withImage(x: Complex, beyond: Complex, re: number, im: number, residual: number): Complex {
  const square = re * re + im * im;
  const known = residual < Math.sqrt(square);
  const [p, q] = known ? [re / square, im / square] : [0, 0];
  const joined = (own: Float64Array, tail: (e: number) => number): Float64Array => {
    const out = new Float64Array(own.length + beyond.re.length);
    out.set(own);
    for (let e = 0; e < beyond.re.length; e++) out[own.length + e] = tail(e);
    return out;
  };
  return {
    re: joined(x.re, (e) => p * beyond.re[e] + q * beyond.im[e]),
    im: joined(x.im, (e) => p * beyond.im[e] - q * beyond.re[e]),
  };
}

/** Falling in size; of a pair the one with the positive imaginary part first. */
function inOrder(re: Float64Array, im: Float64Array): number[] {
  const sizes = re.map((value, k) => Math.hypot(value, im[k]));
  const same = (k: number, m: number): boolean => Math.abs(sizes[k] - sizes[m]) <= 1e-12 * sizes[k];
  const order = Array.from(re, (_, k) => k).sort((k, m) => sizes[m] - sizes[k]);
  for (let at = 0; at + 1 < order.length; at++) {
    if (im[order[at]] === 0) continue;
    // its conjugate is among those of the same size
    let other = at + 1;
    while (other < order.length && same(order[at], order[other])) {
      if (Math.abs(im[order[other]] + im[order[at]]) <= 1e-10 * sizes[order[at]]) break;
      other++;
    }
    if (other < order.length && same(order[at], order[other])) {
      order.splice(at + 1, 0, ...order.splice(other, 1));
      if (im[order[at]] < 0) [order[at], order[at + 1]] = [order[at + 1], order[at]];
      at++;
    }
  }
  return order;
}

export const sizeOf = ({ re, im }: RitzPairs, k: number): number => Math.hypot(re[k], im[k]);
