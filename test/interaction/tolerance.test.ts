import { describe, expect, it } from "vitest";
import { evolve } from "../../src/solve/evolve.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";
import { doubleWell, kuramoto, swarm } from "./problems.js";

/** Largest distance in L1 between two runs, over all frames. */
function worst(one: Problem, other: Problem): { steps: number; error: number; estimate: number } {
  const [a, b] = [one, other].map((problem) => evolve(problem, { ledger: false }));
  const { size, volumes } = one.grid;
  let error = 0;
  for (let k = 0; k < a.frames.length; k++) {
    let apart = 0;
    for (let c = 0; c < size; c++)
      apart +=
        Math.abs((a.density.data[k * size + c] as number) - (b.density.data[k * size + c] as number)) * volumes[c];
    error = Math.max(error, apart);
  }
  return { steps: a.steps, error, estimate: a.error.time! };
}

describe("the tolerance holds at every frame of a run in a mean field", () => {
  it.each([
    [
      "that grows out of a small departure, which makes errors grow",
      () => kuramoto(3, { initial: { density: "1 + 0.001*cos(x)" }, time: { end: 30, frames: 31 } }, 32),
    ],
    [
      "that spreads out",
      () => kuramoto(1.5, { initial: { gaussian: { mean: 2, variance: 0.2 } }, time: { end: 5, frames: 11 } }, 32),
    ],
    ["that takes a side", () => doubleWell(0.3, { time: { end: 10, frames: 21 } }, 64)],
    ["on a plane", () => swarm({ time: { end: 1, frames: 5 } }, 20)],
  ] as const)("%s", (_, stated) => {
    const problem = stated();
    const { error, estimate } = worst(
      { ...problem, solver: { ...problem.solver, tolerance: 1e-3 } },
      // 100 times as accurate is exact
      { ...problem, solver: { ...problem.solver, tolerance: 1e-5 } },
    );
    expect(error).toBeLessThan(1e-3);
    expect(estimate).toBeLessThan(1e-3);
  });
});

describe("a run that has come to rest", () => {
  it("takes long steps and stays where it is", () => {
    const problem = doubleWell(0.3, { time: { end: 400, frames: 3 } }, 64);
    const { steps } = worst(problem, problem);
    expect(steps).toBeLessThan(2000);
  });
});

describe("a start next to a state that is not stable", () => {
  /** The uniform density with a wave of amplitude eps until the wave would be 0.6 high but for saturation. */
  const CELLS = 64;
  const h = (2 * Math.PI) / CELLS;
  /** K/2 − 1 = 1/2 for the Laplacian of the grid. */
  const RATE = (0.5 * (2 - 2 * Math.cos(h))) / h ** 2;
  const until = (eps: number): number => Math.log(0.6 / eps) / RATE;
  const grown = (eps: number, end: number, more: object = {}): Problem =>
    kuramoto(3, { initial: { density: `1 + ${eps}*cos(x)` }, time: { end, frames: 2 }, ...more }, CELLS);
  /** As long as the wave is small it grows as e^(RATE·t): the same as to start later with a larger one. */
  const START = 1e-4;
  const reference = grown(START, until(START), { solver: { dt: 0.005 } });
  const exact = evolve(reference, { ledger: false });

  it.each([1e-13, 1e-11, 1e-9, 1e-8, 1e-6])(
    "is followed to the tolerance, or as far as rounding allows and is said, from %d on",
    (eps) => {
      const found = evolve(grown(eps, until(eps)), { ledger: false });
      let apart = 0;
      for (let c = CELLS; c < 2 * CELLS; c++)
        apart += Math.abs((found.density.data[c] as number) - (exact.density.data[c] as number)) * h;
      expect(apart).toBeLessThan(found.error.time!);
      // a unit in the last place in each of the steps that it takes to grow e-fold, some 100, against eps
      if (eps >= 1e-9) expect(found.error.time!).toBeLessThan(1.5e-4);
      else expect(found.warnings.join()).toMatch(/not stable.*rounding/);
      // it has left for good; long steps would have seen 1e-10
      expect(found.frames[1].observables["cosine"]).toBeGreaterThan(0.25);
    },
    60_000,
  );

  it("on a plane too", () => {
    const torus = (eps: number, end: number, more: object = {}): Problem =>
      defineProblem({
        axes: ["x", "y"].map((name) => ({ name, range: [0, "2*pi"], cells: 16, boundary: "periodic" })),
        drift: { interaction: "-12*cos(dx)*cos(dy)" },
        diffusion: 1,
        initial: { density: `1 + ${eps}*cos(x)*cos(y)` },
        time: { end, frames: 2 },
        observables: { wave: "cos(x)*cos(y)" },
        ...more,
      } as ProblemDefinition);
    const rate = 2 * RATE_ON_16 * 2;
    const end = (eps: number): number => Math.log(0.6 / eps) / rate;
    const [far, near] = [
      evolve(torus(1e-4, end(1e-4), { solver: { dt: 0.002 } }), { ledger: false }),
      evolve(torus(1e-9, end(1e-9)), { ledger: false }),
    ].map(({ frames }) => frames[1].observables["wave"]);
    expect(far).toBeGreaterThan(0.1);
    // the tolerance of 1e-4, and 1e-4 that rounding may make of 1e-9
    expect(Math.abs(near - far)).toBeLessThan(2e-4);
  });
  /** K/4·2 − 2 = 4, in units of the Laplacian along one axis of 16 cells. */
  const RATE_ON_16 = (2 - 2 * Math.cos(Math.PI / 8)) / (Math.PI / 8) ** 2;

  it("that only rounding leaves is said to be left to chance", () => {
    const found = evolve(
      doubleWell(0.3, { initial: { gaussian: { mean: 0, variance: 0.1 } }, time: { end: 300, frames: 3 } }, 32),
      {
        ledger: false,
      },
    );
    expect(found.warnings.join()).toMatch(/grown out of rounding.*by chance/);
    expect(found.error.time).toBeGreaterThan(0.5);
  }, 60_000);
});

describe("a run in which nothing grows", () => {
  it("takes no more steps than its motion asks for", () => {
    // 410 until it is at rest at t = 20, as many as before anything was asked about growth, and long ones from there
    const { steps } = evolve(
      kuramoto(1.5, { initial: { gaussian: { mean: 2, variance: 0.2 } }, time: { end: 100, frames: 3 } }),
      { ledger: false },
    );
    expect(steps).toBeLessThan(800);
  });
});
