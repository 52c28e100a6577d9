import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";
import { atMostOne } from "../../src/solve/at-most-one.js";
import { committor } from "../../src/solve/committor.js";
import { firstPassage } from "../../src/solve/first-passage.js";
import { passageSummary } from "../../src/solve/passage-summary.js";

const line: ProblemDefinition = {
  axes: [{ name: "x", range: [-1, 1], cells: 100 }],
  diffusion: 0.5,
  initial: { point: 0.1 },
  target: "x > 0.5123",
};
const passage = (more: Partial<ProblemDefinition> = {}) => firstPassage(defineProblem({ ...line, ...more }));
const density = (more: Partial<ProblemDefinition> = {}) => passage({ time: { end: 4, frames: 21 }, ...more }).density!;

describe("the error of the density in time", () => {
  const best = density({ solver: { tolerance: 1e-11 } });
  const off = ({ survival }: typeof best): number =>
    survival.reduce((most, value, k) => Math.max(most, Math.abs(value - best.survival[k])), 0);

  it("is told, and is what it is at most", () => {
    for (const tolerance of [1e-3, 1e-5, 1e-7]) {
      const found = density({ solver: { tolerance } });
      expect(found.error).toBeLessThan(tolerance);
      expect(off(found)).toBeLessThan(found.error);
    }
    expect(
      passageSummary({ problem: defineProblem(line), passage: passage({ time: { end: 1 } }), committor: null }),
    ).toHaveProperty("density.error", expect.any(Number));
  });

  it("has a bound below which steps are not made shorter, and that is said", () => {
    // rounding is 1e-13 a step, of which there are about a hundred
    expect(best.error).toBeLessThan(1e-10);
    const { warnings } = passage({ time: { end: 4, frames: 3 }, solver: { tolerance: 1e-12 } });
    expect(warnings.join()).toContain("above the tolerance");
  });

  it("is found for steps of a given length as well, with a word when they are far too long", () => {
    const run = (dt: number, axes = line.axes) =>
      passage({
        time: { end: 4, frames: 5 },
        solver: { dt },
        axes,
        ...(axes === line.axes ? {} : { target: "x > 2" }),
      });
    expect(run(1).warnings.join()).toContain("take a smaller solver.dt");
    const fine = run(0.01);
    expect(fine.warnings.join()).not.toContain("solver.dt");
    expect(fine.density!.error).toBeLessThan(1e-4);
    const { target: _, ...open } = line;
    const axes = [{ name: "x", range: [-1, 1] as const, cells: 100, boundary: "absorbing" as const }];
    const coarse = firstPassage(defineProblem({ ...open, axes, time: { end: 40, frames: 3 }, solver: { dt: 10 } }));
    expect(coarse.warnings.join()).toContain("take a smaller solver.dt");
  });
});

describe("the beginning", () => {
  it("has no density of passage times where the start touches the target", () => {
    const touching = passage({ time: { end: 1, frames: 11 }, initial: { uniform: true } });
    expect(touching.density!.total[0]).toBeNaN();
    expect(touching.density!.total.slice(1).every(Number.isFinite)).toBe(true);
    const shown = passageSummary({ problem: touching.problem, passage: touching, committor: null });
    expect([shown.density!["target"], shown.density!.total].map((values) => (values as unknown[])[0])).toEqual([
      null,
      null,
    ]);
    expect(density().total[0]).toBe(0);
    // restarts into the target end it at a rate that is known from the beginning
    const restarting = density({ resets: [{ restart: { rate: 0.7, to: [0.8] } }] });
    expect(restarting.total[0]).toBeCloseTo(0.7, 12);
  });

  it("is inside the target as far as it is, in cut cells too, and a point is not", () => {
    const target = "x > 0.505";
    const initial = { gaussian: { mean: 0.3, variance: 0.02 } };
    // the tail of a Gaussian beyond 0.205/σ; the masses of cells are those of averages over h, which moves it by h² ρ'/24 = 1.7e-4
    const exact = 0.0735894;
    const { fromStart, density: found } = passage({ target, initial, time: { end: 1, frames: 11 } });
    expect(Math.abs(fromStart!.startsInside - exact)).toBeLessThan(1.8e-4);
    expect(found!.survival[0]).toBe(1 - fromStart!.startsInside);
    expect(found!.survival.every((s, k) => k === 0 || s <= found!.survival[k - 1])).toBe(true);
    const beside = passage({ target: "x > 0.105", time: { end: 1, frames: 3 } });
    expect(beside.fromStart!.startsInside).toBe(0);
    expect(beside.density!.survival[0]).toBe(1);
  });

  it("names the target as it was stated", () => {
    const { target } = passageSummary({
      problem: defineProblem({ ...line, parameters: { a: 0.05 }, target: "abs(x)  > 2*a^2 + 0.7" }),
      passage: passage(),
      committor: null,
    });
    expect(target).toBe("abs(x) > 2*a^2 + 0.7");
  });

  it("leaves no probability above 1", () => {
    const axes = [{ name: "x", range: [-1, 1] as const, cells: 2048, boundary: "absorbing" as const }];
    for (const more of [{ axes }, { axes, target: "x > 0.9", initial: { uniform: true } as const }, {}]) {
      const { fields, fromStart } = passage(more);
      for (const name of Object.keys(fields.probability)) {
        expect(Math.max(...fields.probability[name].data)).toBeLessThanOrEqual(1);
        expect(fromStart!.probability[name]).toBeLessThanOrEqual(1);
      }
    }
    expect([atMostOne(1 + 1.3e-15), atMostOne(1.1), atMostOne(0.4)]).toEqual([1, 1.1, 0.4]);
  });

  it("leaves nothing below 0 in the end", () => {
    const { survival, total } = density({ time: { end: 100, frames: 101 } });
    expect(survival.every((s) => s >= 0)).toBe(true);
    expect(total.slice(1).every((f) => f >= 0)).toBe(true);
  });
});

describe("what a user should know", () => {
  it("is of layers and walls, as in a run in time", () => {
    const steep = { force: { x: "200" } };
    expect(passage({ drift: steep }).warnings.join()).toMatch(/Layers along x .* % of the mass/);
    const { initial: _, ...unstarted } = line;
    const known = firstPassage(defineProblem({ ...unstarted, drift: steep })).warnings.join();
    expect(known).toMatch(/Layers along x .* % of the grid/);
    expect(known).not.toContain("wall");
    expect(passage().warnings.join()).toContain("Mass presses against the reflecting wall at x = -1");
    const regions = { A: "abs(x + 0.5) < 0.1", B: "abs(x - 0.5) < 0.1" };
    const axes = [{ name: "x", range: [-1, 1] as const, cells: 100, boundary: "periodic" as const }];
    expect(committor(defineProblem({ ...line, axes, drift: steep, regions })).warnings.join()).toContain(
      "Layers along",
    );
  });

  it("is of restarts whose layers are thinner than cells", () => {
    const restarted = (rate: number) => passage({ resets: [{ restart: { rate, to: [-0.5] } }] }).warnings.join();
    expect(restarted(2)).not.toContain("Restarts");
    // √(0.5/5000) = 0.01, half a cell
    expect(restarted(5000)).toContain("Restarts make layers as thin as sqrt(D/rate) = 0.010");
  });

  it("names the part that changes in time, and what helps with a target", () => {
    expect(() => passage({ diffusion: "0.5 + 0.1*t" })).toThrow(/diffusion: .*boundary: absorbing/s);
    expect(() => firstPassage(null as unknown as Problem)).toThrow("expected a problem");
    expect(() => committor(line as unknown as Problem)).toThrow("defineProblem");
  });
});
