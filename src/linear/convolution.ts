import { fourierTransform } from "./fft.js";

/** One direction of a convolution: so many equally spaced points, on a ring or not. */
export interface ConvolutionAxis {
  readonly count: number;
  readonly periodic: boolean;
}

/** out_c = Σ_c' K(c − c')·values_c' on a grid of one or two axes, last axis fastest; out may be the values themselves. */
export type Convolution = (values: Float64Array, out: Float64Array) => void;

/** Differences of indices along an axis: 0 … n − 1 on a ring, else −(n − 1) … n − 1. */
export const differenceCount = ({ count, periodic }: ConvolutionAxis): number => (periodic ? count : 2 * count - 1);

/**
 * Convolution with a fixed real kernel by Fourier transforms, circular on rings and with zero padding elsewhere, in
 * O(n log n); the transform of the kernel is taken here, once. The error is some 1e-15 of the largest |K|·Σ|values|.
 *
 * Two rows at a time are the real and the imaginary part of one transform; columns are transformed one after the other,
 * half of them, the others being their conjugates. Rows and columns of padding are never touched.
 * @param kernel K by difference of indices, shape of {@link differenceCount}, last axis fastest: on a ring index k is the
 *   difference k, elsewhere index k is the difference k − (n − 1)
 */
export function convolution(axes: readonly ConvolutionAxis[], kernel: Float64Array): Convolution {
  const [across, along] = axes.length === 2 ? [axes[0], axes[1]] : [{ count: 1, periodic: true }, axes[0]];
  const [rows, columns] = [across.count, along.count];
  const [height, width] = [paddedLength(across), paddedLength(along)];
  const rowTransform = fourierTransform(width);
  const columnTransform = fourierTransform(height);
  const half = (width >> 1) + 1;
  const [row, waves] = [new Float64Array(2 * width), new Float64Array(2 * width)];
  const [column, spectrum] = [new Float64Array(2 * height), new Float64Array(2 * height)];
  const factors = kernelSpectrum();
  // columns stand one behind the other, a few numbers apart: strides of a power of two would share a cache set
  const stride = 2 * (rows + (rows & 1)) + 4;
  const halves = new Float64Array(half * stride);

  return (values, out) => {
    for (let i = 0; i < rows; i += 2) readRows(values, i);
    for (let k = 0; k < half; k++) multiplyColumn(k);
    for (let i = 0; i < rows; i += 2) writeRows(out, i);
  };

  /** Transforms rows i and i + 1 and puts the halves of their spectra side by side. */
  function readRows(values: Float64Array, i: number): void {
    const pair = i + 1 < rows;
    const first = i * columns;
    for (let j = 0; j < columns; j++) {
      row[2 * j] = values[first + j];
      row[2 * j + 1] = pair ? values[first + columns + j] : 0;
    }
    row.fill(0, 2 * columns);
    rowTransform.forward(row, waves);
    for (let k = 0; k < half; k++) {
      const own = 2 * k;
      const other = k === 0 ? 0 : 2 * (width - k);
      const to = k * stride + 2 * i;
      halves[to] = 0.5 * (waves[own] + waves[other]);
      halves[to + 1] = 0.5 * (waves[own + 1] - waves[other + 1]);
      halves[to + 2] = 0.5 * (waves[own + 1] + waves[other + 1]);
      halves[to + 3] = 0.5 * (waves[other] - waves[own]);
    }
  }

  function multiplyColumn(k: number): void {
    const from = k * stride;
    const factor = 2 * k * height;
    if (height === 1) {
      const [re, im] = [halves[from], halves[from + 1]];
      halves[from] = re * factors[factor] - im * factors[factor + 1];
      halves[from + 1] = re * factors[factor + 1] + im * factors[factor];
      return;
    }
    for (let i = 0; i < 2 * rows; i++) column[i] = halves[from + i];
    column.fill(0, 2 * rows);
    columnTransform.forward(column, spectrum);
    for (let i = 0; i < 2 * height; i += 2) {
      const [re, im] = [spectrum[i], spectrum[i + 1]];
      const [a, b] = [factors[factor + i], factors[factor + i + 1]];
      spectrum[i] = re * a - im * b;
      spectrum[i + 1] = -re * b - im * a;
    }
    // the conjugate of the transform of a conjugate is the inverse transform, but for a scale that the factors hold
    columnTransform.forward(spectrum, column);
    for (let i = 0; i < 2 * rows; i += 2) {
      halves[from + i] = column[i];
      halves[from + i + 1] = -column[i + 1];
    }
  }

  function writeRows(out: Float64Array, i: number): void {
    const pair = i + 1 < rows;
    for (let k = 0; k < half; k++) {
      const from = k * stride + 2 * i;
      const [a, b] = [halves[from], halves[from + 1]];
      const [c, d] = pair ? [halves[from + 2], halves[from + 3]] : [0, 0];
      // conjugated, as above
      waves[2 * k] = a - d;
      waves[2 * k + 1] = -b - c;
      if (k === 0 || 2 * k === width) continue;
      waves[2 * (width - k)] = a + d;
      waves[2 * (width - k) + 1] = b - c;
    }
    rowTransform.forward(waves, row);
    const first = i * columns;
    for (let j = 0; j < columns; j++) out[first + j] = row[2 * j];
    if (pair) for (let j = 0; j < columns; j++) out[first + columns + j] = -row[2 * j + 1];
  }

  /** The transform of the kernel over the number of points, column by column: entry k·height + i, half of the columns. */
  function kernelSpectrum(): Float64Array {
    const [tall, wide] = [differenceCount(across), differenceCount(along)];
    const place = (k: number, { count, periodic }: ConvolutionAxis, length: number): number =>
      periodic ? k : (k - (count - 1) + length) % length;
    const out = new Float64Array(2 * half * height);
    for (let i = 0; i < tall; i++) {
      row.fill(0);
      for (let j = 0; j < wide; j++) row[2 * place(j, along, width)] = kernel[i * wide + j] / (width * height);
      rowTransform.forward(row, waves);
      const to = place(i, across, height);
      for (let k = 0; k < half; k++) {
        out[2 * (k * height + to)] = waves[2 * k];
        out[2 * (k * height + to) + 1] = waves[2 * k + 1];
      }
    }
    if (height > 1)
      for (let k = 0; k < half; k++) {
        column.set(out.subarray(2 * k * height, 2 * (k + 1) * height));
        columnTransform.forward(column, spectrum);
        out.set(spectrum, 2 * k * height);
      }
    return out;
  }
}

/** On a ring its own length; elsewhere room for all differences, in a power of two. */
const paddedLength = ({ count, periodic }: ConvolutionAxis): number =>
  periodic ? count : 2 ** Math.ceil(Math.log2(2 * count - 1));
