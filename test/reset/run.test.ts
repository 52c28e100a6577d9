import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import type { Solution } from "../../src/solve/solution.js";
import { summary } from "../../src/solve/summary.js";

const wells = (more: Partial<ProblemDefinition> = {}): ProblemDefinition => ({
  axes: [{ name: "x", range: [-2.5, 2.5], cells: 160 }],
  drift: { loss: "(x^2-1)^2" },
  diffusion: 0.25,
  initial: { gaussian: { mean: -1, variance: 0.02 } },
  time: { end: 4, frames: 41 },
  ...more,
});
const plane = (more: Partial<ProblemDefinition> = {}): ProblemDefinition => ({
  axes: [
    { name: "x", range: [-3, 3], cells: 32 },
    { name: "y", range: [-3, 3], cells: 24 },
  ],
  drift: { loss: "(x^2+y^2)/2", force: { x: "-2*y", y: "2*x" } },
  diffusion: 0.4,
  initial: { gaussian: { mean: [1, 0], variance: 0.2 } },
  time: { end: 2, frames: 21 },
  ...more,
});
const solved = (definition: ProblemDefinition): Solution => evolve(defineProblem(definition));

describe("resets at given times", () => {
  const all: ProblemDefinition["resets"] = [
    { at: [1, 2.05], redistribute: { alpha: 0.02 } },
    { at: [1.5], boost: 0.2 },
    { at: [0.7], redistribute: { alpha: 1e-3, sign: "literal", mode: "limited" } },
  ];
  it.each([
    ["on one axis", wells({ resets: all })],
    [
      "on two",
      plane({
        resets: [all[0], { ...all[1], at: [0.5] }, all[2]].map((r) => ({
          ...r,
          ...("at" in r && { at: r.at.slice(0, 1) }),
        })),
      }),
    ],
  ])("keep mass and positivity, and the books close over the whole run, %s", (_, definition) => {
    const { frames, totals, resets, massError, minDensity, error } = solved(definition);
    expect(resets.length).toBeGreaterThanOrEqual(3);
    expect(massError).toBeLessThan(1e-13);
    expect(minDensity).toBeGreaterThanOrEqual(0);
    expect(error.time).toBeLessThanOrEqual(1e-4);
    for (const { jump } of resets) expect(Math.abs(jump.mass)).toBeLessThan(1e-14);
    const [first, last] = [frames[0], frames[frames.length - 1]].map(({ ledger }) => ledger);
    const jumps = (key: "entropy" | "klToStationary"): number => resets.reduce((sum, { jump }) => sum + jump[key]!, 0);
    // both integrals are differences of states within a phase: only rounding is left
    expect(Math.abs(last.entropy! - first.entropy! + totals.entropyRate! - jumps("entropy"))).toBeLessThan(1e-12);
    expect(
      Math.abs(last.klToStationary! - first.klToStationary! + totals.excess! - jumps("klToStationary")),
    ).toBeLessThan(1e-12);
    expect(Math.abs(totals.entropyProduction! - totals.excess! - totals.housekeeping!)).toBeLessThan(1e-12);
    for (const { before, after, redistribute } of resets)
      if (redistribute?.sign === "redistribute") expect(after.entropy!).toBeGreaterThan(before.entropy!);
  });

  it("spike in entropy production, which integrates to the same total as its rate", () => {
    const times = Array.from({ length: 801 }, (_, k) => k * 0.005);
    const { frames, resets, totals } = solved(
      wells({ time: { at: times }, resets: [{ at: [2], boost: 1, decay: 0.3, redistribute: { alpha: 0.02 } }] }),
    );
    const [{ before, after }] = resets;
    expect(after.entropyProduction!).toBeGreaterThan(20 * before.entropyProduction!);
    // the frame at the time of a reset is the state before it
    expect(frames[400].ledger.entropyProduction).toBe(before.entropyProduction);
    const rates = frames.map(({ ledger }) => ledger.entropyProduction!);
    let sum = 0;
    for (let k = 0; k < 800; k++) sum += 0.0025 * ((k === 400 ? after.entropyProduction! : rates[k]) + rates[k + 1]);
    // trapezia of 0.005 over rates that fall by a tenth in one
    expect(Math.abs(sum - totals.entropyProduction!)).toBeLessThan(5e-3 * totals.entropyProduction!);
  });

  it("leave D as it should be: boosted for good, or less and less", () => {
    // free diffusion of a Gaussian: the variance tells ∫2D dt
    const free = (reset: object): number =>
      solved({
        axes: [{ name: "x", range: [-12, 12], cells: 600 }],
        diffusion: 0.5,
        initial: { gaussian: { mean: 0, variance: 0.5 } },
        time: { at: [2] },
        solver: { tolerance: 1e-7 },
        resets: [{ at: [0.5], boost: 0.3, ...reset }],
      }).frames[0].covariance[0][0];
    // exact on equal cells but for steps in time, walls at 7 standard deviations, and the variance of the start
    expect(free({})).toBeCloseTo(0.5 + 2 + 2 * 0.3 * 1.5, 5);
    expect(free({ decay: 0.4 })).toBeCloseTo(0.5 + 2 + 2 * 0.3 * 0.4 * (1 - Math.exp(-1.5 / 0.4)), 5);
    expect(free({ redistribute: { alpha: 0.1 } })).toBeCloseTo(0.5 + 2 + 2 * 0.3 * 1.5 + 0.2, 5);
  });

  it("make a density of a point at once, at the start of a run", () => {
    const { frames, resets, totals } = solved(
      wells({ initial: { point: -1 }, resets: [{ at: [0], redistribute: { alpha: 0.01 } }] }),
    );
    expect(frames[0].ledger.entropy).toBeNull();
    expect(resets[0].before.entropy).toBeNull();
    expect(resets[0].after.entropy).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E * 0.02), 1);
    expect(totals.entropyRate).toBeCloseTo(resets[0].after.entropy! - frames[40].ledger.entropy!, 12);
  });

  it("beyond a strict alpha end the run with the alpha that would do", () => {
    const strict = (alpha: number) => wells({ resets: [{ at: [1], redistribute: { alpha, sign: "literal" } }] });
    let message = "";
    try {
      solved(strict(0.5));
    } catch (fault) {
      expect(fault).toMatchObject({ code: "alpha-too-large", path: "resets[0].redistribute.alpha" });
      message = String(fault);
    }
    const admissible = Number(/at most ([\d.e-]+)/.exec(message)![1]);
    const { minDensity } = solved(strict(admissible * (1 - 1e-5)));
    expect(minDensity).toBeGreaterThanOrEqual(0);
  });

  it("count what was absorbed in all phases", () => {
    const { frames, massError } = solved({
      ...wells({ resets: [{ at: [1, 2], boost: 0.5, redistribute: { alpha: 0.01 } }] }),
      axes: [{ name: "x", range: [-2, 2], cells: 100, boundary: "absorbing" }],
    });
    const last = frames[40];
    expect(massError).toBeLessThan(1e-13);
    expect(last.mass + last.absorbed["x.lower"] + last.absorbed["x.upper"]).toBeCloseTo(1, 13);
    for (let k = 1; k <= 40; k++)
      expect(last.absorbed["x.lower"]).toBeGreaterThanOrEqual(frames[k].absorbed["x.lower"]);
  });

  it("keep to the tolerance", () => {
    const resets: ProblemDefinition["resets"] = [
      { at: [1, 2, 3], boost: 0.3, decay: 0.5, redistribute: { alpha: 0.01 } },
    ];
    for (const problem of [wells({ resets }), plane({ resets: [{ ...resets[0], at: [0.5, 1, 1.5] }] })]) {
      const rough = solved(problem);
      const fine = solved({ ...problem, solver: { tolerance: 1e-6 } });
      const { volumes, size } = rough.problem.grid;
      const offset = (rough.frames.length - 1) * size;
      const gap = volumes.reduce(
        (sum, volume, c) => sum + volume * Math.abs(rough.density.data[offset + c] - fine.density.data[offset + c]),
        0,
      );
      expect(gap).toBeLessThan(1e-4);
    }
  });
});

