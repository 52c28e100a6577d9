import { describe, expect, it } from "vitest";
import { evolve } from "../../src/solve/evolve.js";
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
