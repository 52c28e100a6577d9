import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { parseProblem } from "../../src/problem/file.js";
import { problemJsonSchema } from "../../src/problem/schema.js";
import { committor } from "../../src/solve/committor.js";
import { firstPassage } from "../../src/solve/first-passage.js";
import { passageSummary } from "../../src/solve/passage-summary.js";

function faultOf(run: () => unknown): InputError {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const line: ProblemDefinition = {
  axes: [{ name: "x", range: [-1, 1], cells: 20 }],
  drift: { loss: "x^2" },
  diffusion: 0.5,
};
const passageOf = (more: Partial<ProblemDefinition>) => () => firstPassage(defineProblem({ ...line, ...more }));
const committorOf =
  (A: string, B: string, more: Partial<ProblemDefinition> = {}) =>
  () =>
    committor(defineProblem({ ...line, ...more, regions: { A, B } }));

describe("what cannot be meant is refused, with the place and the reason", () => {
  it.each<[string, () => unknown, string, string]>([
    ["a target without a cell", passageOf({ target: "x > 2" }), "empty-region", "target"],
    ["a target that is everything", passageOf({ target: "x < 2" }), "region-is-everything", "target"],
    ["a target that is a number", passageOf({ target: 1 }), "not-a-region", "target"],
    ["a target that is a function of time", passageOf({ target: "x > t" }), "unknown-name", "target"],
    ["a target that is no comparison", passageOf({ target: "x^2" }), "not-a-region", "target"],
    ["no exit at all", passageOf({}), "no-exit", "target"],
    ["a point inside", passageOf({ target: "x > 0.5", initial: { point: 0.7 } }), "start-inside", "initial.point"],
    ["a density inside", passageOf({ target: "x > 0", initial: { density: "x > 0.5" } }), "start-inside", "initial"],
    [
      "a drift that changes",
      passageOf({ target: "x > 0.5", drift: { loss: "x^2*(1 + t)" } }),
      "time-dependent",
      "drift",
    ],
    [
      "a mean field",
      passageOf({ target: "x > 0.5", drift: { interaction: "dx^2" }, initial: { point: 0 } }),
      "mean-field",
      "drift.interaction",
    ],
    [
      "resets",
      passageOf({ target: "x > 0.5", resets: [{ at: [1], boost: 1 }], initial: { point: 0 }, time: { end: 2 } }),
      "resets",
      "resets",
    ],
    ["regions that overlap", committorOf("x < 0.2", "x > -0.2"), "regions-overlap", "regions"],
    ["regions that touch", committorOf("x < 0", "x > 0"), "regions-touch", "regions"],
    ["an empty region", committorOf("x < -2", "x > 0"), "empty-region", "regions.A"],
    ["no regions", () => committor(defineProblem(line)), "missing", "regions"],
  ])("%s", (_, run, code, path) => {
    const fault = faultOf(run);
    expect([fault.code, fault.path]).toEqual([code, path]);
  });

  it("says what can be done instead of an adjoint", () => {
    const { message } = faultOf(passageOf({ target: "x > 0.5", drift: { force: { x: "sin(t)" } } }));
    expect(message).toMatch(/changes in time.*solve.*simulate/s);
  });

  it("names what is missing of two regions in a file, and knows no third", () => {
    const file = (regions: string) => () =>
      parseProblem(`axes: [{ name: x, range: [0, 1], cells: 4 }]\ndiffusion: 1\nregions: ${regions}`);
    expect(faultOf(file('{ A: "x < 0.2" }'))).toMatchObject({ code: "missing-key", path: "regions.B" });
    expect(faultOf(file('{ A: "x < 0.2", B: "x > 0.8", C: "x > 0.9" }'))).toMatchObject({
      code: "unknown-key",
      path: "regions.C",
    });
    expect(file('{ A: "x < 0.2", B: "x > 0.8" }')().source).toMatchObject({ regions: { A: "x < 0.2", B: "x > 0.8" } });
    expect(JSON.stringify(problemJsonSchema())).not.toContain("not yet supported");
  });
});

describe("what is never reached", () => {
  // a drift of 4000 away from both ends, on 20 cells: the rates towards them underflow
  const away = { force: { x: "sign(x + 0.001)*1e5" } };
  const problem = defineProblem({
    ...line,
    drift: away,
    initial: { gaussian: { mean: [-0.5], variance: 0.001 } },
    time: { at: [0, 1, 2] },
    target: "x > 0.9",
  });

  it("has an infinite mean time, which JSON shows as null, and says why", () => {
    const passage = firstPassage(problem);
    const { fromStart, fields, warnings, density } = passage;
    expect(fromStart).toMatchObject({ meanTime: Infinity, never: 1, probability: { target: 0 } });
    expect(fields.meanTime.data[2]).toBe(Infinity);
    expect(fields.meanTime.data[15]).toBeLessThan(1e-4);
    expect(fields.probability["target"].data[15]).toBe(1);
    expect(warnings.join()).toContain("no exit is ever reached");
    expect(density!.survival).toEqual([1, 1, 1]);
    const shown = passageSummary({ problem, passage, committor: null });
    expect(shown).toMatchObject({ meanTime: null, variance: null, never: 1 });
    expect(JSON.stringify(shown)).not.toMatch(/NaN|Infinity/);
  });

  it("leaves what is reached by some with a mean time of those", () => {
    const { fromStart } = firstPassage({
      ...problem,
      initial: {
        kind: "mixture",
        parts: [-0.5, 0.5].map((m) => ({ weight: 1, gaussian: { mean: [m], covariance: [[0.001]] } })),
      },
    });
    expect(fromStart!.never).toBeCloseTo(0.5, 10);
    expect(fromStart!.probability["target"]).toBeCloseTo(0.5, 10);
    expect(fromStart!.conditionalMeanTime["target"]).toBeLessThan(1e-4);
  });
});

it("a start that is partly inside the target counts with a time of 0, and is told of", () => {
  const { fromStart, warnings } = firstPassage(defineProblem({ ...line, target: "x > 0", initial: { uniform: true } }));
  expect(fromStart!.startsInside).toBeCloseTo(0.5, 12);
  expect(fromStart!.probability["target"]).toBeCloseTo(1, 12);
  expect(warnings.join()).toContain("50 % of the initial density starts inside the target");
});
