import { fourierTransform } from "./fft.js";

/**
 * A real transform of two real lines at a time: a complex transform carries one in its real and one in its imaginary
 * part. Pairs are interleaved: first_0, second_0, first_1, second_1, …, and transformed in place.
 */
export interface PairTransform {
  readonly length: number;
  forward(pair: Float64Array): void;
  /** Undoes `forward`. */
  inverse(pair: Float64Array): void;
  /** Angle per cell, from 0 to π, of the wave that coefficient k belongs to. */
  readonly angles: Float64Array;
}

/**
 * The Hartley transform H_k = Σ_j x_j·(cos(2πjk/n) + sin(2πjk/n)) (Bracewell 1983): real, its own inverse
 * but for 1/n, and in it every even convolution on a ring is diagonal. O(n log n) for any length.
 */
export function hartleyTransform(length: number): PairTransform {
  const fourier = fourierTransform(length);
  const waves = new Float64Array(2 * length);
  const transform = (pair: Float64Array, scale: number): void => {
    fourier.forward(pair, waves);
    for (let k = 0; k < length; k++) {
      const own = 2 * k;
      const other = 2 * (k === 0 ? 0 : length - k);
      const re = waves[own];
      const im = waves[own + 1];
      const reBack = waves[other];
      const imBack = waves[other + 1];
      pair[own] = scale * (re + reBack - im + imBack);
      pair[own + 1] = scale * (im + imBack + re - reBack);
    }
  };
  return {
    length,
    forward: (pair) => transform(pair, 0.5),
    inverse: (pair) => transform(pair, 0.5 / length),
    angles: Float64Array.from({ length }, (_, k) => (2 * Math.PI * Math.min(k, length - k)) / length),
  };
}

/**
 * The cosine transform C_k = Σ_j x_j·cos(kπ(j + ½)/n), DCT-II, and its inverse DCT-III,
 * x_j = (C_0 + 2·Σ_{k>0} C_k·cos(kπ(j + ½)/n))/n: the waves with no slope at the two outer faces of n cells.
 *
 * By one Fourier transform of length n: even entries rising, then odd ones falling, turned by kπ/2n (Makhoul 1980).
 */
export function cosineTransform(length: number): PairTransform {
  const fourier = fourierTransform(length);
  const sorted = new Float64Array(2 * length);
  const waves = new Float64Array(2 * length);
  const turns = new Float64Array(2 * length);
  for (let k = 0; k < length; k++) {
    turns[2 * k] = Math.cos((Math.PI * k) / (2 * length));
    turns[2 * k + 1] = Math.sin((Math.PI * k) / (2 * length));
  }
  /** Where entry j goes. */
  const place = Int32Array.from({ length }, (_, j) => (j % 2 === 0 ? j / 2 : length - (j + 1) / 2));
  return {
    length,
    forward(pair) {
      for (let j = 0; j < length; j++) {
        sorted[2 * place[j]] = pair[2 * j];
        sorted[2 * place[j] + 1] = pair[2 * j + 1];
      }
      fourier.forward(sorted, waves);
      for (let k = 0; k < length; k++) {
        const own = 2 * k;
        const other = 2 * (k === 0 ? 0 : length - k);
        const re = waves[own];
        const im = waves[own + 1];
        const reBack = waves[other];
        const imBack = waves[other + 1];
        const cos = 0.5 * turns[own];
        const sin = 0.5 * turns[own + 1];
        pair[own] = cos * (re + reBack) + sin * (im - imBack);
        pair[own + 1] = cos * (im + imBack) - sin * (re - reBack);
      }
    },
    inverse(pair) {
      for (let k = 0; k < length; k++) {
        const cos = turns[2 * k];
        const sin = turns[2 * k + 1];
        const first = pair[2 * k];
        const second = pair[2 * k + 1];
        const other = 2 * (length - k);
        const firstBack = k === 0 ? 0 : pair[other];
        const secondBack = k === 0 ? 0 : pair[other + 1];
        waves[2 * k] = cos * (first + secondBack) + sin * (firstBack - second);
        waves[2 * k + 1] = cos * (second - firstBack) + sin * (first + secondBack);
      }
      fourier.inverse(waves, sorted);
      for (let j = 0; j < length; j++) {
        pair[2 * j] = sorted[2 * place[j]];
        pair[2 * j + 1] = sorted[2 * place[j] + 1];
      }
    },
    angles: Float64Array.from({ length }, (_, k) => (Math.PI * k) / length),
  };
}