describe("detectors in a run", () => {
  const effects = { boost: 0.3, decay: 1, redistribute: { alpha: 0.01 } };
  // C = √(v(m² + v))/D for a Gaussian in a parabola (D = v = 0.5): from 4.4 to 1
  const falling = wells({
    drift: { loss: "x^2/2" },
    diffusion: 0.5,
    axes: [{ name: "x", range: [-3, 6], cells: 160 }],
    initial: { gaussian: { mean: 2, variance: 0.5 } },
  });
  const cases: readonly (readonly [string, ProblemDefinition, object])[] = [
    ["a plateau", wells(), { when: { plateau: { rate: 0.05, during: 0.4 } }, limit: 3, cooldown: 0.5 }],
    ["a drop of the ratio", falling, { when: { "consolidation-drop": { threshold: 0.1 } } }],
    ["a fast drop", falling, { when: { "consolidation-drop": { threshold: 0.5, per: "log" } } }],
    ["a ratio below a value, on two axes", plane(), { when: { "consolidation-below": 2.4 } }],
    ["a collapsed gradient", wells(), { when: { "gradient-collapse": { norm: 1.5 } } }],
  ];
  it.each(cases)("%s: bit for bit what the same times in `at` give", (_, definition, when) => {
    const detected = solved({ ...definition, resets: [{ ...when, ...effects } as never] });
    const times = detected.resets.map(({ time }) => time);
    expect(times.length).toBeGreaterThan(0);
    const given = solved({ ...definition, resets: [{ at: times, ...effects }] });
    expect(given.density.data).toEqual(detected.density.data);
    expect([given.steps, given.rejected, given.totals, given.error]).toEqual([
      detected.steps,
      detected.rejected,
      detected.totals,
      detected.error,
    ]);
    const { resets: one, ...others } = summary(detected);
    expect({ ...summary(given), resets: [], seconds: 0 }).toEqual({ ...others, resets: [], seconds: 0 });
    expect(one[0]).toMatchObject({
      entry: 0,
      cause: Object.keys((when as { when: object }).when)[0],
      ...{ boost: 0.3, decay: 1 },
    });
    expect(one[0].reason.length).toBeGreaterThan(20);
    expect(one[0].value).not.toBeNull();
  });

  it("see the same without a ledger, and are held by their limit", () => {
    const problem = defineProblem(
      wells({
        resets: [
          { when: { "consolidation-below": 100 }, boost: 0.01, limit: 2 },
          { when: { plateau: { rate: 9, during: 0.2 } }, boost: 0.01, limit: 5 },
        ],
      }),
    );
    const [kept, bare] = [evolve(problem), evolve(problem, { ledger: false })];
    expect(bare.density.data).toEqual(kept.density.data);
    // both conditions hold all the time, so that neither is armed again
    expect(kept.resets.map(({ entry }) => entry).sort()).toEqual([0, 1]);
  });

  it("are the resets that happened when the error in space is estimated", () => {
    const problem = defineProblem(wells({ resets: [{ when: { plateau: { rate: 0.05, during: 0.4 } }, ...effects }] }));
    const { error } = evolve(problem, { estimateError: true });
    expect(error.space!).toBeGreaterThan(0);
    expect(error.space!).toBeLessThan(5e-3);
  });

  it("give no error in space where a strict one does not fit on half the grid", () => {
    const strict = (cells: number, alpha: number) =>
      defineProblem(
        wells({
          axes: [{ name: "x", range: [-2.5, 2.5], cells }],
          resets: [{ at: [1], redistribute: { alpha, sign: "literal" } }],
        }),
      );
    const admissible = (cells: number): number => {
      try {
        evolve(strict(cells, 1));
      } catch (fault) {
        return Number(/at most ([\d.e-]+)/.exec(String(fault))![1]);
      }
      return Infinity;
    };
    const largest = 0.99 * admissible(160);
    const { error } = evolve(strict(160, largest), { estimateError: true });
    expect(error.space === null).toBe(largest > admissible(80));
  });
});
