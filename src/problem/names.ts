import { InputError } from "../errors.js";
import { reservedNames } from "./expression/expression.js";

/** Keys that could reach a prototype, wherever they stand. */
export const FORBIDDEN_KEYS: readonly string[] = ["__proto__", "constructor", "prototype"];

/** Keys of `diffusion` that could not be told from an axis. */
const DIFFUSION_FORMS: readonly string[] = ["tensor", "adaptive"];

/**
 * Refuses what cannot name an axis or a parameter.
 * @throws InputError when it is no identifier, has a meaning of its own, or is taken.
 */
export function refuseBadName(name: string, kind: "axis" | "parameter", path: string, taken: readonly string[]): void {
  const found = JSON.stringify(name.slice(0, 40));
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > 64)
    throw new InputError({
      code: "bad-name",
      path,
      expected: `a name for the ${kind}: letters, digits and _, no digit first`,
      found,
    });
  if (reservedNames.has(name) || FORBIDDEN_KEYS.includes(name) || (kind === "axis" && DIFFUSION_FORMS.includes(name)))
    throw new InputError({
      code: "reserved-name",
      path,
      expected: `a name for the ${kind} that means nothing else`,
      found: `${found}, which is reserved`,
    });
  if (taken.includes(name))
    throw new InputError({
      code: kind === "axis" ? "repeated-axis" : "repeated-name",
      path,
      expected: "a name of its own for each axis and parameter",
      found: `${found} twice`,
    });
}
