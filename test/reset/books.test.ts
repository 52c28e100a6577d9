import { describe, expect, it } from "vitest";
import { addSample, integralSoFar, startIntegral } from "../../src/ledger/quadrature.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import type { Solution } from "../../src/solve/solution.js";

const wells: ProblemDefinition = {
  axes: [{ name: "x", range: [-2.5, 2.5], cells: 120 }],
  drift: { loss: "(x^2-1)^2" },
  diffusion: 0.25,
  initial: { gaussian: { mean: -1, variance: 0.02 } },
  time: { end: 3, frames: 4 },
};
const turning: ProblemDefinition = {
  axes: [
    { name: "x", range: [-3, 3], cells: 32 },
    { name: "y", range: [-3, 3], cells: 24 },
  ],
  drift: { loss: "(x^2+y^2)/2", force: { x: "-2*y", y: "2*x" } },
  diffusion: 0.4,
  initial: { gaussian: { mean: [1, 0], variance: 0.2 } },
  time: { end: 1.5, frames: 4 },
};
/** At rest but for what anneals: few and long steps at first, while most of the entropy is made. */
const basin: ProblemDefinition = {
  axes: [
    { name: "x", range: [-3, 3], cells: 40 },
    { name: "y", range: [-3, 3], cells: 32 },
  ],
  drift: { loss: "(x^2-1)^2/2 + y^2" },
  diffusion: "0.3 + 0.3*exp(-t/0.7)",
  initial: { gaussian: { mean: [-0.5, 0.3], variance: 0.1 } },
  time: { end: 3, frames: 4 },
};
const solved = (definition: ProblemDefinition, more: Partial<ProblemDefinition>): Solution =>
  evolve(defineProblem({ ...definition, ...more }));

/** What is missing for the changes of entropy and KL over a run to be those of totals and jumps. */
function gaps({ frames, totals, resets }: Solution): { entropy: number; kl: number } {
  const [first, last] = [frames[0], frames[frames.length - 1]].map(({ ledger }) => ledger);
  const jump = (key: "entropy" | "klToStationary"): number => resets.reduce((sum, { jump }) => sum + jump[key]!, 0);
  return {
    entropy: last.entropy! - first.entropy! + totals.entropyRate! - jump("entropy"),
    kl: last.klToStationary! - first.klToStationary! + totals.excess! - totals.referenceWork! - jump("klToStationary"),
  };
}

/** 600 intervals, and a look at the far side of a jump at 1. */
const FAR_SIDE = 1e-9;
const closeTimes = (end: number): number[] =>
  [1 + FAR_SIDE, ...Array.from({ length: 601 }, (_, k) => (k / 600) * end)].sort((one, other) => one - other);

/** What sums of rates at these times are good for, seen against twice as many: 8e-6, from the sharp starts. */
const RATES = 2e-5;

/** Totals as sums of the rates at frames, piece by piece between resets and jumps of D. */
function sums({ frames, resets }: Solution) {
  const sum = (key: "excess" | "housekeeping" | "entropyProduction" | "entropyRate"): number => {
    const integral = startIntegral();
    for (const { time, ledger } of frames) {
      addSample(integral, time === 1 + FAR_SIDE ? 1 : time, ledger[key]!);
      const reset = resets.filter((one) => one.time === time).pop();
      if (reset) addSample(integral, time, reset.after[key]!);
    }
    return integralSoFar(integral);
  };
  return {
    excess: sum("excess"),
    housekeeping: sum("housekeeping"),
    entropyProduction: sum("entropyProduction"),
    entropyRate: sum("entropyRate"),
  };
}

describe("books with a stationary state that moves", () => {
  const decaying: ProblemDefinition["resets"] = [
    { at: [0.5, 1], boost: 0.5, decay: 0.3, redistribute: { alpha: 0.01 } },
  ];
  it.each([
    ["a decaying boost on one axis", wells, { resets: decaying }],
    ["a decaying boost where a current stays", turning, { resets: decaying }],
    ["an annealed D", wells, { diffusion: "0.25 + 0.3*exp(-t/0.4)" }],
    ["an annealed D that is boosted too", turning, { diffusion: "0.3 + 0.2*exp(-t)", resets: decaying }],
    ["an annealed D on a plane", basin, {}],
    ["a D that jumps", wells, { diffusion: "0.25 + 0.2*(t > 1)" }],
    ["a mean field", wells, { drift: { loss: "(x^2-1)^2", interaction: "0.5*dx^2" } }],
  ] as const)(
    "%s: totals are sums of rates, to the tolerance, and with jumps the changes of entropy and KL",
    (_, definition, more) => {
      // excess is made of KL, so that its balance holds by construction: what it is has to show against the sum of its rates
      const rates = sums(
        solved(definition, {
          ...more,
          time: { at: closeTimes(definition === turning ? 1.5 : 3) },
          solver: { tolerance: 1e-6 },
        }),
      );
      for (const tolerance of [1e-4, 1e-6]) {
        const found = solved(definition, { ...more, solver: { tolerance } });
        const { entropy, kl } = gaps(found);
        expect(Math.abs(entropy)).toBeLessThan(1e-12);
        expect(Math.abs(kl)).toBeLessThan(1e-12);
        expect(Math.abs(found.totals.referenceWork!)).toBeGreaterThan(5e-3);
        // states and steps are good to the tolerance, logarithms of a few units weigh it; production is 20 where a current stays
        const close = 3 * tolerance * Math.max(1, found.totals.entropyProduction!);
        for (const key of ["excess", "housekeeping", "entropyProduction", "entropyRate"] as const)
          expect(Math.abs(found.totals[key]! - rates[key]), key).toBeLessThan(close + RATES);
      }
    },
  );

  it("one that stands still does no work, and one that is not known has none to tell", () => {
    expect(solved(wells, { resets: [{ at: [1], boost: 0.5 }] }).totals.referenceWork).toBe(0);
    const open = { ...wells, axes: [{ name: "x", range: [-2, 2], cells: 60, boundary: "absorbing" }] as const };
    const absorbing = solved(open, { resets: [{ at: [1], boost: 0.5, decay: 1 }] });
    expect(absorbing.totals.referenceWork).toBeNull();
    expect(evolve(defineProblem(wells), { ledger: false }).totals.referenceWork).toBeNull();
  });
});

