import type { Tree } from "../problem/expression/tree.js";
import type { Field } from "../problem/field.js";
import type { Convention, Diffusion } from "../problem/problem.js";
import type { Calculus } from "./equation.js";
import type { Recorder } from "./recording.js";

/** Trees made of D = Σ rises·I + S and its derivatives. */
export interface MatrixTrees {
  /** D_xx, D_yy and, for a full tensor, D_xy. */
  entries(): Tree[];
  /** B = √(2D): its diagonal, or xx, xy, yy of the symmetric positive root. */
  root(): Tree[];
  /** What is to be added to a drift stated in a convention so that it is that of the calculus, along axis i. */
  correction(i: number, convention: Convention, calculus: Calculus): Tree[];
}

/**
 * B = √(2D) and the drift the noise adds:
 *
 *   div_i = Σ_j ∂_j D_ij = q_i + s_i,   q_i = ½ Σ_jk B_jk ∂_j B_ik (Itô − Stratonovich),   s_i = ½ Σ_jk B_ik ∂_j B_jk
 */
export function matrixTrees(
  { make, of, slope: slopeOf }: Recorder,
  diffusion: Diffusion,
  rises: readonly Field[],
): MatrixTrees {
  const dimension = diffusion.diagonal.length;
  const add = (a: Tree, b: Tree): Tree => make.binary("+", a, b);
  const subtract = (a: Tree, b: Tree): Tree => make.binary("-", a, b);
  const times = (a: Tree, b: Tree): Tree => make.binary("*", a, b);
  const over = (a: Tree, b: Tree): Tree => make.binary("/", a, b);
  const scaled = (factor: number, a: Tree): Tree => times(make.number(factor), a);
  // rounding must not turn a vanishing D into the root of a negative number
  const sqrt = (a: Tree): Tree => make.unary("sqrt", make.binary("max", a, make.number(0)));
  const sum = (...terms: Tree[]): Tree => terms.reduce(add);
  const entry = (i: number, j: number): Tree =>
    i === j
      ? [diffusion.diagonal[i], ...rises].map(of).reduce(add)
      : diffusion.cross
        ? of(diffusion.cross)
        : make.number(0);
  const slope = (i: number, j: number, axis: number): Tree => {
    const field = i === j ? diffusion.diagonal[i] : diffusion.cross;
    return field?.varies.inSpace ? slopeOf(field, axis) : make.number(0);
  };
  const divergence = (i: number): Tree => Array.from({ length: dimension }, (_, j) => slope(i, j, j)).reduce(add);

  /** The root, its trace and determinant, for M = 2D. */
  const rootParts = () => {
    const [xx, xy, yy] = [scaled(2, entry(0, 0)), scaled(2, entry(0, 1)), scaled(2, entry(1, 1))];
    const determinant = sqrt(subtract(times(xx, yy), times(xy, xy)));
    const trace = sqrt(sum(xx, yy, scaled(2, determinant)));
    return {
      a: over(add(xx, determinant), trace),
      b: over(xy, trace),
      c: over(add(yy, determinant), trace),
      determinant,
      trace,
    };
  };

  /** ∂B along an axis, from B ∂B + ∂B B = 2 ∂D: (det B·C + adj B·C·adj B)/(2 tr B det B). */
  const rootSlope = (axis: number) => {
    const { a, b, c, determinant: d, trace } = rootParts();
    const [p, q, r] = [scaled(2, slope(0, 0, axis)), scaled(2, slope(0, 1, axis)), scaled(2, slope(1, 1, axis))];
    const scale = scaled(2, times(trace, d));
    const ab = times(a, b);
    const bc = times(b, c);
    const bb = times(b, b);
    const xx = sum(times(d, p), times(times(c, c), p), scaled(-2, times(bc, q)), times(bb, r));
    const xy = subtract(sum(times(d, q), times(add(times(a, c), bb), q)), add(times(bc, p), times(ab, r)));
    const yy = sum(times(d, r), times(bb, p), scaled(-2, times(ab, q)), times(times(a, a), r));
    return { xx: over(xx, scale), xy: over(xy, scale), yy: over(yy, scale) };
  };

  /** s_i. */
  const inward = (i: number): Tree => {
    if (!diffusion.cross) return scaled(0.5, slope(i, i, i));
    const { a, b, c } = rootParts();
    const [byX, byY] = [rootSlope(0), rootSlope(1)];
    const [alongX, alongY] = [add(byX.xx, byY.xy), add(byX.xy, byY.yy)];
    return scaled(0.5, i === 0 ? add(times(a, alongX), times(b, alongY)) : add(times(b, alongX), times(c, alongY)));
  };

  const corrections: Readonly<Record<Convention, Readonly<Record<Calculus, (i: number) => Tree[]>>>> = {
    fick: { ito: (i) => [divergence(i)], stratonovich: (i) => [inward(i)] },
    ito: { ito: () => [], stratonovich: (i) => [subtract(inward(i), divergence(i))] },
    stratonovich: { ito: (i) => [subtract(divergence(i), inward(i))], stratonovich: () => [] },
  };
  return {
    entries: () => [
      ...Array.from({ length: dimension }, (_, i) => entry(i, i)),
      ...(diffusion.cross ? [entry(0, 1)] : []),
    ],
    root() {
      if (!diffusion.cross) return Array.from({ length: dimension }, (_, i) => sqrt(scaled(2, entry(i, i))));
      const { a, b, c } = rootParts();
      return [a, b, c];
    },
    correction: (i, convention, calculus) => corrections[convention][calculus](i),
  };
}
