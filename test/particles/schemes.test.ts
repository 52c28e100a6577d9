import { describe, expect, test } from "vitest";
import { defineProblem } from "../../src/problem/define.js";
import type { ParticleSchemeName } from "../../src/problem/problem.js";
import { convergence } from "../../src/particles/fitted-order.js";
import type { Scheme } from "../../src/particles/scheme.js";
import { eulerMaruyama } from "../../src/particles/schemes/euler-maruyama.js";
import { heun } from "../../src/particles/schemes/heun.js";
import { leimkuhlerMatthews } from "../../src/particles/schemes/leimkuhler-matthews.js";
import { rkmil, rkmilStratonovich } from "../../src/particles/schemes/rkmil.js";
import { sosri } from "../../src/particles/schemes/sosri.js";
import { tamedEuler } from "../../src/particles/schemes/tamed-euler.js";
import { simulate } from "../../src/particles/simulate.js";
import { oneStep } from "./one-step.js";
import { brownianEnds, endsOf, tanhProblem, tanhSolution } from "./tanh.js";

describe("strong order against the exact solution tanh(W + artanh X₀) on the same path", () => {
  const runs = { count: 2000, seed: 7, coarsest: 16, steps: [16, 32, 64, 128, 256, 512] };
  const exact = brownianEnds(eulerMaruyama, runs).map(tanhSolution);
  const schemes: readonly (readonly [Scheme, number])[] = [
    [eulerMaruyama, 0.5],
    [tamedEuler, 0.5],
    [rkmil, 1],
    [rkmilStratonovich, 1],
    [heun, 1],
    [sosri, 1.5],
  ];
  test.each(schemes.map(([scheme, order]) => [scheme.name, order, scheme] as const))("%s: %d", (_, order, scheme) => {
    const { positions } = endsOf(tanhProblem, scheme, runs);
    const errors = positions.map(([x]) => x.map((z, p) => Math.abs(z - exact[p])));
    const fitted = convergence(
      runs.steps.map((steps) => 1 / steps),
      errors,
    ).order!;
    // the sampling error is below 0.01: what is left to the ±0.15 is that steps are not yet short
    expect(fitted.standardError).toBeLessThan(0.015);
    expect(Math.abs(fitted.value - order)).toBeLessThan(0.15);
    expect(scheme.orders.diagonal!.strong).toBe(order);
  });
});

describe("stationary variance of dX = −k X dt + √(2D) dW at long steps", () => {
  const [k, D, count] = [1.6, 0.5, 100_000];
  /** The variance after 12 relaxation times, in units of D/k. */
  const varianceOf = (scheme: ParticleSchemeName, e: number): number => {
    const problem = defineProblem({
      parameters: { k },
      axes: [{ name: "x", range: [-20, 20], cells: 64 }],
      drift: { force: { x: "-k*x" } },
      diffusion: D,
      initial: { gaussian: { mean: 0, variance: D / k } },
      time: { end: (2 * Math.ceil(6 / e) * e) / k, frames: 2 },
    });
    const { frames } = simulate(problem, { scheme, dt: e / k, count, seed: 12 });
    return frames[1].covariance![0][0] / (D / k);
  };
  // 10 comparisons within 4 standard errors: one seed in 1600 would fail
  const bound = 4 * Math.sqrt(2 / count);

  test.each([0.1, 0.4, 0.8])("Euler-Maruyama: 1/(1 − e/2), e = k h = %d", (e) => {
    expect(Math.abs(varianceOf("euler-maruyama", e) * (1 - e / 2) - 1)).toBeLessThan(bound);
  });

  test.each([0.1, 0.4, 0.8])("Heun: (1 − e + e²/4)/(1 − e + e²/2 − e³/8), e = %d", (e) => {
    const expected = (1 - e + e ** 2 / 4) / (1 - e + e ** 2 / 2 - e ** 3 / 8);
    expect(Math.abs(varianceOf("heun", e) / expected - 1)).toBeLessThan(bound);
  });

  test.each([0.1, 0.4, 0.8, 1.2])("Leimkuhler-Matthews: exact, e = %d", (e) => {
    expect(Math.abs(varianceOf("leimkuhler-matthews", e) - 1)).toBeLessThan(bound);
  });
});

test("Leimkuhler and Matthews: the variance of a harmonic well is exact to rounding", () => {
  // X′ = (1 − e) X + s (R + R′)/2 keeps the pair (X, R); iterate the covariance of (X, R), the code's own coefficients
  for (const e of [0.05, 0.5, 1, 1.9]) {
    const problem = defineProblem({
      axes: [{ name: "x", range: [-20, 20], cells: 64 }],
      drift: { force: { x: "-x" } },
      diffusion: 0.5,
      initial: { point: 1 },
      time: { end: e, frames: 2 },
    });
    const [a, b, c] = linearStep(problem, e);
    let [xx, xr] = [0, 0];
    for (let n = 0; n < 4000; n++) [xx, xr] = [a * a * xx + 2 * a * b * xr + b * b + c * c, c];
    expect(Math.abs(xx / 0.5 - 1)).toBeLessThan(1e-12);
  }
});

/** X′ = a X + b R + c R′ for one step of length e, each found by what the code makes of chosen numbers. */
function linearStep(problem: Parameters<typeof oneStep>[0], e: number): [number, number, number] {
  const at = (x: number, r: number, next: number): number =>
    oneStep(problem, leimkuhlerMatthews, e, (step) => [[step === 1 ? r : next], [0]], [x])[0];
  return [at(1, 0, 0), at(0, 1, 0), at(0, 0, 1)];
}

test("tamed Euler stays finite for a cubic drift at steps where Euler explodes", () => {
  const problem = defineProblem({
    axes: [{ name: "x", range: [-1e150, 1e150], cells: 8 }],
    drift: { force: { x: "-x^3" } },
    diffusion: 0.5,
    initial: { point: 6 },
    time: { end: 40, frames: 2 },
  });
  const runs = { count: 1000, seed: 1, coarsest: 80, steps: [80] };
  const ends = (scheme: Scheme): Float64Array => endsOf(problem, scheme, runs).positions[0][0];
  expect(ends(eulerMaruyama).some(Number.isFinite)).toBe(false);
  // 6 − 80·1 leaves nobody beyond a few noises of √0.5 and a step of 1 from the well
  for (const x of ends(tamedEuler)) expect(Math.abs(x)).toBeLessThan(6);
});
