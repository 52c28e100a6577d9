import { averagesFromStart, blockArrays, type Scheme } from "../scheme.js";
import { addIncrement } from "./add-noise.js";

/**
 * X′ = X + h a/(1 + h|a|) + B ΔW, with the drift of Itô: a step never moves by more than 1 from its drift, whatever the
 * drift (Hutzenthaler, Jentzen and Kloeden 2012, who prove strong order ½ for drifts that grow like a polynomial).
 *
 * Strong order ½, weak order 1. Any noise. For drifts too steep for the step elsewhere.
 */
export const tamedEuler: Scheme = {
  name: "tamed-euler",
  calculus: "ito",
  orders: {
    additive: { strong: 1, weak: 1 },
    diagonal: { strong: 0.5, weak: 1 },
    general: { strong: 0.5, weak: 1 },
  },
  averages: averagesFromStart,
  prepare(preparation) {
    const { equation, workspace, block, path } = preparation;
    const { kernels } = workspace;
    const here = equation.at(workspace, block.positions, { drift: "ito", factor: true, inside: true });
    const z = blockArrays(preparation);
    const drift = blockArrays(preparation);
    const square = workspace.allocate(drift[0].length);
    return (time, h, step) => {
      here.run(time, block.n);
      path.drawInto(z, null, block, step, h);
      const { positions, n } = block;
      square.fill(0);
      for (const a of here.drift) kernels.addSquares(a.byteOffset, square.byteOffset, n);
      here.drift.forEach((a, i) => {
        // the drift may be the same everywhere and then is not made anew at every step
        drift[i].set(a);
        kernels.tame(drift[i].byteOffset, h, square.byteOffset, n);
      });
      addIncrement(kernels, equation, positions, { ...here, drift }, h, z, Math.sqrt(h), positions, n);
    };
  },
};
