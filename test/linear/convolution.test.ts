import { describe, expect, test } from "vitest";
import { convolution, differenceCount, type ConvolutionAxis } from "../../src/linear/convolution.js";
import { numbersFrom } from "../structure/random.js";

/** The sum itself. */
function direct(axes: readonly ConvolutionAxis[], kernel: Float64Array, values: Float64Array): Float64Array {
  const [first, second] = axes.length === 2 ? [axes[0], axes[1]] : [{ count: 1, periodic: true }, axes[0]];
  const wide = differenceCount(second);
  const index = (by: number, { count, periodic }: ConvolutionAxis): number =>
    periodic ? (by + count) % count : by + count - 1;
  return values.map((_, c) => {
    const [i, j] = [Math.floor(c / second.count), c % second.count];
    let sum = 0;
    values.forEach((value, d) => {
      const [k, l] = [Math.floor(d / second.count), d % second.count];
      sum += kernel[index(i - k, first) * wide + index(j - l, second)] * value;
    });
    return sum;
  });
}

describe("a convolution by Fourier transforms is the sum", () => {
  const line = (count: number, periodic: boolean): ConvolutionAxis => ({ count, periodic });
  test.each([
    ["a line", [line(7, false)]],
    ["a long line", [line(300, false)]],
    ["a ring of a power of two", [line(64, true)]],
    ["a ring of any length", [line(45, true)]],
    ["a plane", [line(12, false), line(9, false)]],
    ["a torus", [line(8, true), line(15, true)]],
    ["an odd cylinder", [line(5, true), line(6, false)]],
    ["a cylinder the other way", [line(17, false), line(10, true)]],
    ["a torus of powers of two", [line(32, true), line(16, true)]],
    ["a wide plane", [line(3, false), line(64, false)]],
    ["a tall plane", [line(33, false), line(2, false)]],
    ["a plane with a radix 2 left over", [line(32, false), line(20, false)]],
  ] as const)("on %s", (_, axes) => {
    const next = numbersFrom(1);
    const size = axes.reduce((product, { count }) => product * count, 1);
    const kernel = new Float64Array(axes.reduce((product, axis) => product * differenceCount(axis), 1)).map(
      () => 2 * next() - 1,
    );
    const values = new Float64Array(size).map(next);
    const out = new Float64Array(size);
    convolution(axes, kernel)(values, out);
    const exact = direct(axes, kernel, values);
    const scale = values.reduce((sum, value) => sum + value, 0);
    // a transform makes some 1e-15 of the largest result; kernels are at most 1
    out.forEach((value, c) => expect(Math.abs(value - exact[c])).toBeLessThan(4e-15 * scale));
  });
});
