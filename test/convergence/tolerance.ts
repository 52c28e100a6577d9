import { readdirSync, readFileSync } from "node:fs";
import { parseProblem } from "../../src/problem/file.js";
import type { Problem } from "../../src/problem/problem.js";
import { evolve } from "../../src/solve/evolve.js";

const directory = new URL("../../grids/", import.meta.url);

/** The ready-made problems, by name. */
export const galleryNames = readdirSync(directory)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.replace(/\.yaml$/, ""))
  .sort();

export const TOLERANCES = [1e-3, 1e-4, 1e-5, 1e-6] as const;

/** Cells an axis on the plane: what depends on the time step is there already, at a tenth of the cost. */
export const PLANE_CELLS = 48;

/** A problem of the gallery, coarsened on the plane, with two frames only: steps are as long as the tolerance lets them. */
function readCoarse(name: string): Problem {
  const text = readFileSync(new URL(`${name}.yaml`, directory), "utf8");
  const problem = parseProblem(text, { fileName: name });
  const coarse =
    problem.grid.axes.length === 2
      ? parseProblem(text, { fileName: name, set: [0, 1].map((axis) => `axes[${axis}].cells=${PLANE_CELLS}`) })
      : problem;
  const { start, frames, jumps } = coarse.time!;
  return { ...coarse, time: { start, jumps, frames: [start, frames[frames.length - 1]] } };
}

/** Density at the end times cell volumes, and behind it what each end has absorbed. */
function finalMasses(problem: Problem, tolerance: number) {
  const solution = evolve({ ...problem, solver: { ...problem.solver, tolerance } }, { ledger: false });
  const density = (solution.density.data as Float64Array).slice(-problem.grid.size);
  const masses = density.map((value, c) => value * problem.grid.volumes[c]);
  return { masses: Float64Array.of(...masses, ...Object.values(solution.frames[1].absorbed)), solution };
}

export interface ToleranceRow {
  readonly tolerance: number;
  /** Measured error in L1 at the end over the tolerance. */
  readonly ratio: number;
  /** What the run itself says: error.time over the tolerance. */
  readonly claimed: number;
  readonly steps: number;
  readonly rejected: number;
}

/** Measured errors at several tolerances against a hundredth of the smallest, on the same grid. */
export function toleranceRows(name: string): ToleranceRow[] {
  const problem = readCoarse(name);
  const exact = finalMasses(problem, TOLERANCES[TOLERANCES.length - 1] / 100).masses;
  return TOLERANCES.map((tolerance) => {
    const { masses, solution } = finalMasses(problem, tolerance);
    const error = masses.reduce((sum, mass, c) => sum + Math.abs(mass - exact[c]), 0);
    return {
      tolerance,
      ratio: error / tolerance,
      claimed: solution.error.time! / tolerance,
      steps: solution.steps,
      rejected: solution.rejected,
    };
  });
}
