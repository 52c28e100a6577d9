import { InputError } from "../errors.js";
import type { Grid } from "../grid/grid.js";
import type { Leaves } from "./leaves.js";
import { refuseBadCount } from "./particle-count.js";
import type { ParticleSettings, Problem, SchemeName } from "./problem.js";
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
      stepper: stated.stepper ?? "auto",
      tolerance,
      dt,
    },
    warnings: both ? ["solver.dt is given: steps have that length, and solver.tolerance is not used"] : [],
  };
}

/**
 * A full tensor D couples cells along oblique directions, which have the lengths and the one scheme they have.
 * @throws InputError for axes whose cells are not equal, and for schemes of diagonal D.
 */
export function refuseOblique({ axes }: Grid, scheme: SchemeName): void {
  axes.forEach((axis, a) => {
    if (axis.uniform) return;
    throw new InputError({
      code: "tensor-needs-uniform-axes",
      path: `axes[${a}]`,
      expected: "equal cells along both axes for a full tensor D",
      found: `cells of different widths along ${axis.name}`,
      remedy: "State the axis by range and cells without stretch, or use a diagonal D.",
    });
  });
  if (scheme === "auto" || scheme === "scharfetter-gummel") return;
  throw new InputError({
    code: "tensor-scheme",
    path: "solver.scheme",
    expected: "auto or scharfetter-gummel for a full tensor D",
    found: scheme,
  });
}

/** @throws InputError for a count, step or seed out of range. */
export function builtParticles(stated: NonNullable<Statement["particles"]>, { number }: Leaves): ParticleSettings {
  const count = number(stated.count ?? 100_000, "particles.count");
  refuseBadCount(count);
  const seed = number(stated.seed ?? 1, "particles.seed");
  if (!Number.isSafeInteger(seed) || seed < 0) refuse("particles.seed", "a whole number from 0 to 2^53-1", seed);
  const dt = stated.dt === undefined ? null : number(stated.dt, "particles.dt");
  if (dt !== null && !(dt > 0)) refuse("particles.dt", "a time step above 0", dt);
  return { count, dt, scheme: stated.scheme ?? "auto", seed };
}

function refuse(path: string, expected: string, found: number): never {
  throw new InputError({ code: "out-of-range", path, expected, found: String(found) });
}
