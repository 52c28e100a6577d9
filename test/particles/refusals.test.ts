import { describe, expect, it } from "vitest";
import { planned } from "../../src/particles/planning.js";
import { defineProblem } from "../../src/problem/define.js";

const withDiffusion = (diffusion: string, convention: "fick" | "ito" = "fick") =>
  defineProblem({
    axes: [{ name: "x", range: [-5, 5], cells: 64 }],
    drift: { force: { x: "-x" } },
    diffusion,
    convention,
    initial: { gaussian: { mean: 1, variance: 0.05 } },
    time: { end: 1, frames: 2 },
    particles: { count: 1000 },
  });

describe("a D that jumps in space", () => {
  it.each([
    ["0.5*(x > 0) + 0.01", "fick"],
    ["1 + 0.5*sign(x)", "fick"],
    ["0.5*(x > 0) + 0.01", "ito"],
  ] as const)("is refused for particles: %s in the sense of %s", (diffusion, convention) => {
    expect(() => planned(withDiffusion(diffusion, convention))).toThrow(
      /diffusion: expected a D without jumps in space/,
    );
  });

  it.each([
    ["0.1 + abs(x)", "fick"],
    ["0.26 + 0.25*tanh(x/0.2)", "fick"],
    ["0.1 + 0.5*(t > 0.5)", "fick"],
  ] as const)("%s in the sense of %s is taken", (diffusion, convention) => {
    expect(() => planned(withDiffusion(diffusion, convention))).not.toThrow();
  });
});

describe("a drift that is infinite at a reflecting wall", () => {
  const withForce = (x: string) =>
    defineProblem({
      axes: [{ name: "x", range: [-2, 2], cells: 64 }],
      drift: { force: { x } },
      diffusion: 0.25,
      initial: { gaussian: { mean: 0, variance: 0.05 } },
      time: { end: 0.1, frames: 2 },
      particles: { count: 1000 },
    });

  it.each([
    ["-0.1/(x + 2)", "x = -2 \\(lower\\)", "-0.4 D/s"],
    ["0.05/(2 - x)", "x = 2 \\(upper\\)", "-0.2 D/s"],
  ])("is refused for particles where it points to the wall as 1/s: %s", (force, place, pull) => {
    expect(() => planned(withForce(force))).toThrow(new RegExp(`infinite at ${place} and points to it: ${pull}`));
  });

  it.each(["0.1/(x + 2)", "-0.1/(2 - x)", "-0.1/sqrt(x + 2)", "-0.1*(x + 2)/((x + 2)^2 + 0.0004)"])(
    "is taken where it points away or is weaker: %s",
    (force) => {
      expect(() => planned(withForce(force))).not.toThrow();
    },
  );
});
