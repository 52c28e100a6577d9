import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { discretize } from "../../src/generator/discretize.js";
import { evolve } from "../../src/solve/evolve.js";
import type { Problem } from "../../src/problem/problem.js";
import { square } from "./problems.js";

const rotating = {
  drift: { force: { x: "-x - 2*y", y: "-y + 2*x" } },
  diffusion: {
    tensor: [
      [0.6, 0.2],
      [0.2, 0.3],
    ],
  },
  initial: { gaussian: { mean: [1.5, 0], variance: 0.2 } },
  time: { end: 0.5, frames: 2 },
} as const;

const turning = {
  drift: { force: { x: "sin(x)", y: "0.3 + cos(y - x)" } },
  diffusion: {
    tensor: [
      ["0.6 + 0.5*cos(x)", "0.5*sin(x)"],
      ["0.5*sin(x)", "0.6 - 0.5*cos(x)"],
    ],
  },
  initial: { gaussian: { mean: [1, 0.5], variance: 0.2 } },
  time: { end: 0.5, frames: 2 },
} as const;

const problem = (definition: unknown, axes: ProblemDefinition["axes"]): Problem =>
  defineProblem({ ...(definition as ProblemDefinition), axes });

function endOf(stated: Problem, solver: Partial<Problem["solver"]>) {
  const solution = evolve({ ...stated, solver: { ...stated.solver, ...solver } }, { ledger: false });
  const volume = stated.grid.volumes[0]!;
  const mass = (solution.density.data as Float64Array).slice(-stated.grid.size).map((value) => value * volume);
  return { mass, solution };
}

const distance = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, c) => sum + Math.abs(value - other[c]!), 0);

describe("line solves along oblique directions keep the tolerance, against uniformisation on the same grid:", () => {
  const cases: Record<string, Problem> = {
    "a constant tensor between walls": problem(rotating, square(40, 4)),
    "a constant tensor on a torus": problem(rotating, square(40, 4, "periodic")),
    "a torus that is one ring of cells obliquely": problem(rotating, square([25, 24], 4, "periodic")),
    "a tensor that turns, between walls": problem(turning, square(36, Math.PI)),
    "a tensor that turns, on a torus": problem(turning, square([32, 30], Math.PI, "periodic")),
    "a tensor that turns, between absorbing walls": problem(turning, square(36, Math.PI, "absorbing")),
    "walls one way, periodic the other": problem(turning, [
      square(32, Math.PI)[0]!,
      square(36, Math.PI, "periodic")[1]!,
    ]),
  };
  for (const [name, stated] of Object.entries(cases))
    it(name, () => {
      const exact = endOf(stated, { stepper: "uniformization" });
      for (const tolerance of [1e-3, 1e-5]) {
        const { mass, solution } = endOf(stated, { tolerance });
        expect(distance(mass, exact.mass)).toBeLessThan(tolerance);
        expect(solution.massError).toBeLessThan(1e-13);
        expect(solution.minDensity).toBeGreaterThanOrEqual(0);
      }
    });
});

describe("a tensor that changes in time", () => {
  const axes = square(32, 4);
  // explicit and of another kind; its own error at this tolerance is below 1e-6
  const reference = (stated: Problem) => endOf(stated, { stepper: "ssprk43", tolerance: 1e-6 }).mass;

  it("in all its entries is followed within the tolerance while faces come and go", () => {
    const stated = problem(
      {
        drift: { loss: "(x^2 + y^2)/2" },
        diffusion: {
          tensor: [
            ["0.5 + 0.45*cos(5*t)", "0.45*sin(5*t)"],
            ["0.45*sin(5*t)", "0.5 - 0.45*cos(5*t)"],
          ],
        },
        initial: { gaussian: { mean: [0.5, 0], variance: 0.3 } },
        time: { end: 0.5, frames: 2 },
      },
      square(32, 3),
    );
    // ten times as many steps as the smallest tolerance takes; without the share for kinks 1e-6 is missed five times over
    const exact = endOf(stated, { dt: 5e-4 }).mass;
    for (const tolerance of [1e-3, 1e-4, 1e-5, 1e-6])
      expect(distance(endOf(stated, { tolerance }).mass, exact)).toBeLessThan(tolerance);
  });

  it("in its scalar part keeps its faces and is followed", () => {
    const stated = problem(
      {
        ...rotating,
        diffusion: { adaptive: { D0: 1, tau: 0.2, sigma2: 1, fisher: rotating.diffusion } },
      },
      axes,
    );
    const discretization = discretize(stated);
    const before = discretization.oblique!.lower;
    discretization.rebuild(0.4);
    expect(discretization.oblique!.lower).toBe(before);
    expect(distance(endOf(stated, { tolerance: 1e-5 }).mass, reference(stated))).toBeLessThan(1e-5);
  });

  it("in its scalar part has the rates of a problem frozen at that time", () => {
    const adaptive = (D0: number, tau: number) =>
      discretize(
        problem({ ...rotating, diffusion: { adaptive: { D0, tau, sigma2: 1, fisher: rotating.diffusion } } }, axes),
      );
    const moving = adaptive(1, 0.2);
    moving.rebuild(0.5);
    // frozen at the end of the run, whose d decides the faces
    const frozen = adaptive(Math.exp(-0.5 / 0.2), 1e12);
    for (const axis of [0, 1] as const)
      moving.axes[axis]!.forward.forEach((rate, c) => expect(rate).toBeCloseTo(frozen.axes[axis]!.forward[c]!, 8));
    moving.oblique!.forward.forEach((rate, k) => expect(rate).toBeCloseTo(frozen.oblique!.forward[k]!, 8));
  });
});

describe("a point start with a full tensor", () => {
  it.each(["strang", "uniformization", "ssprk43"] as const)("stays non-negative and keeps its mass: %s", (stepper) => {
    const stated = problem({ ...turning, initial: { point: [0.3, -0.2] } }, square(32, Math.PI));
    const { solution } = endOf(stated, { stepper });
    expect(solution.minDensity).toBeGreaterThanOrEqual(0);
    expect(solution.massError).toBeLessThan(1e-12);
  });
});
