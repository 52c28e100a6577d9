import type { Calculus } from "../equation.js";
import { averagesFromStart, blockArrays, type Scheme } from "../scheme.js";

/**
 * Milstein's scheme without derivatives (Kloeden and Platen 1992, §11.1), for one coordinate at a time:
 *
 *   Itô           K = X + a h;  X′ = K + b ΔW + (b(K + b√h) − b)(ΔW² − h)/(2√h)
 *   Stratonovich  X′ = X + a h + b ΔW + (b(X + b√h) − b(X − b√h)) ΔW²/(4√h)
 *
 * The Stratonovich form looks to both sides: ΔW² has a mean, and with one side it would leave ¼ b²b″ h^{3/2} on average in
 * every step, of strong and weak order ½.
 */
function prepareIn(calculus: Calculus): Scheme["prepare"] {
  return (preparation) => {
    const { equation, workspace, block, path } = preparation;
    const here = equation.at(workspace, block.positions, { drift: calculus, factor: true, inside: true });
    const ito = calculus === "ito";
    const sides = (ito ? [1] : [1, -1]).map((sign) => {
      const support = blockArrays(preparation);
      return { sign, support, there: equation.at(workspace, support, { drift: null, factor: true }) };
    });
    const z = blockArrays(preparation);
    return (time, h, step) => {
      const { positions, n } = block;
      const s = Math.sqrt(h);
      here.run(time, n);
      path.drawInto(z, null, block, step, h);
      for (const { sign, support, there } of sides) {
        positions.forEach((x, i) => {
          const [a, b, y] = [here.drift[i], here.factor[i], support[i]];
          for (let k = 0; k < n; k++) y[k] = x[k] + (ito ? a[k] * h : 0) + sign * b[k] * s;
        });
        there.run(time, n);
      }
      positions.forEach((x, i) => {
        const [a, b, w] = [here.drift[i], here.factor[i], z[i]];
        const [ahead, behind] = [sides[0].there.factor[i], ito ? b : sides[1].there.factor[i]];
        const weight = ito ? 0.5 * s : 0.25 * s;
        for (let k = 0; k < n; k++)
          x[k] += a[k] * h + b[k] * s * w[k] + weight * (ahead[k] - behind[k]) * (w[k] * w[k] - (ito ? 1 : 0));
      });
    };
  };
}

const orders: Scheme["orders"] = {
  additive: { strong: 1, weak: 1 },
  diagonal: { strong: 1, weak: 1 },
  general: null,
};

/** Milstein's scheme without derivatives, with the drift of Itô. Strong and weak order 1; diagonal noise. */
export const rkmil: Scheme = {
  name: "rkmil",
  calculus: "ito",
  orders,
  averages: averagesFromStart,
  prepare: prepareIn("ito"),
};

/** Milstein's scheme without derivatives, with the drift of Stratonovich. Strong and weak order 1; diagonal noise. */
export const rkmilStratonovich: Scheme = {
  name: "rkmil-stratonovich",
  calculus: "stratonovich",
  orders,
  averages: averagesFromStart,
  prepare: prepareIn("stratonovich"),
};
