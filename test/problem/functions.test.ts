import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";

const base: ProblemDefinition = {
  axes: [{ name: "x", range: [-1, 1], cells: 20 }],
  diffusion: 0.5,
  initial: { uniform: true },
  time: { end: 0.1, frames: 2 },
};
function faultOf(definition: ProblemDefinition): InputError {
  try {
    evolve(defineProblem(definition));
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a function of the user", () => {
  it("that throws is named by its place in the problem, with its own error behind it", () => {
    const own = new RangeError("no such table");
    const throwing = (x: number): number => {
      if (x > 0.5) throw own;
      return x;
    };
    for (const [definition, path] of [
      [{ ...base, drift: { force: { x: throwing } } }, "drift.force.x"],
      [{ ...base, drift: { loss: throwing } }, "drift.loss"],
      [{ ...base, diffusion: (x: number) => 1 + throwing(x) ** 2 }, "diffusion"],
      [{ ...base, initial: { density: (x: number) => 2 + throwing(x) } }, "initial.density"],
      [{ ...base, observables: { a: throwing } }, "observables.a"],
    ] as const) {
      const fault = faultOf(definition);
      expect(fault).toMatchObject({ code: "function-failed", path });
      expect(fault.message).toMatch(/an error at \(0\.\d+, 0.*\): no such table/);
      expect(fault.cause).toBe(own);
    }
  });

  it("of time that throws says when", () => {
    const learningRate = (t: number): number => {
      if (t > 0.05) throw new Error("over");
      return 1;
    };
    const fault = faultOf({ ...base, drift: { loss: "x^2", learningRate } });
    expect(fault).toMatchObject({ code: "function-failed", path: "drift.learningRate" });
  });

  it("that gives a text, a promise or nothing is refused by type, not taken for a number", () => {
    for (const [value, found] of [
      ["1", "string"],
      [1n, "bigint"],
      [Promise.resolve(1), "object"],
      [undefined, "nothing"],
      [null, "null"],
    ] as const)
      expect(faultOf({ ...base, drift: { force: { x: (() => value) as unknown as () => number } } })).toMatchObject({
        code: "bad-function",
        path: "drift.force.x",
        found: expect.stringContaining(found) as string,
      });
    expect(() => defineProblem({ ...base, drift: { loss: (() => "1") as unknown as () => number } })).toThrow(
      /expected a function that gives a number/,
    );
  });

  it("that gives true or false is one of 1 and 0, as before", () => {
    expect(
      evolve(defineProblem({ ...base, observables: { right: (x) => x > 0 } })).frames[0]!.observables["right"],
    ).toBeCloseTo(0.5, 12);
  });
});

describe("times to save", () => {
  const at = (times: readonly number[] | Float64Array): ProblemDefinition => ({ ...base, time: { at: times } });
  it("may come as an array of numbers", () => {
    const [list, array] = [at([0, 0.05, 0.1]), at(Float64Array.of(0, 0.05, 0.1))].map((one) => defineProblem(one));
    expect(array!.time).toEqual(list!.time);
    expect(array!.source).toEqual(list!.source);
  });
  it("that do not increase are named, with what they follow", () => {
    expect(faultOf(at([0, 2, 1]))).toMatchObject({ path: "time.at[2]", found: "1 after 2" });
    expect(faultOf(at([0, 1, 1]))).toMatchObject({ path: "time.at[2]", found: "1 twice" });
    expect(faultOf(at([0, 2, 0]))).toMatchObject({ path: "time.at[2]", found: "0 after 2" });
    expect(faultOf(at([-1, 1]))).toMatchObject({ path: "time.at[0]", found: "-1" });
    expect(faultOf(at([0]))).toMatchObject({ path: "time.at", found: "the start alone" });
    expect(faultOf(at([]))).toMatchObject({ path: "time.at", found: "none" });
  });
});

it("a range too narrow for its cells, or too wide for numbers, is a fault of the range", () => {
  for (const range of [
    [1, 1 + 1e-15],
    [-1e308, 1e308],
  ] as const)
    expect(faultOf({ ...base, axes: [{ name: "x", range, cells: 64 }] })).toMatchObject({
      code: "bad-range",
      path: "axes[0].range",
    });
});
