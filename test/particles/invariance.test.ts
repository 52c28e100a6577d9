import { describe, expect, it } from "vitest";
import { ensembleOf, type Ensemble } from "../../src/particles/ensemble.js";
import type { SimulationOptions } from "../../src/particles/plan.js";
import { planned } from "../../src/particles/planning.js";
import { runPart, type Part } from "../../src/particles/run-part.js";
import { simulate } from "../../src/particles/simulate.js";
import { CHUNK } from "../../src/particles/tally.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";

const COUNT = 2500;

/** A problem for each thing that happens to particles, with the scheme it is meant for. */
const problems: Readonly<Record<string, ProblemDefinition & { readonly expected: string }>> = {
  "absorbing ends": {
    axes: [{ name: "x", range: [-1, 1.5], cells: 30, boundary: "absorbing" }],
    drift: { loss: "(x^2 - 1)^2/4" },
    diffusion: 0.4,
    initial: { mixture: [-0.5, 0.5].map((mean) => ({ weight: 1, gaussian: { mean, variance: 0.2 } })) },
    time: { end: 1, frames: 4 },
    observables: { left: "x < 0", energy: "sin(x)^2" },
    particles: { dt: 0.02 },
    expected: "heun",
  },
  "a full tensor between walls": {
    axes: [
      { name: "x", range: [-1, 1], cells: 12, boundary: { lower: "absorbing", upper: "reflecting" } },
      { name: "y", range: [-1, 1], cells: 9 },
    ],
    drift: { loss: "x^2 + x*y + y^2" },
    diffusion: {
      tensor: [
        ["0.5 + 0.2*x^2", "0.3*cos(y)"],
        ["0.3*cos(y)", "0.6 + 0.1*sin(t)"],
      ],
    },
    initial: { density: "1 + x*y" },
    time: { end: 0.3, frames: 3 },
    observables: { corner: "(x > 0)*(y > 0)" },
    particles: { dt: 0.01 },
    expected: "heun",
  },
  restarts: {
    axes: [{ name: "x", range: [-3, 3], cells: 20 }],
    diffusion: 0.5,
    initial: { uniform: true },
    time: { end: 1, frames: 3 },
    resets: [{ restart: { rate: 2, to: [0.4] } }],
    particles: { dt: 0.02, scheme: "euler-maruyama" },
    expected: "euler-maruyama",
  },
  "restarts beside an absorbing end": {
    axes: [{ name: "x", range: [-1, 3], cells: 20, boundary: { lower: "absorbing", upper: "reflecting" } }],
    drift: { force: { x: "-x" } },
    diffusion: 0.5,
    initial: { uniform: true },
    time: { end: 1, frames: 3 },
    resets: [{ restart: { rate: 20, to: [0.4] } }],
    particles: { dt: 0.05 },
    expected: "heun",
  },
  "resets that boost and spread": {
    axes: [{ name: "x", range: [0, 6], cells: 24, boundary: "periodic" }],
    drift: { force: { x: (x) => Math.cos((Math.PI * x) / 3) } },
    diffusion: 0.2,
    initial: { gaussian: { mean: 0.2, variance: 0.5 } },
    time: { end: 1, frames: 5 },
    resets: [
      { at: [0.2, 0.5], boost: 0.5, decay: 0.1, redistribute: { alpha: 0.02 } },
      { at: [0.5], redistribute: { alpha: 0.03, mode: "resolvent" } },
    ],
    particles: { dt: 0.02 },
    expected: "heun",
  },
  "noise that depends on position": {
    axes: [{ name: "x", range: [-2, 2], cells: 16 }],
    drift: { loss: "x^4/4" },
    diffusion: "0.2 + 0.1*sin(x)",
    initial: { gaussian: { mean: 0.5, variance: 0.3 } },
    time: { end: 0.5, frames: 3 },
    particles: { dt: 0.02 },
    expected: "heun",
  },
  "steps that share their noise": {
    axes: [{ name: "x", range: [-3, 3], cells: 16 }],
    drift: { loss: "x^2/2" },
    diffusion: 0.5,
    initial: { point: 0 },
    time: { end: 0.5, frames: 3 },
    particles: { dt: 0.05, scheme: "leimkuhler-matthews" },
    expected: "leimkuhler-matthews",
  },
};

