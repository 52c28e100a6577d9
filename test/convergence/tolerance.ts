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

/** Cells an axis on the plane, and where coefficients change in time: time steps differ little, costs do. */
export const COARSE_CELLS = { plane: 64, changing: 96, changingPlane: 32 } as const;

/** A problem of the gallery with two frames only, so that steps are as long as the tolerance lets them. */
function readProblem(name: string): Problem {
  const text = readFileSync(new URL(`${name}.yaml`, directory), "utf8");
  const problem = parseProblem(text, { fileName: name });
  const moving = changesInTime(problem);
  const [onPlane, onLine] = moving ? [COARSE_CELLS.changingPlane, COARSE_CELLS.changing] : [COARSE_CELLS.plane, null];
  const cells = problem.grid.axes.length === 2 ? onPlane : onLine;
  const set = cells === null ? [] : problem.grid.axes.map((_, axis) => `axes[${axis}].cells=${cells}`);
  const coarse = parseProblem(text, { fileName: name, set });
  const { start, frames, jumps } = coarse.time!;
  return { ...coarse, time: { start, jumps, frames: [start, frames[frames.length - 1]] } };
}

const changesInTime = ({ drift, diffusion }: Problem): boolean =>
  [drift.loss, drift.learningRate, ...drift.force, diffusion.scalar, ...diffusion.diagonal, diffusion.cross].some(
    (field) => field?.varies.inTime,
  );

/** Density at the end times cell volumes, and behind it what each end has absorbed. */
function finalMasses(problem: Problem, solver: Partial<Problem["solver"]>) {
  const solution = evolve({ ...problem, solver: { ...problem.solver, ...solver } }, { ledger: false });
  const density = (solution.density.data as Float64Array).slice(-problem.grid.size);
  const masses = density.map((value, c) => value * problem.grid.volumes[c]);
  return { masses: Float64Array.of(...masses, ...Object.values(solution.frames[1].absorbed)), solution };
}

/**
 * Errors may grow before they shrink, or every phase has its share: the tolerance is then met by a wide margin, in many
 * steps, and measured at the two larger ones only.
 */
export const isGuarded = (name: string): boolean => {
  const { drift, resets } = readProblem(name);
  return drift.interaction !== null || resets.length > 0;
};

export interface ToleranceRow {
  readonly tolerance: number;
  /** Measured error in L1 at the end over the tolerance. */
  readonly ratio: number;
  /** What the run itself says: error.time over the tolerance. */
  readonly claimed: number;
  readonly steps: number;
  readonly rejected: number;
}

/**
 * Measured errors at several tolerances, on the same grid against a method of another kind: uniformisation, exact in
 * time, or where coefficients change SSPRK(4,3) at the smallest tolerance, which with its order 3 leaves 3e-9 at most. On
 * planes that change, where that would take minutes, and with mean fields and resets the default at a hundredth of the
 * smallest tolerance.
 */
export function toleranceRows(name: string): ToleranceRow[] {
  const problem = readProblem(name);
  const tolerances = isGuarded(name) ? TOLERANCES.slice(0, 2) : TOLERANCES;
  const smallest = tolerances[tolerances.length - 1]!;
  const reference: Partial<Problem["solver"]> =
    problem.drift.interaction || problem.resets.length > 0 || (changesInTime(problem) && problem.grid.axes.length === 2)
      ? { tolerance: smallest / 100 }
      : changesInTime(problem)
        ? { stepper: "ssprk43", tolerance: smallest }
        : { stepper: "uniformization" };
  const exact = finalMasses(problem, reference).masses;
  return tolerances.map((tolerance) => {
    const { masses, solution } = finalMasses(problem, { tolerance });
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
