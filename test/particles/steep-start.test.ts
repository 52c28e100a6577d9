import { describe, expect, it } from "vitest";
import { planned } from "../../src/particles/planning.js";
import { plannedRun } from "../../src/particles/simulate.js";
import { stretches } from "../../src/particles/schedule.js";
import { defineProblem } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";

/*
 * Particles that fall from a steep place: slopes of the drift are 11 at the start and 2 where they come to rest.
 */
const problem = defineProblem({
  axes: [{ name: "x", range: [-3, 3], cells: 512 }],
  drift: { loss: "(x^2 - 1)^2/4" },
  diffusion: 0.1,
  initial: { gaussian: { mean: [-2], covariance: [[0.1]] } },
  time: { end: 6, frames: 61 },
});

describe("particles that start in a steep place", () => {
  const plan = planned(problem, { count: 200_000 });
  const steps = stretches(plan);

  it("take shorter steps there, and few of them", () => {
    const [first] = steps;
    const longest = Math.max(...steps.map(({ start, end, steps: n }) => (end - start) / n));
    expect((first.end - first.start) / first.steps).toBeLessThan(0.5 * longest);
    const total = (of: typeof steps): number => of.reduce((sum, { steps: n }) => sum + n, 0);
    expect(total(steps)).toBeLessThan(1.3 * total(stretches({ ...plan, spells: [] })));
  });

  it("have the moments of the density while they fall", () => {
    const { frames } = evolve({ ...problem, solver: { ...problem.solver, tolerance: 1e-6 } }, { ledger: false });
    const run = plannedRun(plan);
    let step = run.next();
    while (!step.done) step = run.next();
    const { frames: seen } = step.value;
    for (const f of [1, 2, 3, 5, 10]) {
      const { mean, covariance } = seen[f];
      const exact = frames[f];
      const count = 200_000;
      // 512 cells leave about 1e-5 of the variance; 4.5 standard errors in ten looks: false alarms 7e-5
      expect(Math.abs(mean![0].value - exact.mean[0]) / Math.sqrt(exact.covariance[0][0] / count)).toBeLessThan(4.5);
      // of a law near a Gaussian
      expect(Math.abs(covariance![0][0] / exact.covariance[0][0] - 1) / Math.sqrt(2 / count)).toBeLessThan(4.5);
    }
  });
});
