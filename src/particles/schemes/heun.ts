import { blockArrays, type Averages, type Scheme } from "../scheme.js";
import { addIncrement } from "./add-noise.js";
import { rootMeanSquare } from "./root-mean-square.js";

const byEnds: Averages = { rule: "ends", order: 2, size: 1, cancels: true };
/** The square of the mean of B is less than the mean of its square, by at most what ends do to a D that oscillates. */
const byRoots: Averages = { ...byEnds, size: 2, cancels: false };

/**
 * Y = X + a h + B ΔW, X′ = X + (a(X) + a(Y)) h/2 + (B(X) + B(Y)) ΔW/2, with the drift of Stratonovich (Rümelin 1982).
 *
 * Strong order 1 for noise that commutes, ½ otherwise; weak order 1, and 2 for additive noise, where it is the scheme of
 * Platen (Kloeden and Platen 1992, §15.1). There B of the second half is the root of the mean of B(t)² and B(t + h)², so that
 * the variance of the noise is the integral of 2D by the rule of trapezia. Any noise.
 */
export const heun: Scheme = {
  name: "heun",
  calculus: "stratonovich",
  orders: {
    additive: { strong: 1, weak: 2 },
    diagonal: { strong: 1, weak: 1 },
    general: { strong: 0.5, weak: 1 },
  },
  averages: { additive: byEnds, diagonal: byRoots, general: byRoots },
  prepare(preparation) {
    const { equation, workspace, block, path } = preparation;
    const { kernels } = workspace;
    const additive = equation.noise === "additive" && (equation.diagonal || equation.dimension === 2);
    const wanted = { drift: "stratonovich", factor: true } as const;
    const here = equation.at(workspace, block.positions, { ...wanted, inside: true });
    const predicted = blockArrays(preparation);
    const there = equation.at(workspace, predicted, wanted);
    const z = blockArrays(preparation);
    const drift = blockArrays(preparation);
    const factor = here.factor.map((array) => workspace.allocate(array.length));
    /** B that depends on time alone. */
    const same = factor.map(() => NaN);
    const meanSquare = (): void => {
      const roots = [here, there].map((ends) => ends.factor.map((b) => b[0]));
      rootMeanSquare(equation.diagonal, roots[0], roots[1]).forEach((b, k) => {
        if (b === same[k]) return;
        factor[k].fill(b);
        same[k] = b;
      });
    };
    return (time, h, step) => {
      const { positions, n } = block;
      here.run(time, n);
      path.drawInto(z, null, block, step, h);
      addIncrement(kernels, equation, positions, here, h, z, Math.sqrt(h), predicted, n);
      there.run(time + h, n);
      const mean = (a: Float64Array, b: Float64Array, out: Float64Array): void =>
        kernels.blend(a.byteOffset, 0.5, b.byteOffset, 0.5, out.byteOffset, n);
      here.drift.forEach((a, i) => mean(a, there.drift[i], drift[i]));
      if (additive) meanSquare();
      else here.factor.forEach((b, k) => mean(b, there.factor[k], factor[k]));
      addIncrement(kernels, equation, positions, { drift, factor }, h, z, Math.sqrt(h), positions, n);
    };
  },
};
