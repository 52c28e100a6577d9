import { InputError } from "../errors.js";
import type { Problem } from "./problem.js";

/** What every problem has, and no definition has all of. */
const PARTS = ["grid", "drift", "diffusion", "observables", "solver", "particles"] as const;

/**
 * Refuses what is no problem, where a program in plain JavaScript has passed it: the definition itself, say.
 * @throws InputError `not-a-problem` for what `defineProblem` or `parseProblem` has not made
 */
export function requireProblem(problem: Problem): void {
  const given: unknown = problem;
  const isObject = typeof given === "object" && given !== null;
  if (isObject && PARTS.every((part) => part in given)) return;
  throw new InputError({
    code: "not-a-problem",
    path: "",
    expected: "a problem, as defineProblem or parseProblem gives it",
    found: foundIn(given),
    remedy: "Pass the definition through defineProblem first.",
  });
}

function foundIn(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (Array.isArray(given)) return "a list";
  if (typeof given !== "object") return `a ${typeof given}`;
  return "axes" in given ? "a plain definition" : "an object without a grid";
}
