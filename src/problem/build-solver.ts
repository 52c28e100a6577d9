import { InputError } from "../errors.js";
import type { Leaves } from "./leaves.js";
import type { Problem, StepperName } from "./problem.js";
import type { Statement } from "./schema.js";

export const DEFAULT_TOLERANCE = 1e-4;

interface BuiltSolver {
  readonly solver: Problem["solver"];
  readonly warnings: readonly string[];
}

/** @throws InputError for a tolerance outside [1e-12, 0.5] or a step that is not positive. */
export function builtSolver(stated: NonNullable<Statement["solver"]>, { number }: Leaves): BuiltSolver {
  const tolerance = number(stated.tolerance ?? DEFAULT_TOLERANCE, "solver.tolerance");
  // Below 1e-12 rounding would decide, above 0.5 nothing would be left to bound.
  if (!(tolerance >= 1e-12 && tolerance <= 0.5)) refuse("solver.tolerance", "a tolerance from 1e-12 to 0.5", tolerance);
  const dt = stated.dt === undefined ? null : number(stated.dt, "solver.dt");
  if (dt !== null && !(dt > 0)) refuse("solver.dt", "a time step above 0", dt);
  const both = dt !== null && stated.tolerance !== undefined;
  return {
    solver: {
      scheme: stated.scheme ?? "auto",
      stepper: (stated.stepper ?? "auto") as StepperName,
      tolerance,
      dt,
    },
    warnings: both ? ["solver.dt is given: steps have that length, and solver.tolerance is not used"] : [],
  };
}

/** @throws InputError for a count, step or seed out of range. */
export function builtParticles(stated: NonNullable<Statement["particles"]>, { number }: Leaves): object {
  const count = number(stated.count ?? 100_000, "particles.count");
  if (!Number.isInteger(count) || count < 1 || count > 1e9)
    refuse("particles.count", "a whole number of particles from 1 to 1e9", count);
  const seed = number(stated.seed ?? 1, "particles.seed");
  if (!Number.isSafeInteger(seed) || seed < 0) refuse("particles.seed", "a whole number from 0 to 2^53-1", seed);
  const dt = stated.dt === undefined ? undefined : number(stated.dt, "particles.dt");
  if (dt !== undefined && !(dt > 0)) refuse("particles.dt", "a time step above 0", dt);
  return { count, ...(dt === undefined ? {} : { dt }), scheme: stated.scheme ?? "auto", seed };
}

function refuse(path: string, expected: string, found: number): never {
  throw new InputError({ code: "out-of-range", path, expected, found: String(found) });
}
