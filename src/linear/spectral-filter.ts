import type { PairTransform } from "./real-transform.js";

/**
 * out = inverse transform of multiplier × transform of field, on an array of one or two axes (the last one fastest), each
 * with its own transform; two lines at a time. `out` may be the field. Scratch is made here, once.
 */
export function spectralFilter(
  shape: readonly number[],
  transforms: readonly PairTransform[],
): (field: Float64Array, multiplier: Float64Array, out: Float64Array) => void {
  const [nx, ny] = shape.length === 2 ? shape : [1, shape[0]];
  const across = transforms.length === 2 ? transforms[0] : null;
  const along = transforms[transforms.length - 1];
  const [row, column] = [new Float64Array(2 * ny), new Float64Array(2 * nx)];

  function columns(field: Float64Array, out: Float64Array, transform: (pair: Float64Array) => void): void {
    for (let j = 0; j < ny; j += 2) {
      const second = j + 1 < ny ? 1 : 0; // an odd line is paired with itself
      for (let i = 0; i < nx; i++) {
        column[2 * i] = field[i * ny + j];
        column[2 * i + 1] = field[i * ny + j + second];
      }
      transform(column);
      for (let i = 0; i < nx; i++) {
        out[i * ny + j + second] = column[2 * i + 1];
        out[i * ny + j] = column[2 * i];
      }
    }
  }

  return (field, multiplier, out) => {
    if (across) columns(field, out, across.forward);
    else out.set(field);
    for (let i = 0; i < nx; i += 2) {
      const first = i * ny;
      const second = i + 1 < nx ? first + ny : first;
      for (let j = 0; j < ny; j++) {
        row[2 * j] = out[first + j];
        row[2 * j + 1] = out[second + j];
      }
      along.forward(row);
      for (let j = 0; j < ny; j++) {
        row[2 * j] *= multiplier[first + j];
        row[2 * j + 1] *= multiplier[second + j];
      }
      along.inverse(row);
      for (let j = 0; j < ny; j++) {
        out[second + j] = row[2 * j + 1];
        out[first + j] = row[2 * j];
      }
    }
    if (across) columns(out, out, across.inverse);
  };
}
