import { describe, expect, it } from "vitest";
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

describe("books with a stationary state that moves", () => {
  const decaying: ProblemDefinition["resets"] = [
    { at: [0.5, 1], boost: 0.5, decay: 0.3, redistribute: { alpha: 0.01 } },
  ];
  it.each([
    ["a decaying boost on one axis", wells, { resets: decaying }],
    ["a decaying boost where a current stays", turning, { resets: decaying }],
    ["an annealed D", wells, { diffusion: "0.25 + 0.3*exp(-t/0.4)" }],
    ["an annealed D that is boosted too", turning, { diffusion: "0.3 + 0.2*exp(-t)", resets: decaying }],
    ["a D that jumps", wells, { diffusion: "0.25 + 0.2*(t > 1)" }],
    ["a mean field", wells, { drift: { loss: "(x^2-1)^2", interaction: "0.5*dx^2" } }],
  ] as const)("%s: the changes of entropy and KL are totals and jumps, to the tolerance", (_, definition, more) => {
    // excess is what production leaves beside housekeeping: both are integrated over steps that are chosen for the density, so
    // that the error is measured by their size (20 where a current stays), and logarithms of a few units weigh it
    for (const tolerance of [1e-4, 1e-6]) {
      const found = solved(definition, { ...more, solver: { tolerance } });
      const { entropy, kl } = gaps(found);
      expect(Math.abs(entropy)).toBeLessThan(1e-12);
      expect(Math.abs(kl)).toBeLessThan(3 * tolerance * Math.max(1, found.totals.entropyProduction!));
      expect(Math.abs(found.totals.referenceWork!)).toBeGreaterThan(5e-3);
    }
  });

  it("one that stands still does no work, and one that is not known has none to tell", () => {
    expect(solved(wells, { resets: [{ at: [1], boost: 0.5 }] }).totals.referenceWork).toBe(0);
    const open = { ...wells, axes: [{ name: "x", range: [-2, 2], cells: 60, boundary: "absorbing" }] as const };
    const absorbing = solved(open, { resets: [{ at: [1], boost: 0.5, decay: 1 }] });
    expect(absorbing.totals.referenceWork).toBeNull();
    expect(evolve(defineProblem(wells), { ledger: false }).totals.referenceWork).toBeNull();
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
