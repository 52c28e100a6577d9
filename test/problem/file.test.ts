import { describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { valueAt } from "../../src/problem/field.js";
import { parseProblem, problemFromData } from "../../src/problem/file.js";
import { problemJsonSchema } from "../../src/problem/schema.js";
import { example } from "./example.js";

function faultOf(run: () => unknown): InputError {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
const changed = (from: string, to: string): InputError => {
  expect(example).toContain(from);
  return faultOf(() => parseProblem(example.replace(from, to)));
};

describe("a problem file", () => {
  test("is read with its defaults", () => {
    const problem = parseProblem(example.replace("name: example\n", ""), { fileName: "some/where/two-wells.yaml" });
    expect(problem).toMatchObject({
      name: "two-wells",
      title: "two-wells",
      about: "",
      convention: "fick",
      warnings: [],
    });
    expect(problem.solver).toEqual({ scheme: "auto", stepper: "auto", tolerance: 1e-4, dt: null });
    expect(problem.time).toEqual({ start: 0, frames: [0, 0.5, 1, 1.5, 2], jumps: [] });
    expect(problem.grid.shape).toEqual([64, 32]);
    expect(problem.diffusion.diagonal[0]).toBe(problem.diffusion.diagonal[1]);
    expect(valueAt(problem.diffusion.diagonal[0]!, 0)).toBe(0.3);
    expect(problem.drift.force[0]).toBeNull();
    expect(parseProblem(example.replace("frames: 5", "frames: 101")).time!.frames).toHaveLength(101);
    expect(parseProblem(example.replace(", frames: 5", "")).time!.frames).toHaveLength(101);
  });

  test("is recorded as plain data that state the same problem", () => {
    const { source } = parseProblem(example);
    expect(source).toMatchObject({ parameters: { T: 0.3, half: 0.15 }, time: { start: 0, end: 2, frames: 5 } });
    expect(problemFromData(source).source).toEqual(source);
  });

  test("may be JSON, indented with tabs", () => {
    const text = JSON.stringify({ axes: [{ name: "x", range: [0, 1], cells: 4 }], diffusion: 1 }, null, "\t");
    expect(parseProblem(text).grid.size).toBe(4);
  });

  test("takes constant expressions in parameters wherever a number stands", () => {
    const text = example.replace("[-4, 4], cells: 64", '[-8*half, "2*pi"], cells: 2^5').replace("end: 2", "end: 1/T");
    const { grid, time } = parseProblem(text);
    expect([grid.axes[0]!.faces[0], grid.axes[0]!.faces[32]]).toEqual([-1.2, 2 * Math.PI]);
    expect(time!.frames[4]).toBe(1 / 0.3);
  });

  test("takes faces, stretching, and boundaries at each end", () => {
    const with_ = (axis: string) => parseProblem(`axes: [${axis}]\ndiffusion: 1`).grid.axes[0]!;
    expect([...with_("{ name: x, faces: [0, 1, 3] }").widths]).toEqual([1, 2]);
    const stretched = with_("{ name: x, range: [-1, 1], cells: 20, stretch: { around: 0, strength: 3 } }");
    expect(stretched.widths[0]! / stretched.widths[10]!).toBeGreaterThan(2);
    const ends = with_("{ name: x, range: [0, 1], cells: 4, boundary: { lower: absorbing, upper: reflecting } }");
    expect(ends.boundary).toEqual({ lower: "absorbing", upper: "reflecting" });
  });

  test("saves listed times alone, the run starting at 0 or where stated", () => {
    const at = (time: string) => parseProblem(example.replace("{ end: 2, frames: 5 }", time)).time!;
    expect(at("{ at: [0.5, 2] }")).toMatchObject({ start: 0, frames: [0.5, 2] });
    expect(at("{ start: -1, at: [-1, 2] }")).toMatchObject({ start: -1, frames: [-1, 2] });
    expect(at("{ start: 1, end: 2, frames: 2 }")).toMatchObject({ start: 1, frames: [1, 2] });
  });

  test("knows the times inside the run at which drift and D jump", () => {
    const text = example
      .replace("diffusion: T", 'diffusion: "T*(1 + (t > 0.25))"')
      .replace('"2*x"', '"2*x*(t < 3)*(t<1)"');
    expect(parseProblem(text).time!.jumps).toEqual([0.25, 1]);
  });

  test("warns that a fixed step leaves the tolerance unused", () => {
    const text = `${example}solver: { dt: 0.01, tolerance: 1e-6 }`;
    expect(parseProblem(text).warnings[0]).toMatch(/tolerance is not used/);
  });
});

describe("a mistake in a problem file names its place, what was found and what would be right", () => {
  test.each([
    [
      "diffusion: T",
      "diffusoin: T",
      "unknown-key",
      "diffusoin",
      /unknown key "diffusoin"\. Did you mean "diffusion"\?/,
    ],
    ["cells: 64", "cels: 64", "unknown-key", "axes[0].cels", /Did you mean "cells"/],
    ["gaussian:", "gausian:", "unknown-key", "initial.gausian", /Did you mean "gaussian"/],
    ["boundary: periodic", "boundary: perodic", "bad-type", "axes[1].boundary", /Did you mean "periodic"/],
    ["time:", "convention: itto\ntime:", "bad-value", "convention", /Did you mean "ito"/],
    ["boundary: periodic", "boundary: { lower: absorbing }", "missing-key", "axes[1].boundary.upper", /reflecting/],
    ["diffusion: T", "", "missing-key", "diffusion", /found nothing/],
    ["diffusion: T", "diffusion: [1]", "bad-type", "diffusion", /a list of 1/],
    ["diffusion: T", "diffusion: .inf", "bad-type", "diffusion", /Infinity/],
    ["diffusion: T", "diffusion: { x: 1 }", "missing-key", "diffusion.y", /every axis/],
    ["diffusion: T", "diffusion: { x: 1, z: 2 }", "unknown-axis", "diffusion.z", /x, y/],
    ["force: { y:", "force: { z:", "unknown-axis", "drift.force.z", /x, y/],
    ["range: [-4, 4], cells: 64", "range: [4, -4], cells: 64", "bad-range", "axes[0].range", /mean \[-4, 4\]/],
    ["range: [-4, 4], cells: 64", "cells: 64", "missing-key", "axes[0].range", /lower, upper/],
    ["range: [-4, 4], cells: 64", "range: [-4, 4]", "missing-key", "axes[0].cells", /whole number/],
    ["cells: 64", "cells: 64, faces: [0, 1, 2]", "contradiction", "axes[0].range", /alone/],
    ["cells: 64", "cells: 0", "bad-cell-count", "axes[0].cells", /found 0/],
    ["cells: 64", "cells: 1", "bad-cell-count", "axes[0].cells", /found 1/],
    ["cells: 64", "cells: 2.5", "bad-cell-count", "axes[0].cells", /found 2.5/],
    ["cells: 64", "cells: 1e9", "too-many-cells", "axes[0].cells", /GiB/],
    ["cells: 64", "cells: 1e6", "too-many-cells", "axes", /GiB/],
    ["name: y", "name: x", "repeated-axis", "axes[1].name", /twice/],
    ["name: y", "name: exp", "reserved-name", "axes[1].name", /reserved/],
    ["name: y", "name: 2y", "bad-name", "axes[1].name", /letters/],
    ["T: 0.3,", "T: 0.3, x: 1,", "repeated-name", "parameters.x", /twice/],
    ["T: 0.3,", "T: 0.3, constructor: 1,", "forbidden-key", "parameters.constructor", /unknown key/],
    ["T/2", "later", "unknown-name", "parameters.half", /later/],
    ["T/2", "1/0", "not-finite", "parameters.half", /finite/],
    ["end: 2", "end: -2", "bad-end", "time.end", /after the start, 0/],
    ["end: 2", "end: 0", "bad-end", "time.end", /after the start/],
    ["end: 2", "at: [0, 1]", "contradiction", "time.frames", /alone/],
    ["end: 2, ", "", "missing-key", "time.end", /nothing/],
    ["end: 2, frames: 5", "at: [0, 1, 1]", "bad-times", "time.at[2]", /times that increase, found 1 twice/],
    ["end: 2, frames: 5", "at: [-1, 1]", "bad-times", "time.at[0]", /increase from the start/],
    ["end: 2, frames: 5", "at: [0]", "bad-frame-count", "time.at", /a last time after the start/],
    ["frames: 5", "frames: 1", "bad-frame-count", "time.frames", /2 to 100001/],
    ["frames: 5", "frames: 1e9", "bad-frame-count", "time.frames", /2 to 100001/],
    ["mean: [0, 2]", "mean: [0]", "bad-length", "initial.gaussian.mean", /one number an axis/],
    ["mean: [0, 2]", "mean: 0", "bad-length", "initial.gaussian.mean", /one number an axis/],
    ["variance: 0.2", "variance: 0", "bad-variance", "initial.gaussian.variance", /point/],
    [
      "variance: 0.2",
      "covariance: [[1, 2], [2, 1]]",
      "bad-covariance",
      "initial.gaussian.covariance",
      /positive definite/,
    ],
    ["variance: 0.2", "covariance: [[1, 0], [0.1, 1]]", "bad-covariance", "initial.gaussian.covariance", /symmetric/],
    ["variance: 0.2", "covariance: [[1]]", "bad-length", "initial.gaussian.covariance", /2 x 2/],
    ["variance: 0.2", "variance: 0.2, covariance: [[1,0],[0,1]]", "contradiction", "initial.gaussian", /both/],
    ["gaussian: { mean: [0, 2], variance: 0.2 }", "mixture: []", "empty-mixture", "initial.mixture", /at least one/],
    ["initial: { ", "initial: { uniform: true, ", "contradiction", "initial", /gaussian and uniform/],
    ["initial: { gaussian: { mean: [0, 2], variance: 0.2 } }", "initial: {}", "missing-key", "initial", /one of/],
    ["time:", "solver: { tolerance: 0 }\ntime:", "out-of-range", "solver.tolerance", /1e-12 to 0.5/],
    ["time:", "solver: { tolerance: 0.6 }\ntime:", "out-of-range", "solver.tolerance", /1e-12 to 0.5/],
    ["time:", "solver: { dt: -1 }\ntime:", "out-of-range", "solver.dt", /above 0/],
    ["time:", "particles: { seed: -1 }\ntime:", "out-of-range", "particles.seed", /2\^53/],
    ["time:", "particles: { count: 0.5 }\ntime:", "out-of-range", "particles.count", /whole number/],
    ["x < 0.1", "((x", "expression-syntax", "observables.left", /closing bracket/],
    ["x^2/2", "import(x)", "unknown-function", "drift.loss", /import/],
    ["diffusion: T", "diffusion: [T", "bad-yaml", "", /line 9, column 1/],
    ["diffusion: T", "diffusion: T\ndiffusion: 1", "duplicate-key", "", /line 9, column 1/],
    ["diffusion: T", "diffusion: T\n__proto__: { a: 1 }", "forbidden-key", "__proto__", /unknown key/],
    ["diffusion: T", "diffusion: !!js/function 'x'", "bad-yaml", "", /line 8/],
    ["diffusion: T", "diffusion: T\u0001", "unprintable", "", /U\+0001 at line 8/],
    ["name: example", 'name: "a\\nb"', "bad-name", "name", /printable/],
  ])("%j -> %j", (from, to, code, path, message) => {
    const fault = changed(from, to);
    expect([fault.code, fault.path]).toEqual([code, path]);
    expect(fault.message).toMatch(message);
    expect(fault.message).not.toMatch(/\n\s+at /);
  });

  test("three axes are refused", () => {
    const axes = ["x", "y", "z"].map((name) => ({ name, range: [0, 1], cells: 4 }));
    expect(faultOf(() => problemFromData({ axes, diffusion: 1 })).code).toBe("bad-dimension");
    expect(faultOf(() => problemFromData({ axes: [], diffusion: 1 })).code).toBe("bad-dimension");
  });
});

describe("a hostile or broken text", () => {
  const bomb = ["a: &a [1,1,1,1,1,1,1,1,1]"];
  for (const [name, last] of ["ba", "cb", "dc", "ed", "fe"]) bomb.push(`${name}: &${name} [${`*${last},`.repeat(9)}]`);
  test.each([
    ["is empty", "", "empty-file"],
    ["holds comments alone", "# nothing\n", "empty-file"],
    ["is a list", "- 1\n", "not-a-mapping"],
    ["is prose", "hello", "not-a-mapping"],
    ["multiplies aliases", bomb.join("\n"), "bad-alias"],
    ["has an alias to nowhere", "a: *b", "bad-alias"],
    ["nests 1e5 brackets", `axes: ${"[".repeat(1e5)}${"]".repeat(1e5)}`, "bad-yaml"],
    ["nests 100 brackets", `axes: ${"[".repeat(100)}${"]".repeat(100)}`, "too-deep"],
    ["is too long", "x".repeat(2e6), "file-too-large"],
    ["holds two documents", "a: 1\n---\nb: 2", "bad-yaml"],
    ["holds bytes", "\u0000\u0001\u0002", "unprintable"],
    ["is no UTF-8", "name: \uFFFD", "unprintable"],
  ])("that %s is refused in words", (_, text, code) => {
    expect(faultOf(() => parseProblem(text)).code).toBe(code);
  });

  test("given as data: cycles and functions are refused", () => {
    const cycle: Record<string, unknown> = { diffusion: 1 };
    cycle["axes"] = [cycle];
    expect(faultOf(() => problemFromData(cycle)).code).toBe("too-deep");
    expect(faultOf(() => problemFromData({ diffusion: () => 1 })).code).toBe("not-plain");
    expect(faultOf(() => problemFromData(null)).code).toBe("not-a-mapping");
  });
});

describe("a setting", () => {
  const set = (...settings: string[]) => parseProblem(example, { set: settings });
  test("changes what the file says, or says what it leaves out", () => {
    expect(valueAt(set("parameters.T=0.2").diffusion.diagonal[0]!, 0)).toBe(0.2);
    expect(set("axes.0.cells=8", "axes[1].cells=16").grid.shape).toEqual([8, 16]);
    expect(set("solver.tolerance=1e-6").solver.tolerance).toBe(1e-6);
    expect(set("drift.force.x=-2*y").drift.force[0]!.text).toMatch(/y/);
    expect(set("initial={ point: [0, 1] }").initial).toEqual({ kind: "point", at: [0, 1] });
    expect(set("title=Wells: two # or three").title).toBe("Wells: two # or three");
    expect(set("axes[0].boundary={ lower: absorbing, upper: reflecting }").grid.axes[0]!.boundary.lower).toBe(
      "absorbing",
    );
  });

  test("may give a parameter that the file uses and leaves open", () => {
    const open = example.replace("T: 0.3, half: T/2", "half: 1");
    expect(valueAt(parseProblem(open, { set: ["parameters.T=0.4"] }).diffusion.diagonal[0]!, 0)).toBe(0.4);
  });

  test("is applied with all others before what they make is judged, a whole before its parts", () => {
    const open = example.replace("T: 0.3, half: T/2", "half: 1");
    for (const settings of [
      ["parameters.Q=0.4", "diffusion=Q"],
      ["diffusion=Q", "parameters.Q=0.4"],
      ["diffusion=Q", "parameters.Q=0.4", "parameters={ T: 1 }"],
    ])
      expect(valueAt(parseProblem(open, { set: settings }).diffusion.diagonal[0]!, 0)).toBe(0.4);
    const cells = [
      "axes[1].cells=16",
      "axes=[{ name: x, range: [0, 1], cells: 8 }, { name: y, range: [0, 1], cells: 8 }]",
    ];
    expect(set(...cells).grid.shape).toEqual([8, 16]);
    expect(set(...cells.reverse()).grid.shape).toEqual([8, 16]);
    // of two for the same place the last counts
    expect(set("axes[0].cells=8", "axes[0].cells=12").grid.shape[0]).toBe(12);
    // a parameter is not used by being set twice, or beside another
    expect(faultOf(() => set("parameters.Q=1", "parameters.Q=2")).code).toBe("unknown-parameter");
    expect(faultOf(() => set("parameters.Q=1", "parameters.R=2")).message).not.toContain("Did you mean");
  });

  test("without any axis is told about that first", () => {
    for (const text of ["axes: []", "axes: []\ndiffusion: 1"])
      expect(faultOf(() => parseProblem(text)).message).toBe("axes: expected one or two axes, found none.");
  });

  test("names its place as everything else does, and a bad name a bad name", () => {
    expect(faultOf(() => set("axes.7.cells=3")).message).toBe("axes[7]: expected an index below 2, found 7.");
    expect(faultOf(() => set("axes.x.cells=3")).message).toBe('axes.x: expected an index below 2, found "x".');
    expect(faultOf(() => set("parameters.a-b=3"))).toMatchObject({ code: "bad-name", path: "parameters.a-b" });
    expect(faultOf(() => set("parameters.sin=3"))).toMatchObject({ code: "reserved-name", path: "parameters.sin" });
  });

  test.each([
    ["nothing", "bad-setting"],
    ["=3", "bad-setting"],
    ["diffusion=", "bad-setting"],
    ["axes[x].cells=3", "bad-setting"],
    ["axes[7].cells=3", "bad-setting"],
    ["diffusion.x=1", "bad-setting"],
    ["__proto__.polluted=1", "forbidden-key"],
    ["axes.constructor.prototype.polluted=1", "forbidden-key"],
    ["parameters.TT=1", "unknown-parameter"],
    ["solver.tolerrance=1", "unknown-key"],
    ["diffusion=[1", "bad-yaml"],
  ])("%j is refused", (setting, code) => {
    expect(faultOf(() => set(setting)).code).toBe(code);
    expect({}).not.toHaveProperty("polluted");
  });
});

test("the JSON Schema describes every key for an editor", () => {
  const undescribed: string[] = [];
  const visit = (node: Record<string, unknown>, path: string): void => {
    for (const [key, property] of Object.entries(
      (node["properties"] ?? {}) as Record<string, Record<string, unknown>>,
    )) {
      if (typeof property["description"] !== "string") undescribed.push(`${path}${key}`);
      visit(property, `${path}${key}.`);
    }
    for (const part of (node["anyOf"] ?? []) as Record<string, unknown>[]) visit(part, path);
    if (node["items"]) visit(node["items"] as Record<string, unknown>, `${path}[].`);
  };
  visit(problemJsonSchema() as Record<string, unknown>, "");
  expect(undescribed).toEqual([]);
});
