import { describe, expect, expectTypeOf, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { stretchedAxis, uniformAxis } from "../../src/grid/axis.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { valueAt, type Field } from "../../src/problem/field.js";
import { parseProblem } from "../../src/problem/file.js";

const well: ProblemDefinition = {
  axes: [{ name: "x", range: [-2.5, 2.5], cells: 400 }],
  drift: { loss: (x) => (x * x - 1) ** 2 },
  diffusion: 0.25,
  initial: { gaussian: { mean: -1, variance: 0.02 } },
  time: { end: 10, frames: 11 },
  observables: { left: (x) => x < 0 },
};
const at = (field: Field, time: number, ...point: number[]): number => {
  const out = new Float64Array(1);
  field.valuesInto(
    point.map((z) => Float64Array.of(z)),
    time,
    out,
  );
  return out[0]!;
};
const codeOf = (definition: object): string => {
  try {
    defineProblem(definition as ProblemDefinition);
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.path}`;
    throw error;
  }
  return "none";
};

describe("a problem stated by a program", () => {
  test("takes functions of the coordinates where a file takes expressions", () => {
    const problem = defineProblem(well);
    expect(problem.source).toBeNull();
    expect(problem.name).toBe("problem");
    expect(at(problem.drift.loss!, 0, 2)).toBe(9);
    expect(at(problem.observables[0]!.field, 0, -1)).toBe(1);
    expect(problem.time!.frames).toHaveLength(11);
    expectTypeOf<Parameters<typeof defineProblem>>().toEqualTypeOf<[definition: ProblemDefinition]>();
  });

  test("is the problem of the file that says the same", () => {
    const stated = { ...well, drift: { loss: "(x^2-1)^2" }, observables: { left: "x < 0" } };
    const read = parseProblem(JSON.stringify(stated));
    expect(defineProblem(stated).source).toEqual(read.source);
    expect(defineProblem(stated).grid).toEqual(read.grid);
  });

  test("takes one more argument as time", () => {
    const { drift, diffusion, observables } = defineProblem({
      ...well,
      drift: { force: { x: (x, t) => x * t! }, learningRate: (t) => 1 + t },
      diffusion: { x: (x: number, t: number) => x + t },
      observables: { still: (x) => x },
    });
    expect(at(drift.force[0]!, 3, 2)).toBe(6);
    expect(drift.force[0]!.varies.inTime).toBe(true);
    expect(drift.learningRate.varies).toEqual({ inTime: true, inSpace: false });
    expect(valueAt(drift.learningRate, 2)).toBe(3);
    expect(at(diffusion.diagonal[0]!, 1, 2)).toBe(3);
    expect(observables[0]!.field.varies.inTime).toBe(false);
  });

  test("mixes functions, expressions and numbers on two axes, built or described", () => {
    const problem = defineProblem({
      axes: [uniformAxis("x", [0, 1], 4), stretchedAxis("y", [-1, 1], 8, { around: 0, strength: 2 }, "absorbing")],
      parameters: { k: 2 },
      drift: { force: { x: (x, y) => x - y!, y: "k*x" } },
      diffusion: { x: 1, y: (_x, y) => 1 + y! },
    });
    expect(problem.grid.shape).toEqual([4, 8]);
    expect(problem.grid.axes[1]!.boundary.upper).toBe("absorbing");
    expect(problem.drift.force.map((force) => at(force!, 0, 3, 1))).toEqual([2, 6]);
    expect(problem.diffusion.diagonal.map((d) => at(d, 0, 3, 1))).toEqual([1, 2]);
    expect([problem.initial, problem.time]).toEqual([null, null]);
  });

  test("states jumps of its functions, of which those inside the run count", () => {
    const jumps = [20, "1+1", 0, 2];
    expect(defineProblem({ ...well, jumps, diffusion: "1 + (t > 1)" }).time!.jumps).toEqual([1, 2]);
  });

  test.each([
    ["unknown-key difusion", { ...well, difusion: 1 }],
    ["unknown-key axes[0].cels", { ...well, axes: [{ name: "x", range: [0, 1], cels: 3 }] }],
    ["too-many-arguments drift.loss", { ...well, drift: { loss: (x: number, y: number, t: number) => x * y * t } }],
    ["too-many-arguments initial.density", { ...well, initial: { density: (x: number, t: number) => x * t } }],
    ["unknown-axis drift.force.z", { ...well, drift: { force: { z: () => 1 } } }],
    ["bad-type time", { ...well, time: 3 }],
    ["bad-range axes[0].range", { ...well, axes: [{ name: "x", range: [1, 0], cells: 4 }] }],
    ["faces-not-increasing axes[0].faces[1]", { ...well, axes: [{ name: "x", faces: Float64Array.of(0, NaN, 1) }] }],
    ["bad-type diffusion", { ...well, diffusion: true }],
    ["bad-type ", null as unknown as object],
  ])("is checked as a file is: %s", (code, definition) => {
    expect(codeOf(definition)).toBe(code);
  });
});