describe("coefficients that jump at the time of a reset", () => {
  const end = { end: 4, frames: 9 };
  const start = { gaussian: { mean: -0.5, variance: 0.05 } };
  const axes: ProblemDefinition["axes"] = [{ name: "x", range: [-3, 3], cells: 96 }];
  const pushed = (force: string, resets: NonNullable<ProblemDefinition["resets"]>): Solution =>
    solved(wells, { axes, drift: { loss: "(x^2-1)^2", force: { x: force } }, initial: start, time: end, resets });
  const resets: Record<string, NonNullable<ProblemDefinition["resets"]>> = {
    "a spread": [{ at: [1.5], redistribute: { alpha: 0.001 } }],
    "a boost": [{ at: [1.5], boost: 0.2 }],
    "a boost that decays": [{ at: [1.5], boost: 0.2, decay: 1 }],
    "two resets": [
      { at: [1.5], boost: 0.2 },
      { at: [1.5], redistribute: { alpha: 0.001 } },
    ],
  };
  // the far side stands at the time itself with >=, so that the jump comes before the reset, and after it with >: what
  // both together do is the same, and so is what follows
  it.each(Object.keys(resets))("count once, on either side of %s", (name) => {
    const both = [">", ">="].map((sign) => {
      const found = pushed(`2*(t ${sign} 1.5)`, resets[name]!);
      const { entropy, kl } = gaps(found);
      expect(Math.abs(entropy)).toBeLessThan(1e-12);
      expect(Math.abs(kl)).toBeLessThan(1e-12);
      const jumps = found.resets.reduce((sum, { jump }) => sum + jump.klToStationary!, 0);
      return [found.totals.referenceWork! + jumps, found.totals.excess!] as const;
    });
    // 7 to 14 of work and 9 to 16 of excess, to the tolerance of 1e-4 on logarithms of as many
    for (const k of [0, 1]) expect(Math.abs(both[0]![k]! - both[1]![k]!)).toBeLessThan(15 * 1e-4);
    expect(both[0]![0]).toBeGreaterThan(7);
  });

  it("a reset that does next to nothing changes no total", () => {
    for (const sign of [">", ">="]) {
      const alone = pushed(`2*(t ${sign} 1.5)`, []).totals;
      const found = pushed(`2*(t ${sign} 1.5)`, [{ at: [1.5], redistribute: { alpha: 1e-9 } }]).totals;
      // the tolerance, on logarithms of 15
      for (const key of ["referenceWork", "excess", "entropyProduction"] as const)
        expect(Math.abs(found[key]! - alone[key]!)).toBeLessThan(15 * 1e-4);
    }
  });
});

describe("each effect alone", () => {
  // at rest before the reset, so that what comes after is the reset's doing
  const settled = { ...wells, time: { at: [0, 8, 9] }, diffusion: 0.5 };
  it.each([
    ["a permanent boost", { boost: 0.5 }],
    ["a decaying boost", { boost: 0.5, decay: 0.5 }],
    ["spreading", { redistribute: { alpha: 0.02 } }],
    ["sharpening", { redistribute: { alpha: 2e-3, sign: "literal", mode: "limited" } }],
  ] as const)("%s: entropy production spikes, and the books close to the tolerance", (_, effect) => {
    const found = solved(settled, { resets: [{ at: [8], ...effect }] });
    const [{ before, after }] = found.resets;
    expect(after.entropyProduction!).toBeGreaterThan(10 * before.entropyProduction!);
    const { entropy, kl } = gaps(found);
    expect(Math.abs(entropy)).toBeLessThan(1e-12);
    expect(Math.abs(kl)).toBeLessThan(3e-4);
    expect(found.totals.entropyProduction!).toBeCloseTo(found.totals.excess! + found.totals.housekeeping!, 12);
  });

  it("restarts at a rate: nothing is said of what they cost, and the books of entropy and KL close", () => {
    const restart = { restart: { rate: 0.5, to: [1] } } as const;
    const found = solved(wells, { resets: [restart, { at: [1], boost: 0.3, redistribute: { alpha: 0.02 } }] });
    expect([found.totals.entropyProduction, found.totals.housekeeping]).toEqual([null, null]);
    const { entropy, kl } = gaps(found);
    expect(Math.abs(entropy)).toBeLessThan(1e-12);
    expect(Math.abs(kl)).toBeLessThan(1e-12);
    // KL is that of the state with the restarts in it: it falls between the resets
    expect(found.totals.excess!).toBeGreaterThan(0);
  });
});
