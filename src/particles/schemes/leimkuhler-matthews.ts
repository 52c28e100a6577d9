import { averagesFromStart, blockArrays, type Scheme } from "../scheme.js";
import { addIncrement } from "./add-noise.js";

/**
 * X′ = X + a h + B √h (R_n + R_{n+1})/2: consecutive steps share half their noise (Leimkuhler and Matthews 2013).
 *
 * For additive noise and a drift that is a gradient averages over the stationary state have an error of order 2, without
 * a second drift; for a harmonic well they are exact. Weak order 1 on the way there. Additive noise only.
 */
export const leimkuhlerMatthews: Scheme = {
  name: "leimkuhler-matthews",
  calculus: "ito",
  orders: { additive: { strong: 0.5, weak: 1 }, diagonal: null, general: null },
  averages: averagesFromStart,
  prepare(preparation) {
    const { equation, workspace, block, path } = preparation;
    const { kernels } = workspace;
    const here = equation.at(workspace, block.positions, { drift: "ito", factor: true, inside: true });
    const z = blockArrays(preparation);
    const next = blockArrays(preparation);
    return (time, h, step) => {
      const { positions, n } = block;
      here.run(time, n);
      path.drawInto(z, null, block, step, h);
      path.drawInto(next, null, block, step + 1, h);
      z.forEach((own, i) => kernels.blend(own.byteOffset, 0.5, next[i].byteOffset, 0.5, own.byteOffset, n));
      addIncrement(kernels, equation, positions, here, h, z, Math.sqrt(h), positions, n);
    };
  },
};
