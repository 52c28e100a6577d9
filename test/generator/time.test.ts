import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import type { Generator } from "../../src/generator/generator.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolution, evolve } from "../../src/solve/evolve.js";

const line: ProblemDefinition = {
  axes: [{ name: "x", range: [-1, 2], cells: 23, boundary: { lower: "absorbing", upper: "reflecting" } }],
  diffusion: 0.3,
};
const ring: ProblemDefinition = {
  axes: [
    { name: "x", range: [-1, 1], cells: 9, boundary: "periodic", stretch: { around: 0, strength: 2 } },
    { name: "y", range: [0, 2], cells: 7, boundary: "absorbing" },
  ],
  diffusion: { x: "0.3", y: "0.2 + 0.1*x^2" },
};

const moving: Readonly<Record<string, ProblemDefinition>> = {
  "a loss": { ...line, drift: { loss: "x^2*(1 + t)" } },
  "a force": { ...line, drift: { loss: "x^2", force: { x: "sin(3*t)" } } },
  "a learning rate": { ...line, drift: { loss: "x^2", learningRate: "exp(-t)" } },
  "a D that is the same everywhere": { ...line, drift: { loss: "x^4" }, diffusion: "0.1 + exp(-2*t)" },
  "a D that varies": { ...line, drift: { loss: "x^4" }, diffusion: "0.5 + 0.2*sin(x + t)", convention: "ito" },
  "a force along one of two axes": { ...ring, drift: { loss: "x^2*y", force: { y: "t*x" } } },
  "a D along one of two axes": { ...ring, drift: { loss: "x^2*y" }, diffusion: { x: "1 + t", y: "0.3" } },
  everything: {
    ...ring,
    drift: { loss: "x^2*y*(1 + t)", learningRate: "1/(1 + t)", force: { x: "sin(t)", y: "x*t" } },
    diffusion: "0.3 + 0.1*x*sin(t)",
  },
};

const numbers = ({ axes }: Generator): Float64Array[] =>
  axes.flatMap(({ forward, backward, peclet, diffusion }) =>
    [forward, backward, peclet, diffusion].map((values) => values.slice()),
  );

describe("rates rebuilt for a later time", () => {
  for (const scheme of ["scharfetter-gummel", "integrated", "upwind"] as const)
    for (const [what, definition] of Object.entries(moving))
      it(`are those of a fresh discretisation at that time to the last bit, when ${what} changes (${scheme})`, () => {
        const problem = defineProblem({ ...definition, solver: { scheme } });
        const generator = discretize(problem, 0);
        expect(generator.timeDependent).toBe(true);
        const first = numbers(generator);
        for (const time of [0.3, 1.7, 0]) {
          generator.rebuild(time);
          expect(numbers(generator)).toEqual(numbers(discretize(problem, time)));
        }
        expect(numbers(generator)).toEqual(first);
      });

  it("do not evaluate a loss again that does not change while D is annealed", () => {
    let calls = 0;
    const loss = (x: number): number => {
      calls++;
      return x * x;
    };
    const generator = discretize(defineProblem({ ...line, drift: { loss }, diffusion: "0.1 + exp(-t)" }));
    const before = calls;
    for (const time of [1, 2, 3]) generator.rebuild(time);
    expect(calls).toBe(before);
  });

  it("do not evaluate a D and a force again along an axis on which nothing changes", () => {
    let calls = 0;
    const push = (x: number, y: number): number => {
      calls++;
      return x + y;
    };
    const spread = (x: number): number => {
      calls++;
      return 1 + x * x;
    };
    const generator = discretize(
      defineProblem({
        ...ring,
        drift: { force: { x: push, y: "sin(t)" } },
        diffusion: { x: (x, y) => spread(x + y), y: "0.3" },
      }),
    );
    const before = calls;
    generator.rebuild(1);
    expect(calls).toBe(before);
  });
});

describe("steps of a run", () => {
  const switching: ProblemDefinition = {
    axes: [{ name: "x", range: [-3, 3], cells: 60 }],
    drift: { force: { x: "(t < 0.37)*(1 - x) + (t >= 0.37)*(-1 - x)" } },
    diffusion: 0.2,
    initial: { gaussian: { mean: [0], variance: 0.2 } },
    time: { at: [0, 0.1, 0.123, 0.7, 1] },
  };

  it("land exactly on the times of frames and on jumps of the drift", () => {
    for (const solver of [{ tolerance: 1e-3 }, { dt: 0.031 }]) {
      const problem = defineProblem({ ...switching, solver });
      expect(problem.time!.jumps).toEqual([0.37]);
      const times = Array.from(evolution(problem), ({ time }) => time);
      for (const time of [0.1, 0.123, 0.37, 0.7, 1]) expect(times).toContain(time);
      expect(evolve(problem).frames.map(({ time }) => time)).toEqual([0, 0.1, 0.123, 0.7, 1]);
      for (let k = 1; k < times.length; k++) expect(times[k]).toBeGreaterThan(times[k - 1]);
    }
  });

  it("across a jump give what two runs with one drift each give", () => {
    const tolerance = 1e-8;
    const whole = evolve(defineProblem({ ...switching, time: { at: [0.37, 1] }, solver: { tolerance } }));
    const late = evolve(
      defineProblem({
        ...switching,
        drift: { force: { x: "-1 - x" } },
        initial: { density: (x: number) => densityAt(whole, x) },
        time: { start: 0.37, end: 1, frames: 2 },
        solver: { tolerance },
      }),
    );
    const width = 0.1;
    let difference = 0;
    for (let c = 0; c < 60; c++) difference += Math.abs(whole.density.get(1, c) - late.density.get(1, c)) * width;
    // Each run is within its tolerance of the truth; no order is lost at the jump.
    expect(difference).toBeLessThan(2 * tolerance);
  });

  const densityAt = ({ density }: ReturnType<typeof evolve>, x: number): number =>
    density.get(0, Math.min(59, Math.max(0, Math.floor((x + 3) / 0.1))));
});
