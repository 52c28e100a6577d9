import { valueAt } from "./field.js";
import { matrixEntries } from "./matrix-field.js";
import type { Problem } from "./problem.js";

/**
 * The drift that the noise adds in the convention of a problem: μ in Fick form is the stated drift − c, with
 *
 *   fick          c = 0
 *   ito           c_i = Σ_j ∂_j D_ij
 *   stratonovich  c_i = ½ Σ_jk B_ik ∂_j B_jk,   B = √(2D), the symmetric positive root
 *
 * and D(z, t) with all that is in it, the entropic term too. On one axis, and for diagonal D, this is
 * (1 − α)·∂_i D_ii with α = 1, 0, ½. The Stratonovich drift of a full tensor depends on the root that is taken, not on
 * D alone. ∂B follows from ∂D through B ∂B + ∂B B = 2 ∂D, exactly (Gardiner 2009, §4.3; Risken 1989, §3.4).
 * @param points one array an axis, of equal length n
 * @returns c, one array of length n an axis; the second is empty on one axis. Not finite where D is not positive definite.
 */
export function noiseInducedDrift(
  { grid, diffusion, convention }: Problem,
  points: readonly Float64Array[],
  time: number,
): readonly [Float64Array, Float64Array] {
  const n = points[0].length;
  const { scalar, diagonal, cross } = diffusion;
  const slope = (entry: "xx" | "yy" | "xy", axis: number): Float64Array => {
    const out = new Float64Array(n);
    const field = entry === "xy" ? cross! : diagonal[entry === "xx" ? 0 : 1];
    if (field.varies.inSpace) field.derivative(axis).valuesInto(points, time, out);
    return out;
  };
  if (convention === "fick") return [new Float64Array(n), new Float64Array(grid.axes.length > 1 ? n : 0)];
  if (!cross) {
    const part = convention === "ito" ? 1 : 0.5;
    const own = (axis: 0 | 1): Float64Array =>
      axis < grid.axes.length
        ? slope(axis === 0 ? "xx" : "yy", axis).map((value) => part * value)
        : new Float64Array(0);
    return [own(0), own(1)];
  }
  const [xxByX, xyByX, xyByY, yyByY] = [slope("xx", 0), slope("xy", 0), slope("xy", 1), slope("yy", 1)];
  if (convention === "ito") return [xxByX.map((value, k) => value + xyByY[k]), xyByX.map((v, k) => v + yyByY[k])];

  const [xxByY, yyByX] = [slope("xx", 1), slope("yy", 0)];
  const { xx, xy, yy } = matrixEntries(diffusion, points, time);
  const rise = scalar ? valueAt(scalar, time) : 0;
  const [first, second] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    const root = positiveRoot({ xx: 2 * (xx[k] + rise), xy: 2 * xy[k], yy: 2 * (yy[k] + rise) });
    const byX = rootSlope(root, { xx: 2 * xxByX[k], xy: 2 * xyByX[k], yy: 2 * yyByX[k] });
    const byY = rootSlope(root, { xx: 2 * xxByY[k], xy: 2 * xyByY[k], yy: 2 * yyByY[k] });
    // Σ_j ∂_j B_jk
    const [alongX, alongY] = [byX.xx + byY.xy, byX.xy + byY.yy];
    first[k] = 0.5 * (root.xx * alongX + root.xy * alongY);
    second[k] = 0.5 * (root.xy * alongX + root.yy * alongY);
  }
  return [first, second];
}

/** A symmetric matrix of 2 × 2. */
interface Symmetric {
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** B with B² = M: (M + √det M·I)/√(tr M + 2√det M), from the theorem of Cayley and Hamilton. */
function positiveRoot({ xx, xy, yy }: Symmetric): Symmetric {
  const determinant = Math.sqrt(xx * yy - xy * xy);
  const trace = Math.sqrt(xx + yy + 2 * determinant);
  return { xx: (xx + determinant) / trace, xy: xy / trace, yy: (yy + determinant) / trace };
}

/** X with B X + X B = C: (det B·C + adj B·C·adj B)/(2·tr B·det B). */
function rootSlope({ xx: a, xy: b, yy: c }: Symmetric, { xx: p, xy: q, yy: r }: Symmetric): Symmetric {
  const determinant = a * c - b * b;
  const scale = 1 / (2 * (a + c) * determinant);
  return {
    xx: scale * (determinant * p + c * c * p - 2 * b * c * q + b * b * r),
    xy: scale * (determinant * q - b * c * p + (a * c + b * b) * q - a * b * r),
    yy: scale * (determinant * r + b * b * p - 2 * a * b * q + a * a * r),
  };
}
