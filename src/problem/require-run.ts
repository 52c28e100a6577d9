import { InputError } from "../errors.js";
import type { Problem } from "./problem.js";

/** @throws InputError for a problem without a start or an end. */
export function requireRun({ initial, time }: Problem): void {
  const missing = initial === null ? "initial" : time === null ? "time" : null;
  if (!missing) return;
  throw new InputError({
    code: "missing",
    path: missing,
    expected: missing === "initial" ? "an initial density" : "an end time",
    found: "none",
    remedy: missing === "initial" ? "Add `initial: { uniform: true }`, say." : "Add `time: { end: 1 }`, say.",
  });
}
