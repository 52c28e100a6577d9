import { describe, expect, it } from "vitest";
import { planned } from "../../src/particles/planning.js";
import type { SimulationOptions } from "../../src/particles/plan.js";
import { plannedRun } from "../../src/particles/simulate.js";
import { defineProblem } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";

/*
 * Constant drift −v towards a reflecting wall at 0 has the stationary law exp(−vx/D): whoever starts from it stays in it, at
 * any step. Folding back at the end of a step does not know of the drift meanwhile.
 */
const [v, D, COUNT] = [6, 0.5, 100_000];

/** From the stationary law, in 20 steps in which noise goes nearly twice as far as the layer at the wall is wide. */
const line = defineProblem({
  axes: [{ name: "x", range: [0, 2], cells: 400 }],
  drift: { force: { x: -v } },
  diffusion: D,
  initial: { density: (x: number) => Math.exp((-v * x) / D) },
  time: { end: 0.4, frames: 2 },
});

function lastMean(problem: Problem, options: SimulationOptions, axis: number): number {
  const run = plannedRun(planned(problem, { count: COUNT, seed: 3, dt: 0.02, scheme: "euler-maruyama", ...options }));
  let step = run.next();
  while (!step.done) step = run.next();
  const { frames } = step.value;
  return frames[frames.length - 1].mean![axis].value;
}

describe("particles that drift into a reflecting wall", () => {
  // the mean and the deviation of the law are D/v; 4 standard errors: a false alarm in 16000
  const exact = D / v;
  const noise = D / v / Math.sqrt(COUNT);

  it("stay in the stationary law at steps as long as the layer is wide", () =>
    expect(Math.abs(lastMean(line, {}, 0) - exact)).toBeLessThan(4 * noise));

  it("leave it when folded", () =>
    expect(Math.abs(lastMean(line, { bridge: false }, 0) - exact)).toBeGreaterThan(40 * noise));

  it("do so in steps that share the noise of two", () =>
    expect(Math.abs(lastMean(line, { merged: 2, dt: 0.01 }, 0) - exact)).toBeLessThan(4 * noise));

  it("are pushed along D n by a full tensor", () => {
    // with drift and D constant x is the same as on the line, and the wall, which balances the drift of x, moves y by
    // Dxy/Dxx of what it moves x: on average v Dxy/Dxx a time
    const cross = 0.3;
    const plane = defineProblem({
      axes: [
        { name: "x", range: [0, 2], cells: 400 },
        { name: "y", range: [-6, 6], cells: 240 },
      ],
      drift: { force: { x: -v } },
      diffusion: {
        tensor: [
          [D, cross],
          [cross, D],
        ],
      },
      initial: { density: (x: number, y: number) => Math.exp((-v * x) / D - 20 * y * y) },
      time: { end: 0.4, frames: 2 },
    });
    const spread = Math.sqrt((1 / 40 + 2 * D * 0.4 + 0.3) / COUNT);
    expect(Math.abs(lastMean(plane, {}, 0) - exact)).toBeLessThan(4 * noise);
    expect(Math.abs(lastMean(plane, {}, 1) - v * (cross / D) * 0.4)).toBeLessThan(4 * spread);
  });
});