/** A mean field and a sharpening reset: all particles are looked at together. */
const together: ProblemDefinition = {
  axes: [{ name: "x", range: [0, 6.283185307179586], cells: 32, boundary: "periodic" }],
  drift: { interaction: "-0.8*cos(dx)" },
  diffusion: 0.3,
  initial: { gaussian: { mean: 2, variance: 1 } },
  time: { end: 1, frames: 4 },
  resets: [{ at: [0.4], redistribute: { alpha: 0.01, sign: "literal" } }],
  observables: { c: "cos(x)" },
  particles: { dt: 0.05 },
};

const ring: ProblemDefinition = { ...together, resets: [] };

/** All that a run gives, in plain arrays; NaN is equal to NaN. */
const contentOf = ({ frames, counts, positions, passageTimes, passageEnds, trajectories, lost }: Ensemble) => ({
  frames,
  counts: Array.from(counts),
  positions: positions.map((column) => Array.from(column)),
  passageTimes: Array.from(passageTimes),
  passageEnds: Array.from(passageEnds),
  trajectories: Array.from(trajectories),
  lost,
});

function finished(run: Generator<number, Part>): Part {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

const options: SimulationOptions = { count: COUNT, seed: 99, trajectories: 1500 };
const batches = [1, 7, 256, 1000, 65536];

function expectSameForAllBatches(problem: ReturnType<typeof defineProblem>, own = batches): void {
  const [first, ...others] = own;
  const expected = contentOf(simulate(problem, { ...options, batch: first }));
  for (const batch of others)
    expect(contentOf(simulate(problem, { ...options, batch })), `batch ${batch}`).toEqual(expected);
}

describe.each(Object.entries(problems))("%s", (_name, { expected, ...definition }) => {
  const problem = defineProblem(definition);

  it("takes the scheme this test is about", () => {
    expect(planned(problem, options).scheme.name).toBe(expected);
  });

  it("gives the same bits for every batch size", () => {
    expectSameForAllBatches(problem);
  });

  it("gives the same bits in parts", () => {
    const plan = planned(problem, { ...options, batch: 300 });
    const whole = contentOf(ensembleOf(plan, [finished(runPart(plan, 0, COUNT))]));
    for (const cuts of [[CHUNK], [2 * CHUNK], [CHUNK, 2 * CHUNK]]) {
      const starts = [0, ...cuts];
      const parts = starts.map((first, k) => finished(runPart(plan, first, (starts[k + 1] ?? COUNT) - first)));
      expect(contentOf(ensembleOf(plan, parts)), `cut at ${cuts.join(" and ")}`).toEqual(whole);
    }
  });

  it("gives other numbers for another seed or stream, and none that fell behind", () => {
    const runs = [options, { ...options, seed: 100 }, { ...options, stream: "philox" as const }].map((own) =>
      simulate(problem, own),
    );
    const places = new Set(runs.flatMap(({ positions }) => Array.from(positions[0]).filter(Number.isFinite)));
    const there = runs.reduce((sum, { positions }) => sum + positions[0].filter(Number.isFinite).length, 0);
    expect(places.size).toBe(there);
    for (const { lost, passageEnds, positions } of runs) {
      expect(lost).toBe(0);
      // whoever has not left is somewhere
      passageEnds.forEach((end, k) => void expect(end === -1).toBe(Number.isFinite(positions[0][k])));
    }
  });
});

it("gives the same bits for 70000 particles in batches of 1000 and 65536", () => {
  const { expected: _, ...definition } = problems["absorbing ends"];
  const [small, large] = [1000, 65536].map((batch) =>
    simulate(defineProblem(definition), { count: 70_000, seed: 5, batch }),
  );
  expect(small.frames).toEqual(large.frames);
  for (const key of ["counts", "passageTimes", "passageEnds"] as const)
    expect(Buffer.from(small[key].buffer).equals(Buffer.from(large[key].buffer)), key).toBe(true);
});

describe("particles that act on each other", () => {
  it("gives the same bits for every batch size", () => {
    expectSameForAllBatches(defineProblem(ring));
  });

  it("gives the same bits for every batch size when they are resampled", () => {
    expectSameForAllBatches(defineProblem(together), [7, 256, 65536]);
  });

  it("gives the same bits for every batch size when some leave", () => {
    const open = defineProblem({
      ...ring,
      axes: [{ name: "x", range: [0, 4], cells: 32, boundary: { lower: "absorbing", upper: "reflecting" } }],
      drift: { interaction: "0.5*dx^2" },
    });
    expectSameForAllBatches(open);
  });
});
