import { InputError } from "../errors.js";
import { nearestName } from "./expression/expression.js";
import type { Field } from "./field.js";
import type { Leaves } from "./leaves.js";
import type { FieldStatement } from "./schema.js";

/**
 * One field an axis from a mapping of axis names, null where none is stated.
 * @throws InputError for a key that names no axis.
 */
export function byAxis(
  stated: Readonly<Record<string, FieldStatement>>,
  path: string,
  { axes, field }: Leaves,
): (Field | null)[] {
  for (const key of Object.keys(stated)) {
    if (axes.includes(key)) continue;
    const near = nearestName(key, axes);
    throw new InputError({
      code: "unknown-axis",
      path: `${path}.${key}`,
      expected: `the name of an axis (${axes.join(", ")})`,
      found: `unknown key ${JSON.stringify(key.slice(0, 40))}`,
      remedy: near === null ? undefined : `Did you mean "${near}"?`,
    });
  }
  return axes.map((axis) => (Object.hasOwn(stated, axis) ? field(stated[axis], `${path}.${axis}`) : null));
}
