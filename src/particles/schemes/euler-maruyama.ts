import { averagesFromStart, blockArrays, type Scheme } from "../scheme.js";
import { addIncrement } from "./add-noise.js";

/**
 * X′ = X + a h + B ΔW, with the drift of Itô (Maruyama 1955).
 *
 * Strong order ½, 1 for additive noise; weak order 1. Any noise. For dX = −k X dt + √(2D) dW its stationary variance is
 * (D/k)/(1 − k h/2).
 */
export const eulerMaruyama: Scheme = {
  name: "euler-maruyama",
  calculus: "ito",
  orders: {
    additive: { strong: 1, weak: 1 },
    diagonal: { strong: 0.5, weak: 1 },
    general: { strong: 0.5, weak: 1 },
  },
  averages: averagesFromStart,
  prepare(preparation) {
    const { equation, workspace, block, path } = preparation;
    const here = equation.at(workspace, block.positions, { drift: "ito", factor: true, inside: true });
    const z = blockArrays(preparation);
    return (time, h, step) => {
      here.run(time, block.n);
      path.drawInto(z, null, block, step, h);
      const { positions, n } = block;
      addIncrement(workspace.kernels, equation, positions, here, h, z, Math.sqrt(h), positions, n);
    };
  },
};
