import { valueAt } from "../../src/problem/field.js";
import { problemFromData } from "../../src/problem/file.js";

type Matrix = readonly [readonly [number, number], readonly [number, number]];
type Vector = readonly [number, number];

const STEPS = 4000;

const times = (a: Matrix, b: Matrix): Matrix => {
  const entry = (i: 0 | 1, j: 0 | 1): number => a[i][0] * b[0][j] + a[i][1] * b[1][j];
  return [
    [entry(0, 0), entry(0, 1)],
    [entry(1, 0), entry(1, 1)],
  ];
};
const plus = (a: Matrix, b: Matrix, factor = 1): Matrix => [
  [a[0][0] + factor * b[0][0], a[0][1] + factor * b[0][1]],
  [a[1][0] + factor * b[1][0], a[1][1] + factor * b[1][1]],
];
const transposed = ([[a, b], [c, d]]: Matrix): Matrix => [
  [a, c],
  [b, d],
];
const inverse = ([[a, b], [c, d]]: Matrix): Matrix => {
  const det = a * d - b * c;
  return [
    [d / det, -b / det],
    [-c / det, a / det],
  ];
};
const trace = ([[a], [, d]]: Matrix): number => a + d;
const applied = (a: Matrix, [x, y]: Vector): Vector => [a[0][0] * x + a[0][1] * y, a[1][0] * x + a[1][1] * y];
const dot = (u: Vector, v: Vector): number => u[0] * v[0] + u[1] * v[1];

/**
 * ∫σ dt of a linear drift A z in the plane with constant D from one Gaussian, which stays one of mean m and covariance S: with
 * J/ρ = A m + M (z − m), M = A + D S⁻¹,
 *
 *   dm/dt = A m,   dS/dt = A S + S Aᵀ + 2 D,   σ = A m · D⁻¹ A m + Tr(Mᵀ D⁻¹ M S),
 *
 * by the classical Runge-Kutta method. It shares nothing with the solver but the statement of the problem.
 */
export function gaussianProduction(data: Readonly<Record<string, unknown>>): number {
  const { drift, diffusion, initial, time } = problemFromData(data);
  if (initial?.kind !== "mixture" || !time) throw new Error("no run from a Gaussian");
  const [fx, fy] = drift.force;
  const at = (x: number, y: number): Vector =>
    [fx, fy].map((field) => {
      const value = new Float64Array(1);
      field!.valuesInto([Float64Array.of(x), Float64Array.of(y)], 0, value);
      return value[0]!;
    }) as unknown as Vector;
  const A = transposed([at(1, 0), at(0, 1)]);
  const [dx, dy] = diffusion.diagonal.map((field) => valueAt(field, 0)) as [number, number];
  const cross = diffusion.cross ? valueAt(diffusion.cross, 0) : 0;
  const D: Matrix = [
    [dx, cross],
    [cross, dy],
  ];
  const [{ gaussian }] = initial.parts as [(typeof initial.parts)[number]];
  const cost = inverse(D);
  const slope = (m: Vector, S: Matrix) => {
    const M = plus(A, times(D, inverse(S)));
    const v = applied(A, m);
    const AS = times(A, S);
    return {
      m: v,
      S: plus(plus(AS, transposed(AS)), D, 2),
      sigma: dot(v, applied(cost, v)) + trace(times(times(times(transposed(M), cost), M), S)),
    };
  };
  const h = (time.frames[time.frames.length - 1]! - time.start) / STEPS;
  let m = gaussian.mean as unknown as Vector;
  let S = gaussian.covariance as unknown as Matrix;
  let total = 0;
  for (let k = 0; k < STEPS; k++) {
    const on = (by: ReturnType<typeof slope>, step: number) =>
      slope([m[0] + step * by.m[0], m[1] + step * by.m[1]], plus(S, by.S, step));
    const one = slope(m, S);
    const two = on(one, h / 2);
    const three = on(two, h / 2);
    const four = on(three, h);
    const mean = (of: (by: ReturnType<typeof slope>) => number): number =>
      (of(one) + 2 * of(two) + 2 * of(three) + of(four)) / 6;
    m = [m[0] + h * mean((by) => by.m[0]), m[1] + h * mean((by) => by.m[1])];
    total += h * mean((by) => by.sigma);
    S = [
      [S[0][0] + h * mean((by) => by.S[0][0]), S[0][1] + h * mean((by) => by.S[0][1])],
      [S[1][0] + h * mean((by) => by.S[1][0]), S[1][1] + h * mean((by) => by.S[1][1])],
    ];
  }
  return total;
}
