import { blockArrays, type Scheme } from "../scheme.js";
import { addIncrement } from "./add-noise.js";

/**
 * Y = X + a h + B ΔW, X′ = X + (a(X) + a(Y)) h/2 + (B(X) + B(Y)) ΔW/2, with the drift of Stratonovich (Rümelin 1982).
 *
 * Strong order 1 for noise that commutes, ½ otherwise; weak order 1, and 2 for additive noise, where it is the scheme of
 * Platen (Kloeden and Platen 1992, §15.1). Any noise.
 */
export const heun: Scheme = {
  name: "heun",
  calculus: "stratonovich",
  orders: {
    additive: { strong: 1, weak: 2 },
    diagonal: { strong: 1, weak: 1 },
    general: { strong: 0.5, weak: 1 },
  },
  prepare(preparation) {
    const { equation, workspace, block, path } = preparation;
    const { kernels } = workspace;
    const wanted = { drift: "stratonovich", factor: true } as const;
    const here = equation.at(workspace, block.positions, { ...wanted, inside: true });
    const predicted = blockArrays(preparation);
    const there = equation.at(workspace, predicted, wanted);
    const z = blockArrays(preparation);
    const drift = blockArrays(preparation);
    const factor = here.factor.map((array) => workspace.allocate(array.length));
    return (time, h, step) => {
      const { positions, n } = block;
      here.run(time, n);
      path.drawInto(z, null, block, step, h);
      addIncrement(kernels, equation, positions, here, h, z, Math.sqrt(h), predicted, n);
      there.run(time + h, n);
      const mean = (a: Float64Array, b: Float64Array, out: Float64Array): void =>
        kernels.blend(a.byteOffset, 0.5, b.byteOffset, 0.5, out.byteOffset, n);
      here.drift.forEach((a, i) => mean(a, there.drift[i], drift[i]));
      here.factor.forEach((b, k) => mean(b, there.factor[k], factor[k]));
      addIncrement(kernels, equation, positions, { drift, factor }, h, z, Math.sqrt(h), positions, n);
    };
  },
};
