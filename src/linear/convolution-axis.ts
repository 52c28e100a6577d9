/** One direction of a convolution: so many equally spaced points, on a ring or not. */
export interface ConvolutionAxis {
  readonly count: number;
  readonly periodic: boolean;
}

/** out_c = Σ_c' K(c − c')·values_c' on a grid of one or two axes, last axis fastest; out may be the values themselves. */
export type Convolution = (values: Float64Array, out: Float64Array) => void;

/** Differences of indices along an axis: 0 … n − 1 on a ring, else −(n − 1) … n − 1. */
export const differenceCount = ({ count, periodic }: ConvolutionAxis): number => (periodic ? count : 2 * count - 1);
