import { describe, expect, it } from "vitest";
import { uniformAxis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";
import { createWorkspace } from "../../src/kernels/workspace.js";
import { simulate } from "../../src/particles/simulate.js";
import { smoothings } from "../../src/particles/smoothed-counts.js";
import { defineProblem } from "../../src/problem/define.js";

describe("the literal reset of particles", () => {
  it.each([32, 128, 512])("lifts a wave by 1 + alpha, whatever the noise of counts in %d cells", (cells) => {
    const [alpha, D, height] = [0.1, 0.1, 0.5];
    const { frames, resamplings, warnings } = simulate(
      defineProblem({
        axes: [{ name: "x", range: [0, 2 * Math.PI], cells, boundary: "periodic" }],
        diffusion: D,
        initial: { density: `1 + ${height}*cos(x)` },
        time: { end: 1, frames: 2 },
        resets: [{ at: [0.5], redistribute: { alpha, sign: "literal" } }],
        observables: { c: "cos(x)" },
        particles: { count: 40000, seed: 2 },
      }),
    );
    const { value, standardError } = frames[1].observables.c;
    // E[cos x] = height/2, which fades by exp(−Dt); the noise that was there at the reset is lifted too
    const expected = 0.5 * height * Math.exp(-D) * (1 + alpha);
    expect(Math.abs(value - expected) / (standardError! * (1 + alpha))).toBeLessThan(4);
    expect(resamplings).toHaveLength(1);
    expect(resamplings[0].negative).toBe(0);
    // variance of 1 − αΔρ/ρ = 1 + α h cos x/(1 + h cos x) is below (αh/(1 − h))²
    expect(resamplings[0].unequal).toBeLessThan(1 + alpha ** 2);
    expect(warnings.join()).toMatch(/no motion of single particles/);
  });

  it("says how much of rho - alpha lap(rho) is negative", () => {
    const [alpha, v] = [0.2, 1];
    const { resamplings, warnings } = simulate(
      defineProblem({
        axes: [{ name: "x", range: [-6, 6], cells: 120 }],
        diffusion: 1e-6,
        initial: { gaussian: { mean: 0, variance: v } },
        time: { end: 1, frames: 2 },
        resets: [{ at: [0.5], redistribute: { alpha, sign: "literal", mode: "limited" } }],
        particles: { count: 40000 },
      }),
    );
    // at least what it is without noise, of a Gaussian of variance 1: ∫ (α(x² − 1) − 1) φ over |x| > √(1 + 1/α), which is 2[αxφ(x) − (1 − Φ(x))] = 0.0051; the
    // noise of the few who are there, where weights are steep, makes several times that of it
    expect(resamplings[0].negative).toBeGreaterThan(0.004);
    expect(resamplings[0].negative).toBeLessThan(0.03);
    expect(warnings.join()).toMatch(/negative, \d\.\d+ % in all/);
  });
});

describe("smoothed counts", () => {
  const cells = 64;
  const width = 0.3;
  const { kernels, release } = createWorkspace(1024);
  it.each(["reflecting", "periodic"] as const)("keep their sum and waves as said between %s ends", (boundary) => {
    const grid = makeGrid([uniformAxis("x", [0, 2 * Math.PI], cells, boundary)]);
    const centers = grid.axes[0].centers;
    const counts = centers.map((x) => 1 + Math.cos(2 * x));
    const G = Math.exp(-0.5 * (2 * width) ** 2);
    smoothings(counts, grid, width, kernels).forEach((density, n) => {
      const kept = 1 - (1 - G) ** (3 + n);
      // cells of 0.1 sum a Gaussian of 0.3 to rounding
      density.forEach((value, c) =>
        expect(Math.abs(value * grid.volumes[c] - (1 + kept * Math.cos(2 * centers[c])))).toBeLessThan(1e-6),
      );
    });
    release();
  });
});
