import { describe, expect, it } from "vitest";
import type { ProblemDefinition } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";
import { evolve } from "../../src/solve/evolve.js";
import { kindsOfTime } from "../../src/steppers/kinds-of-time.js";
import { changingRates } from "../../src/steppers/rates-ahead.js";
import { doubleWell, kuramoto } from "./problems.js";

const CELLS = 48;
const h = (2 * Math.PI) / CELLS;
/** A fixed step at which the error in time of all these runs is below 1e-5, but for what rounding makes. */
const SHORT = 0.005;

const ring = (eps: number, more: Partial<ProblemDefinition>): Problem =>
  kuramoto(3, { initial: { density: `1 + ${eps}*cos(x)` }, ...more }, CELLS);

const boosted = (): Problem =>
  ring(1e-9, {
    diffusion: 0.7,
    time: { end: 30, frames: 2 },
    resets: [{ at: [1], boost: 2, decay: 4 }],
  });

function run(problem: Problem, dt: number | null = null) {
  const solution = evolve({ ...problem, solver: { ...problem.solver, dt } }, { ledger: false });
  const { size } = problem.grid;
  const last = (solution.density.data as Float64Array).slice(-size);
  return { ...solution, last, cosine: solution.frames.at(-1)!.observables["cosine"] as number };
}

describe("a state that is stable at first and turns unstable as coefficients change", () => {
  it.each([
    ["a little, as D falls", () => ring(1e-4, { diffusion: "0.6 + 2*exp(-t/5)", time: { end: 30, frames: 2 } })],
    [
      "so little that rounding is seen",
      () => ring(1e-9, { diffusion: "0.6 + 2*exp(-t/5)", time: { end: 50, frames: 2 } }),
    ],
    [
      "after waves of D that are shorter than what is looked at one by one",
      () => ring(1e-6, { diffusion: "1.3 + 0.8*sin(2*pi*t)", time: { end: 40, frames: 2 } }),
    ],
    [
      "while it moves itself",
      () =>
        doubleWell(
          0.15,
          {
            diffusion: "0.15 + exp(-t/6)",
            initial: { gaussian: { mean: 1e-5, variance: 0.3 } },
            time: { end: 40, frames: 2 },
          },
          48,
        ),
    ],
    ["after a boost that decays", boosted],
  ] as const)(
    "departs from it %s, to within the error stated and at the cost of a few short steps",
    (_, stated) => {
      const problem = stated();
      const [found, exact] = [run(problem), run(problem, SHORT)];
      const apart = found.last.reduce(
        (sum, value, c) => sum + Math.abs(value - exact.last[c]) * problem.grid.volumes[c],
        0,
      );
      expect(apart).toBeLessThan(found.error.time!);
      expect(found.steps).toBeLessThan(2 * exact.steps);
      if (!found.warnings.some((text) => /not stable.*rounding/.test(text)))
        expect(found.error.time!).toBeLessThanOrEqual(1e-4);
    },
    60_000,
  );

  it("by a jump of D leaves the answer to rounding, and says so", () => {
    const { error, warnings, cosine } = run(ring(1e-9, { diffusion: "0.7 + 2*(t < 8)", time: { end: 45, frames: 2 } }));
    // what is left at t = 8 is 8e-14, some hundred roundings: a sign, but hardly a digit
    expect(cosine).toBeGreaterThan(0.1);
    expect(error.time!).toBeGreaterThan(0.01);
    expect(warnings.join()).toMatch(/At t = 8 .*not stable.*rounding/);
  }, 60_000);

  it("after a boost grows as the linear equation has it, with few steps and no talk of jumps", () => {
    const { cosine, steps, error, warnings } = run(boosted());
    // λ = (3/2 − D)κ on the grid, D = 0.7 and from t = 1 on 0.7 + 2·exp(−(t − 1)/4)
    const kappa = (2 - 2 * Math.cos(h)) / h ** 2;
    const expected = 0.5e-9 * Math.exp(kappa * (0.8 * 30 - 8 * (1 - Math.exp(-29 / 4))));
    // ∫|δ| = 4·|E cos δ|, and the wave is small enough to be linear to 1e-4 of itself
    expect(4 * Math.abs(cosine - expected)).toBeLessThan(error.time!);
    expect(error.time!).toBeLessThan(1e-3);
    expect(steps).toBeLessThan(2000);
    expect(warnings.join()).toMatch(/not stable.*rounding/);
    expect(warnings.join()).not.toMatch(/abruptly/);
  }, 60_000);
});

describe("the growth of what depends on time", () => {
  const D = (t: number): number => 1.5 + Math.sin(9 * t) * Math.exp(-t / 10) - t / 20;
  const problem = ring(0.1, { diffusion: "1.5 + sin(9*t)*exp(-t/10) - t/20", time: { end: 20, frames: 2 } });
  const kinds = kindsOfTime(problem, 0, 20)!;

  it("is found from a few times", () => {
    expect(kinds.times.length).toBeLessThan(12);
    const rates = changingRates(
      kinds,
      kinds.times.map((t) => 1.4 - D(t)),
    );
    const exact = (from: number, to: number): number => {
      let sum = 0;
      for (let k = 0; k < 20000; k++) sum += 1.4 - D(from + ((k + 0.5) / 20000) * (to - from));
      return (sum * (to - from)) / 20000;
    };
    // linear in D between the times: only the parts of the run, 1/100 long, are seen as one
    expect(Math.abs(rates.between(3, 17) - exact(3, 17))).toBeLessThan(0.02);
    // at t = 20 it grows at 0.9, so that nothing is lost at the end
    expect(Math.abs(rates.growth(8) - exact(8, 20))).toBeLessThan(0.02);
  });

  it("is not asked for where nothing depends on time", () => {
    expect(kindsOfTime(ring(0.1, { time: { end: 20, frames: 2 } }), 0, 20)).toBeNull();
  });
});
