import { InputError } from "../errors.js";
import type { Field } from "./field.js";
import type { Leaves } from "./leaves.js";
import type { Problem } from "./problem.js";
import type { FieldStatement, Statement } from "./schema.js";

/**
 * The region of `target`, null when none is stated.
 * @throws InputError for a number, which is no region, and for what cannot be read as a field of positions alone.
 */
export const builtTarget = (stated: Statement["target"], leaves: Leaves): Field | null =>
  stated === undefined ? null : region(stated, "target", leaves);

/** The two regions of `regions`, null when none are stated. */
export const builtRegions = (stated: Statement["regions"], leaves: Leaves): Problem["regions"] =>
  stated === undefined ? null : { A: region(stated.A, "regions.A", leaves), B: region(stated.B, "regions.B", leaves) };

function region(stated: FieldStatement, path: string, { fieldAsStated }: Leaves): Field {
  const found = fieldAsStated(stated, path);
  if (typeof stated !== "number" && !found.varies.inTime) return found;
  throw new InputError({
    code: typeof stated === "number" ? "not-a-region" : "time-dependent",
    path,
    expected: "a comparison in positions, such as x > 1",
    found: typeof stated === "number" ? `the number ${stated}` : "a function of time",
  });
}
