import { describe, expect, test } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";

const loss = "x^4/4 - x^2/2";
const base = {
  axes: [{ name: "x", range: [-2.5, 2.5], cells: 160 }],
  initial: { gaussian: { mean: -0.5, variance: 0.05 } },
  time: { end: 1.5, frames: 4 },
  solver: { dt: 0.01 },
} satisfies Partial<ProblemDefinition>;
const adaptive = (fisher: string) => ({ adaptive: { D0: 0.4, tau: 0.5, sigma2: 0.1, fisher } }) as const;

/** Largest difference of the densities at any frame, over the largest density. */
function difference(one: ProblemDefinition, other: ProblemDefinition): number {
  const [a, b] = [one, other].map((stated) => evolve(defineProblem(stated), { ledger: false }).density.data);
  const top = Math.max(...a);
  return a.reduce((worst, value, k) => Math.max(worst, Math.abs(value - b[k])), 0) / top;
}

describe("an adaptive D on one axis is the same D written out by hand", () => {
  for (const convention of ["fick", "ito", "stratonovich"] as const)
    test.each([
      ["hessian-absolute", "abs(3*x^2 - 1)"],
      ["hessian-clamped", "max(3*x^2 - 1, 0)"],
      ["gradient-outer", "(x^3 - x)^2"],
    ])(`%s, read as ${convention}`, (fisher, byHand) => {
      const stated = { ...base, drift: { loss }, convention };
      // the same numbers in another order of operations: rounding, some hundred steps long
      expect(
        difference(
          { ...stated, diffusion: adaptive(fisher) },
          { ...stated, diffusion: `0.4*exp(-t/0.5) + 0.1*${byHand}` },
        ),
      ).toBeLessThan(1e-12);
    });

  test("with an entropic drift of either sign folded in", () => {
    for (const [sign, term] of [
      ["diversify", "+ 0.01"],
      ["literal", "- 0.01"],
    ] as const)
      expect(
        difference(
          { ...base, drift: { loss, entropy: { beta: 0.01, sign } }, diffusion: adaptive("hessian-absolute") },
          { ...base, drift: { loss }, diffusion: `0.4*exp(-t/0.5) + 0.1*abs(3*x^2 - 1) ${term}` },
        ),
      ).toBeLessThan(1e-12);
  });
});

describe("an adaptive D on two axes is the full tensor written out by hand", () => {
  const plane = {
    axes: [
      { name: "x", range: [-2, 2], cells: 28 },
      { name: "y", range: [-2, 2], cells: 24 },
    ],
    drift: { loss: "x^2/2 + y^2 + x*y/2", entropy: { beta: 0.05 } },
    initial: { gaussian: { mean: [0.2, -0.1], variance: 0.15 } },
    time: { end: 0.4, frames: 2 },
    solver: { dt: 0.05 },
  } satisfies Partial<ProblemDefinition>;
  // The work along faces is integrated at 5 points where d(t) alone changes, at 3 where all of D does; the Stratonovich
  // root mixes d and S, so there both have 3 and what is left is rounding.
  for (const [convention, tolerance] of [
    ["fick", 1e-9],
    ["ito", 1e-9],
    ["stratonovich", 1e-12],
  ] as const)
    test(`Gauss-Newton of two outputs, read as ${convention}`, () => {
      const fisher = { "gauss-newton": { outputs: ["x^2/2 + y", "x - y"], noise: 2 } };
      const stated = { ...plane, convention };
      expect(
        difference(
          { ...stated, diffusion: { adaptive: { D0: 0.4, tau: 0.5, sigma2: 0.6, fisher } } },
          {
            ...stated,
            diffusion: {
              tensor: [
                ["0.4*exp(-t/0.5) + 0.15*(x^2 + 1)", "0.15*(x - 1)"],
                ["0.15*(x - 1)", "0.4*exp(-t/0.5) + 0.3"],
              ],
            },
          },
        ),
      ).toBeLessThan(tolerance);
    });
});

describe("an entropic drift", () => {
  test("has the free energy of the D it amounts to: E[L] - ((D ± beta)/eta)·H, lowest at rest", () => {
    for (const [sign, effective] of [
      ["diversify", 0.7],
      ["literal", 0.3],
    ] as const) {
      const stated: ProblemDefinition = {
        axes: [{ name: "x", range: [-6, 6], cells: 240 }],
        drift: { loss: "x^2/2", learningRate: 2, entropy: { beta: 0.2, sign } },
        diffusion: 0.5,
        initial: { gaussian: { mean: 1, variance: 0.1 } },
        observables: { loss: "x^2/2" },
        time: { end: 6, frames: 13 },
      };
      const problem = defineProblem(stated);
      const rest = steady(problem);
      const temperature = effective / 2;
      // Gaussian at rest: T/2 − T·ln(2πeT)/2, to the error of the midpoint rule for entire functions
      const closed = (temperature / 2) * (1 - Math.log(2 * Math.PI * Math.E * temperature));
      expect(rest.ledger.freeEnergy).toBeCloseTo(closed, 10);
      const { frames } = evolve(problem);
      for (const [k, { ledger, observables }] of frames.entries()) {
        expect(ledger.freeEnergy).toBeCloseTo(observables["loss"] - temperature * ledger.entropy!, 12);
        if (k > 0) expect(ledger.freeEnergy!).toBeLessThanOrEqual(frames[k - 1].ledger.freeEnergy! + 1e-12);
      }
      expect(frames[12].ledger.freeEnergy).toBeCloseTo(closed, 8);
    }
  });

  test("added to a diagonal D on two axes is D written out by hand", () => {
    const plane: ProblemDefinition = {
      axes: [
        { name: "x", range: [-2, 2], cells: 24 },
        { name: "y", range: [-2, 2], cells: 20 },
      ],
      drift: { loss: "x^2/2 + y^4/4", force: { x: "-y", y: "x" } },
      diffusion: { x: "0.3 + 0.1*x^2", y: "0.4" },
      convention: "ito",
      initial: { gaussian: { mean: [0.3, -0.2], variance: 0.2 } },
      time: { end: 0.5, frames: 2 },
      solver: { dt: 0.05 },
    };
    const shifted = {
      ...plane,
      drift: { ...plane.drift, entropy: { beta: 0.1, sign: "literal" as const } },
    };
    expect(difference(shifted, { ...plane, diffusion: { x: "0.2 + 0.1*x^2", y: "0.3" } })).toBeLessThan(1e-12);
  });
});
