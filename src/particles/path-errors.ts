import type { Field } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { convergence, type Convergence } from "./fitted-order.js";
import type { PathEnds } from "./on-paths.js";

/** How a scheme differs from a reference on the same Brownian paths. */
export interface PathErrors {
  /** E|X_dt − X_ref| at the end, on the same paths. */
  readonly strong: Convergence;
  /** |E f(X_dt) − E f(X_ref)| on the same paths: f is each coordinate, its square, and each observable. */
  readonly weak: readonly ({ readonly name: string } & Convergence)[];
  /** Paths left out because they became NaN or infinite at one of the steps. */
  readonly lost: number;
}

/**
 * Strong and weak errors of one scheme against a reference, on the paths that stay finite throughout.
 * @param dt the steps
 * @param levels positions at the end with each step
 */
export function pathErrors(
  { grid, observables, time }: Problem,
  dt: readonly number[],
  levels: PathEnds["positions"],
  reference: readonly Float64Array[],
): PathErrors {
  const all = [...levels, reference];
  const kept = Array.from(reference[0].keys()).filter((p) =>
    all.every((positions) => positions.every((x) => Number.isFinite(x[p]))),
  );
  const pick = (positions: readonly Float64Array[]): Float64Array[] =>
    positions.map((x) => Float64Array.from(kept, (p) => x[p]));
  const lost = reference[0].length - kept.length;
  const exact = pick(reference);
  const ends = levels.map(pick);
  const differences = ends.map((positions) =>
    grid.axes.map(({ boundary, faces }, a) => {
      const length = boundary.lower === "periodic" ? faces[faces.length - 1] - faces[0] : Infinity;
      return positions[a].map((x, p) => nearest(x - exact[a][p], length));
    }),
  );
  const distances = differences.map((apart) => apart[0].map((_, p) => Math.hypot(...apart.map((own) => own[p]))));
  const weak = grid.axes.flatMap(({ name }, a) => [
    { name, samples: differences.map((apart) => apart[a]) },
    {
      name: `${name}^2`,
      samples: differences.map((apart) => apart[a].map((own, p) => own * (own + 2 * exact[a][p]))),
    },
  ]);
  const end = time!.frames[time!.frames.length - 1];
  const valuesAt = (field: Field, positions: readonly Float64Array[]): Float64Array => {
    const out = new Float64Array(kept.length);
    field.valuesInto(positions, end, out);
    return out;
  };
  for (const { name, field } of observables) {
    const wanted = valuesAt(field, exact);
    weak.push({ name, samples: ends.map((positions) => valuesAt(field, positions).map((f, p) => f - wanted[p])) });
  }
  return {
    strong: convergence(dt, distances),
    weak: weak.map(({ name, samples }) => ({ name, ...convergence(dt, samples) })),
    lost,
  };
}

/** A difference the shorter way round a ring. */
const nearest = (difference: number, length: number): number =>
  length === Infinity ? difference : difference - length * Math.round(difference / length);
