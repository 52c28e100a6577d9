import { combinedField, isZero, type Composition } from "./combined-field.js";
import type { Tree } from "./expression/tree.js";
import type { Field } from "./field.js";
import type { MatrixField } from "./matrix-field.js";

/** What becomes of the eigenvalues Λ of the Hessian: |Λ| or max(Λ, 0). */
export type Mending = "absolute" | "clamped";

/**
 * Q·|Λ|·Qᵀ or Q·max(Λ, 0)·Qᵀ of the Hessian QΛQᵀ of a loss, which is no diffusion itself: at saddles and maxima it has
 * negative eigenvalues (Dauphin et al. 2014 for |Λ|). Second derivatives are exact for expressions, and so are the first
 * derivatives of the entries; these have kinks where det ∇∇L = 0.
 */
export function mendedHessian(loss: Field, axes: number, mending: Mending): MatrixField {
  const name = `hessian-${mending}`;
  const slopes = Array.from({ length: axes }, (_, axis) => loss.derivative(axis));
  const [xx, yy] = slopes.map((slope, axis) => slope.derivative(axis));
  const xy = axes > 1 ? slopes[0].derivative(1) : null;
  if (!xy || isZero(xy))
    return {
      diagonal: (yy ? [xx, yy] : [xx]).map((curvature) =>
        combinedField(
          [curvature],
          ([a]) => factorOf(a, mending) * a,
          ([a], [da]) => factorOf(a, mending) * da,
          `${name} of ${loss.text}: ${curvature.text}`,
          (make, [a]) => (mending === "absolute" ? make.unary("abs", a) : make.binary("max", a, make.number(0))),
          [curvature],
        ),
      ),
      cross: null,
    };
  const entry = (which: "xx" | "xy" | "yy"): Field =>
    combinedField(
      [xx, xy, yy],
      (hessian) => mended(hessian, mending)[which],
      (hessian, change) => mendedChange(hessian, change, mending)[which],
      `${which} of ${name} of ${loss.text}`,
      (make, hessian) => mendedTree(make, hessian, mending)[which],
    );
  return {
    diagonal: [entry("xx"), entry("yy")],
    cross: entry("xy"),
    entriesInto(points, time, entries) {
      xx.valuesInto(points, time, entries.xx);
      xy.valuesInto(points, time, entries.xy);
      yy.valuesInto(points, time, entries.yy);
      for (let k = 0; k < entries.xx.length; k++) {
        const found = mended([entries.xx[k], entries.xy[k], entries.yy[k]], mending);
        entries.xx[k] = found.xx;
        entries.xy[k] = found.xy;
        entries.yy[k] = found.yy;
      }
    },
  };
}

/** ∓1, or 0, as |a| or max(a, 0) is a multiple of a. */
const factorOf = (a: number, mending: Mending): number => (a >= 0 ? 1 : mending === "absolute" ? -1 : 0);

type Entries = Readonly<Record<"xx" | "xy" | "yy", number>>;

/**
 * H = m·I + K with tr K = 0 and K² = r²·I has the eigenvalues m ± r, so that any function of it is p·I + q·K. Where both
 * have one sign the result is a multiple of H; else |Λ| has p = r, q = m/r, and max(Λ, 0) the mean of that with H.
 */
function mended([a, b, c]: readonly number[], mending: Mending): Entries {
  const [m, k] = [0.5 * (a + c), 0.5 * (a - c)];
  const r = Math.hypot(k, b);
  if (!(Math.abs(m) < r)) {
    const factor = factorOf(m, mending);
    return { xx: factor * a, xy: factor * b, yy: factor * c };
  }
  const share = mending === "absolute" ? 0 : 0.5;
  const p = share * m + (1 - share) * r;
  const q = share + ((1 - share) * m) / r;
  return { xx: p + q * k, xy: q * b, yy: p - q * k };
}

function mendedChange([a, b, c]: readonly number[], [da, db, dc]: readonly number[], mending: Mending): Entries {
  const [m, k] = [0.5 * (a + c), 0.5 * (a - c)];
  const r = Math.hypot(k, b);
  if (!(Math.abs(m) < r)) {
    const factor = factorOf(m, mending);
    return { xx: factor * da, xy: factor * db, yy: factor * dc };
  }
  const [dm, dk] = [0.5 * (da + dc), 0.5 * (da - dc)];
  const dr = (k * dk + b * db) / r;
  const share = mending === "absolute" ? 0 : 0.5;
  const q = share + ((1 - share) * m) / r;
  const dp = share * dm + (1 - share) * dr;
  const dq = ((1 - share) * (dm - (m / r) * dr)) / r;
  return { xx: dp + dq * k + q * dk, xy: dq * b + q * db, yy: dp - dq * k - q * dk };
}

/** As `mended`, as trees. */
function mendedTree(
  make: Parameters<Composition>[0],
  [a, b, c]: readonly Tree[],
  mending: Mending,
): Readonly<Record<keyof Entries, Tree>> {
  const number = (value: number): Tree => make.number(value);
  const times = (u: Tree, v: Tree): Tree => make.binary("*", u, v);
  const plus = (u: Tree, v: Tree): Tree => make.binary("+", u, v);
  const half = (u: Tree): Tree => times(number(0.5), u);
  const [m, k] = [half(plus(a, c)), half(make.binary("-", a, c))];
  const r = make.unary("sqrt", plus(times(k, k), times(b, b)));
  const ofBothSigns = make.binary("<", make.unary("abs", m), r);
  const factor = make.select(make.binary(">=", m, number(0)), number(1), number(mending === "absolute" ? -1 : 0));
  const share = mending === "absolute" ? 0 : 0.5;
  const p = plus(times(number(share), m), times(number(1 - share), r));
  const q = plus(number(share), times(number(1 - share), make.binary("/", m, r)));
  const entry = (mixed: Tree, own: Tree): Tree => make.select(ofBothSigns, mixed, times(factor, own));
  return {
    xx: entry(plus(p, times(q, k)), a),
    xy: entry(times(q, b), b),
    yy: entry(make.binary("-", p, times(q, k)), c),
  };
}
