import { describe, expect, it } from "vitest";
import { longSimulation } from "../../src/cli/long-simulation.js";
import { planned } from "../../src/particles/planning.js";
import { defineProblem } from "../../src/problem/define.js";

const plan = (dt?: number) =>
  planned(
    defineProblem({
      axes: [{ name: "x", range: [-4, 4], cells: 64 }],
      drift: { loss: "x^2/2" },
      diffusion: 0.5,
      initial: { gaussian: { mean: 0, variance: 0.5 } },
      time: { end: 1, frames: 2 },
      particles: { count: 1000, ...(dt === undefined ? {} : { dt }) },
    }),
  );

/** What is said when shares are done at times, in seconds. */
function saidAt(reports: readonly (readonly [seconds: number, done: number])[], dt?: number): string[] {
  let now = 5000;
  const said: string[] = [];
  const watch = longSimulation(
    plan(dt),
    (words) => said.push(...words),
    () => now,
  );
  for (const [seconds, done] of reports) {
    now = 5000 + 1000 * seconds;
    watch(done);
  }
  return said;
}

describe("a simulation that takes long", () => {
  it("says once how many steps it takes and how long, as soon as its speed is known", () => {
    const said = saidAt(
      [
        [1, 0.001],
        [4, 0.02],
        [8, 0.04],
      ],
      0.001,
    );
    // 4 s for 2 %: 196 s for the rest
    expect(said).toEqual([expect.stringMatching(/^1000 particles take 1000 steps each, about 3.3 minutes to come/)]);
    expect(said[0]).toContain("particles.dt is stated");
    expect(saidAt([[4, 0.02]])[0]).toContain("as long as drift and D allow");
  });

  it("says nothing where less than a minute is to come", () => {
    expect(saidAt([[4, 0.07]])).toEqual([]);
  });
});
