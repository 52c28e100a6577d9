import { describe, expect, it } from "vitest";
import { defineProblem } from "../../src/problem/define.js";
import { simulate } from "../../src/particles/simulate.js";
import { evolve } from "../../src/solve/evolve.js";
import { firstPassage } from "../../src/solve/first-passage.js";

describe("a decision between two bounds, with a drift that leans and noise that varies", () => {
  const end = 12;
  const problem = defineProblem({
    axes: [{ name: "x", range: [-1, 1], cells: 200, boundary: "absorbing" }],
    drift: { force: { x: "0.3 + 0.5*x" } },
    diffusion: 0.4,
    initial: { point: -0.1 },
    time: { end, frames: 601 },
    particles: { count: 20_000, seed: 5 },
  });
  const { fromStart, density, exits } = firstPassage(problem);
  const adjoint = fromStart!;

  it("takes the times and goes the ways that a run in time shows", () => {
    const { frames } = evolve(problem, { ledger: false });
    const last = frames[frames.length - 1];
    // what is left after t = 12 is 1e-6 and the tolerance in L1 is 1e-4
    for (const exit of exits) expect(Math.abs(last.absorbed[exit] - adjoint.probability[exit])).toBeLessThan(1e-4);
    const mean = frames.reduce((sum, { mass }, k) => sum + (k % 600 === 0 ? 0.5 : 1) * (end / 600) * mass, 0);
    // ∫S dt: an error of 1e-4 at most over the few times that it takes
    expect(Math.abs(mean - adjoint.meanTime)).toBeLessThan(2e-4);
    // and the densities of passage times are those of the run, which has the same steps
    frames.forEach(({ flux, mass }, k) => {
      for (const exit of exits) expect(density!.byExit[exit][k]).toBeCloseTo(flux[exit], 10);
      expect(density!.survival[k]).toBeCloseTo(mass, 10);
    });
  });

  it("takes the times and goes the ways that particles take and go", () => {
    const { passageTimes, passageEnds, ends } = simulate(problem);
    const there = [...passageTimes.keys()].filter((k) => Number.isFinite(passageTimes[k]));
    const arrived = there.map((k) => passageTimes[k]);
    const count = arrived.length;
    expect(count).toBeGreaterThan(0.9999 * passageTimes.length);
    // five standard errors: a false alarm once in a million
    const mean = arrived.reduce((sum, t) => sum + t, 0) / count;
    expect(Math.abs(mean - adjoint.meanTime)).toBeLessThan(5 * Math.sqrt(adjoint.variance / count));
    const square = arrived.reduce((sum, t) => sum + (t - mean) ** 2, 0) / count;
    // a time that ends exponentially has a fourth moment of 9 variances squared
    expect(Math.abs(square / adjoint.variance - 1)).toBeLessThan(5 * Math.sqrt(8 / count));
    ends.forEach((name, k) => {
      const p = adjoint.probability[name];
      const own = arrived.filter((_, n) => passageEnds[there[n]] === k);
      expect(Math.abs(own.length / count - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / count));
      const time = own.reduce((sum, t) => sum + t, 0) / own.length;
      expect(Math.abs(time - adjoint.conditionalMeanTime[name])).toBeLessThan(
        5 * Math.sqrt((1.2 * adjoint.variance) / own.length),
      );
    });
  });
});

describe("a target", () => {
  const disk = {
    axes: ["x", "y"].map((name) => ({ name, range: [-1.1, 1.1] as const, cells: 40 })),
    diffusion: 1,
    target: "x^2 + y^2 > 1",
    initial: { gaussian: { mean: [0.1, -0.2], variance: 0.01 } },
  };

  it("is reached in a run as the adjoint says, to the solver's tolerance", () => {
    const { fromStart, density } = firstPassage(defineProblem({ ...disk, time: { end: 3, frames: 601 } }));
    const { survival, total, time } = density!;
    const over = (values: readonly number[]): number =>
      values.reduce((sum, value, k) => sum + (k % 600 === 0 ? 0.5 : 1) * 0.005 * value, 0);
    // the trapezoidal rule over h = 0.005: h²f/12 = 2e-6; S(3) = exp(−17)
    expect(Math.abs(over(survival) - fromStart!.meanTime)).toBeLessThan(1e-5);
    expect(Math.abs(over(total) - 1)).toBeLessThan(1e-5);
    const square = over(survival.map((s, k) => 2 * time[k] * s));
    expect(Math.abs(square - fromStart!.meanTime ** 2 - fromStart!.variance)).toBeLessThan(1e-5);
    // in the end it decays at the slowest rate of the disk, j01² D = 5.783186 (E29), h² = 3e-3
    expect(Math.abs(total[400] / survival[400] / 5.783185962947 - 1)).toBeLessThan(5e-3);
  });

  it("shares what comes with an end that absorbs: probabilities add up, and so do times", () => {
    const { fields, exits } = firstPassage(
      defineProblem({
        axes: [
          { name: "x", range: [-1, 1], cells: 30, boundary: { lower: "absorbing", upper: "reflecting" } },
          { name: "y", range: [-1, 1], cells: 24 },
        ],
        drift: { force: { x: "y", y: "-x" } },
        diffusion: 0.2,
        target: "(x - 0.5)^2 + y^2 < 0.04",
      }),
    );
    expect(exits).toEqual(["x.lower", "target"]);
    fields.meanTime.data.forEach((time, c) => {
      const p = exits.map((exit) => fields.probability[exit].data[c]);
      const own = exits.map((exit) => fields.conditionalMeanTime[exit].data[c]);
      expect(p[0] + p[1]).toBeCloseTo(1, 12);
      if (p[0] > 0) expect(p[0] * own[0] + p[1] * own[1]).toBeCloseTo(time, 11);
      else expect([time, own[1]]).toEqual([0, 0]);
    });
  });
});
