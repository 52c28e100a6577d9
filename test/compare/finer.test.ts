import { describe, expect, it } from "vitest";
import { agreementOf } from "../../src/compare/agreement.js";
import { compare } from "../../src/compare/compare.js";
import { extrapolated, observedOrder } from "../../src/compare/extrapolated.js";
import { finerProblem } from "../../src/compare/finer.js";
import { stretchedAxis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { doubledProblem } from "../../src/solve/doubled-problem.js";
import { evolve } from "../../src/solve/evolve.js";
import { halvedProblem } from "../../src/solve/halved-problem.js";

/** A start half a cell wide: on this grid alone the first frames would speak for nothing. */
const narrow: ProblemDefinition = {
  axes: [{ name: "x", range: [-4, 4], cells: 64 }],
  drift: { loss: "x^2/2" },
  diffusion: 0.5,
  initial: { gaussian: { mean: [1.03], covariance: [[0.004]] } },
  time: { end: 1, frames: 21 },
  particles: { count: 100_000 },
};

describe("a comparison whose grid hides much", () => {
  const problem = defineProblem(narrow);
  const whole = compare(problem, { ledger: false });
  const { solution, ensemble, agreement } = whole;
  const coarse = evolve(halvedProblem(solution)!, { ledger: false });
  const evidence = { solution, coarse, ensemble, long: null, short: null };
  const alone = agreementOf(evidence);

  it("is made on the doubled grid, which speaks for frames that the grid alone does not", () => {
    expect(agreement.verdict).toBe("agree");
    expect(alone.untested.length).toBeGreaterThan(1);
    expect(agreement.untested.length).toBeLessThan(0.5 * alone.untested.length);
    expect(agreement.budget.grid!).toBeLessThan(0.2 * alone.budget.grid!);
  });

  it("states the error of the grid as it is all the same", () => {
    // both are told from extrapolations: that from the doubled grid is the better one
    expect(agreement.budget.gridAlone! / alone.budget.gridAlone!).toBeCloseTo(1, 0);
  });

  it("is told from three grids before both are said to disagree", () => {
    const found = finerProblem(evidence, { ...alone, verdict: "disagree", untested: [] });
    expect(found!.grid.size).toBe(128);
  });

  it("stays as it is where nothing is hidden, and where the doubled grid would be too large", () => {
    expect(finerProblem(evidence, { ...alone, verdict: "agree", untested: [] })).toBeNull();
    const large = defineProblem({ ...narrow, axes: [{ name: "x", range: [-4, 4], cells: 40_000 }] });
    expect(finerProblem({ ...evidence, solution: { ...solution, problem: large } }, alone)).toBeNull();
  });

  it("notices D 5 % too large in frames that would not have been tested", () => {
    const wrong = compare(defineProblem({ ...narrow, diffusion: 0.525 }), { ledger: false });
    const seen = agreementOf({
      ...evidence,
      finer: evolve(doubledProblem(solution), { ledger: false }),
      ensemble: { ...wrong.ensemble, problem: ensemble.problem },
    });
    expect(seen.verdict).toBe("disagree");
  });
});

describe("the order seen on three grids", () => {
  const on = (power: number, h: number): number[] => [0.3, 0.7].map((p, k) => p + (k === 0 ? 1 : -1) * h ** power);
  const seen = (power: number, order = 2, count = 1e5): number =>
    observedOrder(order, on(power, 0.04), on(power, 0.02), on(power, 0.01), count);

  it("is that of the errors, where it is lower than that of the scheme", () => {
    expect(seen(0.6)).toBeCloseTo(0.6, 10);
    expect(seen(1)).toBeCloseTo(1, 10);
    expect(extrapolated(0.6, on(0.6, 0.01)[0], on(0.6, 0.02)[0], 0).value).toBeCloseTo(0.3, 10);
  });

  it("is never higher, is no lower than 1/4, and is not looked for in differences far below the noise", () => {
    expect([seen(4), seen(1.9), seen(2, 1)]).toEqual([2, 2, 1]);
    expect(seen(0.01)).toBe(0.25);
    expect(seen(0.6, 2, 10)).toBe(2);
  });
});

describe("a doubled grid", () => {
  it("cuts each cell in two, so that halving it gives the grid again", () => {
    const axis = stretchedAxis("x", [-2, 5], 40, { around: 0.3, strength: 5 });
    const problem = { ...defineProblem(narrow), grid: makeGrid([axis]) };
    const twice = doubledProblem({ problem, resets: [] });
    const back = halvedProblem({ problem: twice, resets: [] })!;
    expect([...back.grid.axes[0].faces]).toEqual([...axis.faces]);
  });

  it("follows a smooth stretch to order 6, and equal cells exactly", () => {
    const errors = [20, 40, 80].map((cells) => {
      const at = (n: number) => stretchedAxis("x", [-2, 5], n, { around: 0.3, strength: 4 });
      const problem = { ...defineProblem(narrow), grid: makeGrid([at(cells)]) };
      const { faces } = doubledProblem({ problem, resets: [] }).grid.axes[0];
      return Math.max(...at(2 * cells).faces.map((face, i) => Math.abs(face - faces[i])));
    });
    expect(Math.log2(errors[0] / errors[1])).toBeGreaterThan(5);
    expect(Math.log2(errors[1] / errors[2])).toBeGreaterThan(5);
    const equal = doubledProblem({ problem: defineProblem(narrow), resets: [] }).grid.axes[0];
    expect(equal.uniform).toBe(true);
  });
});
