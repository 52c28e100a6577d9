import { cellCenters } from "../../src/grid/grid.js";
import { defineProblem } from "../../src/problem/define.js";
import type { SchemeName } from "../../src/problem/problem.js";
import { evolve } from "../../src/solve/evolve.js";
import type { Convergence } from "./order.js";
import type { ExactProblem } from "./space-problems.js";

/** Steps in time as good as exact, so that what is left is the error in space. */
const withoutTimeError = {
  line: { stepper: "uniformization" },
  plane: { stepper: "strang", tolerance: 1e-8 },
} as const;

/** ‖ρ(end) − exact‖₁ on grids of so many cells an axis, from the exact density at the centres at t = 0. */
export function spaceConvergence(problem: ExactProblem, scheme: SchemeName, sizes: readonly number[]): Convergence {
  return { sizes, errors: sizes.map((cells) => errorAt(problem, scheme, cells)) };
}

function errorAt({ definition, density, end }: ExactProblem, scheme: SchemeName, cells: number): number {
  const stated = definition(cells);
  const planar = stated.axes.length === 2;
  const problem = defineProblem({
    ...stated,
    initial: { density: planar ? (x, y) => density(x, y, 0) : (x) => density(x, 0) },
    time: { end, frames: 2 },
    solver: { scheme, ...(planar ? withoutTimeError.plane : withoutTimeError.line) },
  });
  const { grid } = problem;
  const found = (evolve(problem, { ledger: false }).density.data as Float64Array).slice(-grid.size);
  const [x, y] = cellCenters(grid);
  return found.reduce((sum, value, c) => {
    const exact = planar ? density(x[c], y[c], end) : density(x[c], end);
    return sum + Math.abs(value - exact) * grid.volumes[c];
  }, 0);
}
