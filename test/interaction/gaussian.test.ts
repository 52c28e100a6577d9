import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";

/**
 * L = k|z|²/2 and W = θ|dz|²/2 keep a Gaussian a Gaussian, whatever the constant D: the attraction does not move the mean,
 * m' = −km, and tightens the rest, Σ' = 2D − 2(k + θ)Σ (Dawson 1983, section 2).
 */
const [k, theta, end] = [0.5, 0.7, 0.6];
const start = { mean: [0.5, -0.3], variance: 0.2 };
const mean = (axis: number): number => start.mean[axis] * Math.exp(-k * end);
const covariance = (D: number, variance = start.variance): number => {
  const decay = Math.exp(-2 * (k + theta) * end);
  return (D / (k + theta)) * (1 - decay) + variance * decay;
};

const plane = (diffusion: ProblemDefinition["diffusion"], cells: number): ProblemDefinition => ({
  axes: [
    { name: "x", range: [-3.5, 3.5], cells },
    { name: "y", range: [-3, 3], cells: cells - 8 },
  ],
  drift: { loss: `${k}*(x^2 + y^2)/2`, interaction: `${theta}*(dx^2 + dy^2)/2` },
  diffusion,
  initial: { gaussian: start },
  time: { end, frames: 2 },
  solver: { tolerance: 1e-6 },
});

describe("a Gaussian that attracts itself stays one, with the mean and covariance of the closed form", () => {
  it.each([
    ["isotropic D", 0.3, [0.3, 0, 0.3]],
    ["diagonal D", { x: 0.3, y: 0.15 }, [0.3, 0, 0.15]],
    [
      "a full tensor D",
      {
        tensor: [
          ["0.3", "0.12"],
          ["0.12", "0.2"],
        ],
      },
      [0.3, 0.12, 0.2],
    ],
  ] as const)("%s, to order 2 in space", (_, diffusion, [xx, xy, yy]) => {
    const errors = [36, 72].map((cells) => {
      const { frames } = evolve(defineProblem(plane(diffusion, cells)), { ledger: false });
      const found = frames[1];
      return [
        found.mean[0] - mean(0),
        found.mean[1] - mean(1),
        found.covariance[0][0] - covariance(xx),
        found.covariance[0][1] - covariance(xy, 0),
        found.covariance[1][1] - covariance(yy),
      ].map(Math.abs);
    });
    const [coarse, fine] = errors.map((error) => Math.max(...error));
    // h² = 0.0095 on the finer grid, times derivatives of order 0.1
    expect(fine).toBeLessThan(2e-3);
    expect(coarse / fine).toBeGreaterThan(3.3);
  });

  it("comes to rest at D/(k + theta), exactly", () => {
    const diffusion = {
      tensor: [
        ["0.3", "0.12"],
        ["0.12", "0.2"],
      ],
    };
    const errors = [32, 64].map((cells) => {
      const found = steady(defineProblem(plane(diffusion, cells)));
      expect(found.residual).toBeLessThan(1e-12);
      return Math.max(
        ...[
          found.covariance[0][0] - 0.3 / (k + theta),
          found.covariance[0][1] - 0.12 / (k + theta),
          found.covariance[1][1] - 0.2 / (k + theta),
        ].map(Math.abs),
      );
    });
    // D⁻¹μ is a gradient, and differences of a quadratic V are exact: what is left lies beyond the walls, at 7 deviations
    for (const error of errors) expect(error).toBeLessThan(1e-9);
  });
});
