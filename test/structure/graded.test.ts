import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";

/** Cells from `smallest` at 0 to some percent of the axis at 1, in geometric progression. */
const graded = (smallest: number, tolerance = 1e-4): ProblemDefinition => ({
  axes: [
    {
      name: "x",
      faces: [0, ...Array.from({ length: 200 }, (_, i) => smallest ** (1 - i / 199))],
    },
  ],
  drift: { force: { x: -1 } },
  diffusion: 1,
  initial: { uniform: true },
  time: { end: 0.1, frames: 2 },
  solver: { tolerance },
});

describe("cells that are narrow by orders of magnitude", () => {
  it.each([1e-6, 1e-9, 1e-12])("are no reason to refuse, to miss the tolerance or to lose mass (%s)", (smallest) => {
    const { error, massError, density, steps, warnings } = evolve(defineProblem(graded(smallest)));
    expect(error.time).toBeLessThanOrEqual(1e-4);
    // sums of 200 masses, a hundred times
    expect(massError).toBeLessThan(1e-13);
    expect(steps).toBeLessThan(300);
    expect(warnings.join()).not.toMatch(/rounding/);
    // the density is smooth: neighbours far below the diffusion length 0.3 agree as J = 0 at the wall, ρ' = -ρ, has it
    for (let i = 1; i < 20; i++) expect(Math.abs(density.get(1, i) / density.get(1, 0) - 1)).toBeLessThan(1e-5);
  });

  it("agree with the same run at a tolerance a hundred times smaller", () => {
    const [coarse, fine] = [1e-4, 1e-6].map((tolerance) => evolve(defineProblem(graded(1e-9, tolerance))));
    const { volumes, size } = coarse!.problem.grid;
    let distance = 0;
    for (let c = 0; c < size; c++)
      distance += volumes[c]! * Math.abs(coarse!.density.get(1, c) - fine!.density.get(1, c));
    expect(distance).toBeLessThan(1e-4);
  });
});

describe("a well that is deep", () => {
  const well = (depth: number, end: number): ProblemDefinition => ({
    axes: [{ name: "x", range: [-2, 2], cells: 200 }],
    drift: { loss: `${depth}*(x^2-1)^2 + 0.5*x` },
    diffusion: 1,
    initial: { gaussian: { mean: 1, variance: 0.01 } },
    time: { end, frames: 2 },
    observables: { left: "x < 0" },
  });
  it("is left for the other one, and for as long as numbers go it stays so", () => {
    const known = evolve(defineProblem(well(10, 1e6))).frames.at(-1)!.observables["left"]!;
    const later = evolve(defineProblem(well(10, 1e16))).frames.at(-1)!.observables["left"]!;
    // both are stationary
    expect(Math.abs(later - known)).toBeLessThan(1e-8);
  });
  it("is not left by rounding when its escape takes e^100", () => {
    const { frames } = evolve(defineProblem(well(100, 1e14)));
    // what the Gaussian had there from the start
    expect(frames.at(-1)!.observables["left"]!).toBeLessThan(1e-17);
  });
});
