import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import type { Problem } from "../../src/problem/problem.js";
import type { Boundary } from "../../src/grid/axis.js";

/** Two axes of so many cells on a square around 0. */
export const square = (cells: number | readonly [number, number], half: number, boundary: Boundary = "reflecting") =>
  ["x", "y"].map((name, a) => ({
    name,
    range: [-half, half] as [number, number],
    cells: typeof cells === "number" ? cells : cells[a]!,
    boundary,
  }));

/** U and a tensor D(z) with D⁻¹μ = −∇U, by expressions: drift −D∇U. */
export function withPotential(
  [U, byX, byY]: readonly [string, string, string],
  [xx, xy, yy]: readonly [string, string, string],
  axes: ProblemDefinition["axes"],
): Problem {
  return defineProblem({
    axes,
    drift: {
      force: {
        x: `-((${xx})*(${byX}) + (${xy})*(${byY}))`,
        y: `-((${xy})*(${byX}) + (${yy})*(${byY}))`,
      },
    },
    diffusion: {
      tensor: [
        [xx, xy],
        [xy, yy],
      ],
    },
    initial: { gaussian: { mean: [0.5, 0.2], variance: 0.1 } },
    time: { end: 0.3, frames: 2 },
    observables: { potential: U },
  });
}
