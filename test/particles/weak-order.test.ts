import { describe, expect, test } from "vitest";
import { defineProblem } from "../../src/problem/define.js";
import type { Scheme } from "../../src/particles/scheme.js";
import { eulerMaruyama } from "../../src/particles/schemes/euler-maruyama.js";
import { heun } from "../../src/particles/schemes/heun.js";
import { rkmil, rkmilStratonovich } from "../../src/particles/schemes/rkmil.js";
import { sosri } from "../../src/particles/schemes/sosri.js";
import { tamedEuler } from "../../src/particles/schemes/tamed-euler.js";
import { gaussHermite } from "./gauss-hermite.js";
import { oneStep } from "./one-step.js";

/*
 * Weak orders without sampling: a step is run at the nodes of Gauss and Hermite for (z, v), so that E f(X′) is a sum. For
 * schemes with bounded moments a local error of order p + 1 in all polynomials gives weak order p (Milstein 1985).
 */
const { z, weight } = gaussHermite(12);
const nodes = z.flatMap((a, i) => z.map((b, j) => ({ z: a, v: b, weight: weight[i] * weight[j] })));

const problem = (diffusion: string) =>
  defineProblem({
    axes: [{ name: "x", range: [-50, 50], cells: 64 }],
    drift: { force: { x: "-x" } },
    diffusion,
    convention: "ito",
    initial: { point: 1 },
    time: { end: 1, frames: 2 },
  });

const sigma = 0.4;
const cases = {
  /** E X² = e^{−2h} + σ²(1 − e^{−2h})/2 from X = 1. */
  additive: {
    problem: problem(`${sigma}^2/2`),
    square: (h: number): number => Math.exp(-2 * h) - (sigma ** 2 / 2) * Math.expm1(-2 * h),
  },
  /** Geometric Brownian motion: E X² = e^{−(2 − σ²)h}. */
  diagonal: {
    problem: problem(`${sigma}^2*x^2/2`),
    square: (h: number): number => Math.exp(-(2 - sigma ** 2) * h),
  },
};

/** Errors of E X′ and E X′² after one step from 1. */
function localErrors(scheme: Scheme, kind: keyof typeof cases, h: number): [number, number] {
  const ends = oneStep(
    cases[kind].problem,
    scheme,
    h,
    () => [nodes.map((node) => node.z), nodes.map((node) => node.v)],
    nodes.map(() => 1),
  );
  const mean = (f: (x: number) => number): number => nodes.reduce((sum, node, k) => sum + node.weight * f(ends[k]), 0);
  return [mean((x) => x) - Math.exp(-h), mean((x) => x * x) - cases[kind].square(h)];
}

test("the quadrature has the moments of a normal number", () => {
  const moment = (power: number): number => z.reduce((sum, node, i) => sum + weight[i] * node ** power, 0);
  [1, 0, 1, 0, 3, 0, 15, 0, 105].forEach((exact, power) => expect(moment(power)).toBeCloseTo(exact, 9));
});

describe("the error of one step is of the order above the weak order", () => {
  const schemes = [eulerMaruyama, tamedEuler, rkmil, rkmilStratonovich, heun, sosri];
  test.each(
    schemes.flatMap((scheme) =>
      (["additive", "diagonal"] as const).map((kind) => [scheme.name, kind, scheme] as const),
    ),
  )("%s, %s noise", (_, kind, scheme) => {
    const [coarse, fine] = [0.01, 0.005].map((h) => localErrors(scheme, kind, h));
    const orders = coarse.map((error, i) => Math.log2(Math.abs(error / fine[i])));
    // the next order adds a part of order √h = 0.07 or less to the slope
    expect(Math.min(...orders) - 1).toBeGreaterThan(scheme.orders[kind]!.weak - 0.1);
    expect(Math.min(...orders) - 1).toBeLessThan(scheme.orders[kind]!.weak + 0.1);
  });
});
