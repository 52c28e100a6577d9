import { describe, expect, it } from "vitest";
import { simulate } from "../../src/particles/simulate.js";
import { defineProblem } from "../../src/problem/define.js";

describe("restarts between absorbing ends", () => {
  const [length, D, rate, to] = [2, 0.3, 20, 0.25];
  const problem = defineProblem({
    axes: [{ name: "x", range: [0, length], cells: 40, boundary: "absorbing" }],
    diffusion: D,
    initial: { point: to },
    time: { end: 6, frames: 2 },
    resets: [{ restart: { rate, to: [to] } }],
    particles: { count: 20000, seed: 3 },
  });
  /** Chance to leave before an exponential time: that of a Brownian motion without drift from x. */
  const reach = Math.sqrt(D / rate);
  const q = Math.cosh((to - length / 2) / reach) / Math.cosh(length / 2 / reach);
  const meanTime = (1 / q - 1) / rate;
  const lower = Math.sinh((length - to) / reach) / Math.sinh(length / reach) / q;

  // with one restart a step on average, and three: of constant D every way between restarts is exact
  it.each([
    [0.05, 1],
    [0.15, 1],
    [0.05, 2],
  ] as const)("let leave whoever meets one before a jump in the same step: dt %d, %d steps in one", (dt, merged) => {
    const { passageTimes, passageEnds } = simulate(problem, { dt, merged });
    const n = passageTimes.length;
    // e^(−6/0.335) are left
    expect(passageEnds.every((end) => end >= 0)).toBe(true);
    const mean = passageTimes.reduce((sum, time) => sum + time, 0) / n;
    const spread = Math.sqrt(passageTimes.reduce((sum, time) => sum + (time - mean) ** 2, 0) / n);
    expect(Math.abs(mean - meanTime) / (spread / Math.sqrt(n)), `${mean} for ${meanTime}`).toBeLessThan(4.5);
    const share = passageEnds.reduce((sum, end) => sum + Number(end === 0), 0) / n;
    expect(Math.abs(share - lower)).toBeLessThan(4.5 * Math.sqrt((lower * (1 - lower)) / n));
  });
});

it("the variance of one particle is not known, and is not 0", () => {
  const one = simulate(
    defineProblem({
      axes: [{ name: "x", range: [-5, 5], cells: 20 }],
      diffusion: 0.5,
      initial: { point: 0 },
      time: { end: 1, frames: 2 },
    }),
    { count: 1 },
  );
  expect(one.frames[1].mean![0].standardError).toBe(null);
  expect(one.frames[1].covariance).toBe(null);
});
