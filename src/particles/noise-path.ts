import type { Workspace } from "../kernels/workspace.js";
import type { Noise } from "./noise.js";
import type { Block, Path } from "./scheme.js";

/** The path whose step k has the draws of step k: z on lanes 0, 1, … and v behind them. */
export const noisePath = (noise: Noise): Path => ({
  drawInto(z, v, block, step) {
    z.forEach((own, i) => noise.normalsInto(own, block.particles, step, i, block.n));
    v?.forEach((own, i) => noise.normalsInto(own, block.particles, step, z.length + i, block.n));
  },
});

/**
 * The same path in steps twice as long: step k is steps 2k − 1 and 2k of {@link noisePath} merged,
 *
 *   z = (z₁ + z₂)/√2,   v = (v₁ + v₂)/√8 + √6 (z₁ − z₂)/4.
 */
export function mergedPath(noise: Noise, { allocate, kernels }: Workspace, block: Block): Path {
  const fine = noisePath(noise);
  const arrays = (): Float64Array[] => block.positions.map((position) => allocate(position.length));
  const [z1, z2, v1, v2] = [arrays(), arrays(), arrays(), arrays()];
  const blend = (x: Float64Array, a: number, y: Float64Array, b: number, out: Float64Array, n: number): void =>
    kernels.blend(x.byteOffset, a, y.byteOffset, b, out.byteOffset, n);
  return {
    drawInto(z, v, own, step, h) {
      fine.drawInto(z1, v && v1, own, 2 * step - 1, h / 2);
      fine.drawInto(z2, v && v2, own, 2 * step, h / 2);
      z.forEach((out, i) => blend(z1[i], Math.SQRT1_2, z2[i], Math.SQRT1_2, out, own.n));
      v?.forEach((out, i) => {
        blend(v1[i], Math.sqrt(1 / 8), v2[i], Math.sqrt(1 / 8), out, own.n);
        blend(z1[i], Math.sqrt(6) / 4, z2[i], -Math.sqrt(6) / 4, z1[i], own.n);
        blend(out, 1, z1[i], 1, out, own.n);
      });
    },
  };
}

/**
 * Uniform numbers for steps twice as long: with u₁, u₂ of the two steps 1 − (1 − min(u₁, u₂))², which is uniform, and small
 * where one of them is. What happens in one of the short steps then mostly happens in the long one.
 */
export function mergedUniforms(noise: Noise, { allocate }: Workspace, length: number): Noise {
  const other = allocate(length);
  return {
    ...noise,
    uniformsInto(out, particles, step, lane, n) {
      noise.uniformsInto(out, particles, 2 * step - 1, lane, n);
      noise.uniformsInto(other, particles, 2 * step, lane, n);
      for (let k = 0; k < n; k++) out[k] = 1 - (1 - Math.min(out[k], other[k])) ** 2;
    },
  };
}
