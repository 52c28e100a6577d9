import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { parseProblem } from "../../src/problem/file.js";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem } from "../../src/problem/define.js";
import { steady } from "../../src/solve/steady.js";
import { doubleWell } from "./problems.js";

const line = "axes: [{ name: x, range: [-1, 1], cells: 16 }]\ndiffusion: 1\n";
const plane = "axes: [{ name: x, range: [-1, 1], cells: 16 }, { name: y, range: [-1, 1], cells: 16 }]\ndiffusion: 1\n";

function faultOf(act: () => unknown): InputError {
  try {
    act();
  } catch (fault) {
    expect(fault).toBeInstanceOf(InputError);
    return fault as InputError;
  }
  throw new Error("nothing was thrown");
}

describe("an interaction that cannot be meant is refused with its place", () => {
  it.each([
    [
      "on an axis of unequal cells",
      "axes: [{ name: x, faces: [0, 1, 3] }]\ndiffusion: 1\ndrift: { interaction: dx^2 }",
      "interaction-needs-uniform-axes",
      "axes[0]",
      /range and cells/,
    ],
    [
      "on a stretched axis",
      "axes: [{ name: x, range: [-1, 1], cells: 16, stretch: { around: 0, strength: 2 } }]\ndiffusion: 1\ndrift: { interaction: dx^2 }",
      "interaction-needs-uniform-axes",
      "axes[0]",
      /x/,
    ],
    [
      "that depends on t",
      `${line}drift: { interaction: t*dx^2 }`,
      "unknown-name",
      "drift.interaction",
      /cannot depend on time/,
    ],
    [
      "of coordinates instead of their differences",
      `${line}drift: { interaction: x^2 }`,
      "unknown-name",
      "drift.interaction",
      /dx/,
    ],
    [
      "of a second difference on one axis",
      `${line}drift: { interaction: dx*dy }`,
      "unknown-name",
      "drift.interaction",
      /dy/,
    ],
    [
      "with uniformization",
      `${line}drift: { interaction: dx^2 }\nsolver: { stepper: uniformization }`,
      "stepper-does-not-fit",
      "solver.stepper",
      /tr-bdf2/,
    ],
    [
      "with the spectral stepper",
      `${plane}drift: { interaction: dx^2 }\nsolver: { stepper: spectral }`,
      "stepper-does-not-fit",
      "solver.stepper",
      /strang/,
    ],
  ] as const)("%s", (_, text, code, path, message) => {
    const fault = faultOf(() => parseProblem(text));
    expect([fault.code, fault.path]).toEqual([code, path]);
    expect(fault.message).toMatch(message);
  });

  it.each([
    ["log(abs(dx))", /dx = 0.*regularise/s],
    ["1/(dx - 0.5)", /dx = 0\.5/],
    ["sqrt(dx)", /dx = -/],
  ])("%s, which is not finite at a difference of the grid", (interaction, message) => {
    const fault = faultOf(() => discretize(parseProblem(`${line}drift: { interaction: "${interaction}" }`)));
    expect([fault.code, fault.path]).toEqual(["interaction-not-finite", "drift.interaction"]);
    expect(fault.message).toMatch(message);
  });

  it.each(["1e300*dx^2", "1e17 + cos(dx)"])("%s, whose differences have no digits left against D", (interaction) => {
    const fault = faultOf(() => discretize(parseProblem(`${line}drift: { interaction: "${interaction}" }`)));
    expect([fault.code, fault.path]).toEqual(["interaction-too-large", "drift.interaction"]);
    expect(fault.message).toMatch(/max \|W\| = .*constant/s);
  });

  it("as a function of too many arguments, or of time under another name", () => {
    const stated = (interaction: (...z: number[]) => number) => ({
      axes: [{ name: "x", range: [-1, 1] as const, cells: 16 }],
      diffusion: 1,
      drift: { interaction },
    });
    expect(faultOf(() => defineProblem(stated((dx, t) => dx + t))).message).toMatch(/function of dx/);
    expect(faultOf(() => defineProblem(stated((...all) => all[0] + all[1]))).code).toBe("interaction-depends-on-time");
  });

  it("names dx and dy stay reserved", () => {
    expect(faultOf(() => parseProblem(line.replace("name: x", "name: dx"))).code).toBe("reserved-name");
  });

  it("a number of branches that is none", () => {
    for (const branches of [0, 1.5, NaN, 1e9])
      expect(faultOf(() => steady(doubleWell(0.3), { branches }))).toMatchObject({
        code: "out-of-range",
        path: "branches",
      });
  });

  it("a stationary state of an interaction next to coefficients that depend on t", () => {
    const moving = doubleWell(0.3, { drift: { loss: "x^2/2*(1 + t)", interaction: "dx^2/2" } });
    expect(faultOf(() => steady(moving)).code).toBe("time-dependent");
  });
});

describe("an interaction as a function", () => {
  it("is the same as the expression", () => {
    const [text, called] = ["exp(-dx^2)", (dx: number) => Math.exp(-(dx ** 2))].map((interaction) =>
      steady(doubleWell(0.3, { drift: { loss: "x^2/2", interaction } })),
    );
    expect(called.mean[0]).toBeCloseTo(text.mean[0], 12);
    expect(called.covariance[0][0]).toBeCloseTo(text.covariance[0][0], 12);
  });
});
