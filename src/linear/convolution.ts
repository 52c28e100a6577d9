import { differenceCount, type Convolution, type ConvolutionAxis } from "./convolution-axis.js";
import { fourierTransform } from "./fft.js";
import { planeConvolution } from "./plane-convolution.js";

export { differenceCount, type Convolution, type ConvolutionAxis };

/**
 * Convolution with a fixed real kernel by Fourier transforms, circular on rings and without any wrapping elsewhere, in
 * O(n log n); the transform of the kernel is taken here, once. The error is some 1e-15 of the largest |K|·Σ|values|.
 * @param kernel K by difference of indices, shape of {@link differenceCount}, last axis fastest: on a ring index k is the
 *   difference k, elsewhere index k is the difference k − (n − 1)
 */
export function convolution(axes: readonly ConvolutionAxis[], kernel: Float64Array): Convolution {
  return axes.length === 1 ? lineConvolution(axes[0], kernel) : planeConvolution([axes[0], axes[1]], kernel);
}

/**
 * A ring by transforms of its own length. An open line of n points by complex ones of N ≥ n, a power of two: modulo t^N − i,
 * where t^(d − N) is −i·t^d, the real part of the product with K(d) − i·K(d − N) is the sum, the imaginary part what wraps.
 * Twisted by e^(iπd/2N) that is a circular convolution (Nussbaumer 1982).
 */
function lineConvolution({ count, periodic }: ConvolutionAxis, kernel: Float64Array): Convolution {
  const length = periodic ? count : 2 ** Math.ceil(Math.log2(count));
  const { forward } = fourierTransform(length);
  const [points, waves] = [new Float64Array(2 * length), new Float64Array(2 * length)];
  const twist = periodic ? 0 : Math.PI / (2 * length);
  const [cos, sin] = [Math.cos, Math.sin].map((turn) => Float64Array.from({ length }, (_, d) => turn(twist * d)));
  const factors = new Float64Array(2 * length);
  for (let d = 0; d < length; d++) {
    const own = kernel[periodic ? d : d + count - 1] ?? 0;
    const wrapped = periodic ? 0 : (kernel[d - length + count - 1] ?? 0);
    points[2 * d] = (own * cos[d] + wrapped * sin[d]) / length;
    points[2 * d + 1] = (own * sin[d] - wrapped * cos[d]) / length;
  }
  forward(points, factors);

  return (values, out) => {
    for (let j = 0; j < count; j++) {
      points[2 * j] = values[j] * cos[j];
      points[2 * j + 1] = values[j] * sin[j];
    }
    points.fill(0, 2 * count);
    forward(points, waves);
    for (let k = 0; k < 2 * length; k += 2) {
      const [re, im] = [waves[k], waves[k + 1]];
      waves[k] = re * factors[k] - im * factors[k + 1];
      // the conjugate of the transform of a conjugate is the inverse transform, but for a scale that the factors hold
      waves[k + 1] = -re * factors[k + 1] - im * factors[k];
    }
    forward(waves, points);
    for (let j = 0; j < count; j++) out[j] = points[2 * j] * cos[j] - points[2 * j + 1] * sin[j];
  };
}
