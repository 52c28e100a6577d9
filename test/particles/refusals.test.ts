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
