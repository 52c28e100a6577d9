import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";

const line: ProblemDefinition = {
  axes: [{ name: "x", range: [-4, 4], cells: 200 }],
  diffusion: 0.1,
  initial: { gaussian: { mean: 0, variance: 0.1 } },
  time: { end: 3, frames: 2 },
};
const meanAtEnd = (definition: ProblemDefinition): number => evolve(defineProblem(definition)).frames.at(-1)!.mean[0]!;

describe("far from what a grid resolves", () => {
  it.each([1e-2, 1e-4, 1e-6])("moves a density with the drift also where |Pe| is large (D = %s)", (diffusion) => {
    const mean = meanAtEnd({
      axes: [{ name: "x", range: [-3, 3], cells: 64 }],
      drift: { force: { x: (x) => -1 - 0.01 * x } },
      diffusion,
      initial: { gaussian: { mean: 1.5, variance: 0.05 } },
      time: { end: 0.5, frames: 2 },
    });
    // m' = -1 - m/100; in the upwind limit cells of 0.09 change the drift by less than 1e-3 of it
    expect(Math.abs(mean - (101.5 * Math.exp(-0.005) - 100))).toBeLessThan(1e-3);
  });

  it("names D and the time where it becomes negative during a run", () => {
    const problem = defineProblem({ ...line, drift: { loss: (x) => x * x }, diffusion: "0.25 - 0.3*t" });
    expect(() => evolve(problem)).toThrow(/diffusion: expected a D above 0.*found -.* at t = 0\.83/);
  });
});

describe("a density at rest", () => {
  it("feels a force that comes up for a moment", () => {
    // m' = -m + 20 exp(-2000 (t - 1.5)²): 20·√(π/2000)·exp(-1.5), and 1/4000 of it for the width of the pulse
    const exact = 20 * Math.sqrt(Math.PI / 2000) * Math.exp(-1.5 + 1 / 8000);
    const mean = meanAtEnd({ ...line, drift: { force: { x: "-x + 20*exp(-2000*(t - 1.5)^2)" } } });
    // order 2 in space: the mean of a linear drift relaxes at 1 + O(h²) = 1e-3
    expect(Math.abs(mean / exact - 1)).toBeLessThan(3e-3);
  });

  it("may rest for as long as numbers go, and no longer", () => {
    const loss = (x: number): number => (x * x) / 2;
    const problem = (end: number) => defineProblem({ ...line, drift: { loss }, time: { end, frames: 2 } });
    expect(evolve(problem(1e11)).status).toBe("ok");
    expect(() => evolve(problem(1e16))).toThrow(/time\.end: expected a run of at most/);
  });
});

describe("a function of time", () => {
  const at = (force: (...z: number[]) => number): number =>
    meanAtEnd({ ...line, drift: { force: { x: force } }, time: { end: 1, frames: 2 } });
  it("is known as one whatever its length says", () => {
    const plain = at((x, t) => -x! + Math.sin(3 * t!));
    expect(at((x, t = 0) => -x! + Math.sin(3 * t))).toBe(plain);
    expect(at((...z) => -z[0]! + Math.sin(3 * z[1]!))).toBe(plain);
  });
});

describe("the stated error in space", () => {
  it("is that of a first-order scheme for upwind", () => {
    const problem = (cells: number, scheme: "upwind" | "integrated") =>
      defineProblem({
        ...line,
        axes: [{ name: "x", range: [-4, 4], cells }],
        drift: { loss: (x) => (x * x) / 2 },
        initial: { gaussian: { mean: 1, variance: 0.1 } },
        time: { end: 1, frames: 2 },
        solver: { scheme, tolerance: 1e-6 },
      });
    const coarse = evolve(problem(200, "upwind"), { estimateError: true });
    // the integrated scheme on the same grid is more than ten times closer to the truth
    const exact = evolve(problem(200, "integrated"));
    let error = 0;
    for (let i = 0; i < 200; i++) error += Math.abs(coarse.density.get(1, i) - exact.density.get(1, i)) * (8 / 200);
    expect(coarse.error.space! / error).toBeGreaterThan(0.6);
    expect(coarse.error.space! / error).toBeLessThan(1.6);
  });
});
