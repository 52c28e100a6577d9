import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";

const unit: ProblemDefinition = { axes: [{ name: "x", range: [-1, 1], cells: 20 }], diffusion: 0.5 };
const square: ProblemDefinition = {
  axes: [
    { name: "x", range: [-1, 1], cells: 6 },
    { name: "y", range: [0, 2], cells: 8 },
  ],
  diffusion: 0.5,
};

function faultOf(definition: ProblemDefinition, rebuildAt?: number): InputError {
  try {
    const generator = discretize(defineProblem(definition));
    if (rebuildAt !== undefined) generator.rebuild(rebuildAt);
  } catch (fault) {
    if (fault instanceof InputError) return fault;
    throw fault;
  }
  throw new Error("nothing was refused");
}

describe("a drift that is not finite somewhere on the grid is refused with its place", () => {
  const refused: readonly (readonly [string, ProblemDefinition, RegExp])[] = [
    ["a loss that is NaN on one side", { ...unit, drift: { loss: "sqrt(x)" } }, /x = -0\.9/],
    [
      "a loss that is infinite at a centre",
      { ...unit, axes: [{ name: "x", range: [-1, 1], cells: 21 }], drift: { loss: "log(abs(x))" } },
      /x = /,
    ],
    ["a force that is infinite at a face", { ...unit, drift: { force: { x: "1/x" } } }, /x = 0 |x = -?[0-9.e-]+/],
    [
      "a force that is infinite at a centre",
      { ...unit, axes: [{ name: "x", range: [-1, 1], cells: 21 }], drift: { force: { x: "1/x" } } },
      /x = /,
    ],
    [
      "a force of a program that is NaN in one corner",
      { ...square, drift: { force: { y: (x, y) => (x > 0.5 && y > 1.5 ? NaN : 0) } } },
      /x = 0\.\d+, y = 1\.\d+/,
    ],
    [
      "a force with a pole between centres and faces",
      { ...unit, drift: { force: { x: "1/(x - 0.013)" } } },
      /x = 0\.013/,
    ],
    ["a force with two poles, at ±π/6", { ...unit, drift: { force: { x: "-tan(3*x)" } } }, /x = -?0\.523599/],
    [
      "a force with a pole along one line of a plane",
      {
        ...square,
        axes: [{ name: "x", range: [-1, 1], cells: 12 }, square.axes[1]],
        drift: { force: { x: "y/(x - 0.1)" } },
      },
      /x = 0\.1, y = 0\.125/,
    ],
    [
      "a force that is infinite beside an absorbing wall only",
      {
        axes: [{ name: "x", range: [0, 1], cells: 10, boundary: { lower: "absorbing", upper: "reflecting" } }],
        drift: { force: { x: "1/(x - 0.025)" } },
        diffusion: 1,
      },
      /x = 0\.025/,
    ],
  ];
  for (const [what, definition, place] of refused)
    for (const scheme of ["scharfetter-gummel", "integrated", "upwind"] as const)
      it(`(${what}, ${scheme})`, () => {
        const fault = faultOf({ ...definition, solver: { scheme } });
        expect(fault.code).toBe("drift-not-finite");
        expect(fault.path).toBe("drift");
        expect(fault.message).toMatch(place);
        expect(fault.message).toMatch(/t = 0/);
      });

  it("also when it happens at a later time", () => {
    const fault = faultOf({ ...unit, drift: { force: { x: "1/(1 - t)" } } }, 1);
    expect(fault.code).toBe("drift-not-finite");
    expect(fault.message).toMatch(/t = 1/);
  });
});

describe("a steep force without a pole is taken", () => {
  it.each([
    "tanh(1e5*(x - 0.013))*(2 - abs(x))",
    "sign(x - 0.013)*(2 - abs(x))",
    "tanh((x - 0.013)/1e-9)/(0.1 + abs(x))",
  ])("%s", (force) => {
    expect(() => discretize(defineProblem({ ...unit, drift: { force: { x: force } } }))).not.toThrow();
  });
});

describe("a D that is no diffusion is refused with its place", () => {
  const refused: readonly (readonly [string, ProblemDefinition, RegExp])[] = [
    ["negative on one side", { ...unit, diffusion: "x" }, /-0\.95 at x = -0\.95/],
    ["negative everywhere", { ...unit, diffusion: -1 }, /-1/],
    ["zero everywhere", { ...unit, diffusion: 0 }, /0/],
    ["zero at an inner face", { ...unit, diffusion: "x^2" }, /0 at x = 0/],
    [
      "zero at a cell centre",
      { ...unit, axes: [{ name: "x", range: [-1, 1], cells: 21 }], diffusion: "x^2" },
      /0 at x = /,
    ],
    [
      "zero at an absorbing wall",
      { axes: [{ name: "x", range: [0, 1], cells: 10, boundary: "absorbing" }], diffusion: "x" },
      /0 at x = 0/,
    ],
    ["NaN somewhere", { ...unit, diffusion: "sqrt(x - 0.2)" }, /NaN/],
    ["infinite somewhere", { ...unit, diffusion: "1/abs(x)" }, /Infinity at x = 0/],
    ["negative along one of two axes", { ...square, diffusion: { x: "1", y: "y - 1" } }, /y = 0\.125/],
  ];
  for (const [what, definition, place] of refused)
    it(`(${what})`, () => {
      const fault = faultOf(definition);
      expect(fault.code).toBe("diffusion-not-positive");
      expect(fault.path).toMatch(/^diffusion/);
      expect(fault.message).toMatch(place);
    });

  it("also when it happens at a later time", () => {
    for (const diffusion of ["1 - t", "(1 - t)*(2 + x)"])
      expect(faultOf({ ...unit, diffusion }, 2).code).toBe("diffusion-not-positive");
  });

  it("but may vanish at a reflecting wall, where nothing comes through", () => {
    for (const scheme of ["scharfetter-gummel", "integrated"] as const) {
      const { axes } = discretize(
        defineProblem({
          axes: [{ name: "x", range: [0, 1], cells: 10 }],
          drift: { force: { x: "0.5 - x" } },
          diffusion: "x*(1 - x)",
          convention: "ito",
          solver: { scheme },
        }),
      );
      for (const { forward, backward } of axes)
        for (const rate of [...forward, ...backward]) expect(rate >= 0 && rate < Infinity).toBe(true);
      expect(axes[0].backward[0]).toBe(0);
      expect(axes[0].forward[9]).toBe(0);
    }
  });
});

describe("the central scheme", () => {
  const drift = { force: { x: 10 } };
  it("is refused where |Pe| > 2, with the number of cells that would do", () => {
    const fault = faultOf({ ...unit, drift, solver: { scheme: "central" }, diffusion: 0.25 });
    expect(fault.code).toBe("peclet-too-large");
    expect(fault.path).toBe("solver.scheme");
    expect(fault.found).toContain("|Pe| = 4");
    expect(fault.remedy).toContain("40 cells");
  });

  it("has rates of 0 or more where it is not, up to |Pe| = 2 itself", () => {
    const { axes } = discretize(defineProblem({ ...unit, drift, solver: { scheme: "central" } }));
    expect(axes[0].peclet[3]).toBeCloseTo(2, 12);
    for (const rate of [...axes[0].forward, ...axes[0].backward]) expect(rate).toBeGreaterThanOrEqual(0);
  });
});
