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
  const count = 20_000;
  const plan = planned(problem, { count, scheme: "euler-maruyama" });
  const steps = stretches(plan);

  it("take shorter steps there, and few of them", () => {
    const [first] = steps;
    const longest = Math.max(...steps.map(({ start, end, steps: n }) => (end - start) / n));
    expect((first.end - first.start) / first.steps).toBeLessThan(0.5 * longest);
    const total = (of: typeof steps): number => of.reduce((sum, { steps: n }) => sum + n, 0);
    expect(total(steps)).toBeLessThan(1.3 * total(stretches({ ...plan, spells: [] })));
  });

  it("are off by less than the noise of as many as the steps were chosen for while they fall", () => {
    const { frames } = evolve({ ...problem, solver: { ...problem.solver, tolerance: 1e-6 } }, { ledger: false });
    // 400000 particles show what is not noise, to less than a quarter of the noise of 20000
    const time = { ...problem.time!, frames: problem.time!.frames.slice(0, 3) };
    const run = plannedRun({ ...plan, count: 400_000, problem: { ...problem, time } });
    let step = run.next();
    while (!step.done) step = run.next();
    for (const f of [1, 2]) {
      const exact = frames[f];
      const off = step.value.frames[f].mean![0].value - exact.mean[0];
      // 0.0071 standard deviations; about 0.0035 are seen with a noise of 0.0016, and without the shorter steps 0.009
      expect(Math.abs(off)).toBeLessThan(Math.sqrt(exact.covariance[0][0] / count));
    }
  });
});
