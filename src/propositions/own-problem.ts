import { InputError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import { requireProblem } from "../problem/require-problem.js";
import type { Request } from "./certificate.js";

/** Temperatures beside its own at which the literal form is looked at, as factors of D. */
const FACTORS = [0.5, 1, 2];

/**
 * The propositions to be examined on a user's own problem; which of them apply shows when they are.
 * @throws InputError for a problem made of functions, which no certificate could state
 */
export function requestsFor(problem: Problem): Request[] {
  requireProblem(problem);
  if (problem.source === null)
    throw new InputError({
      code: "not-plain-data",
      path: "problem",
      expected: "a problem of expressions and numbers, which a certificate can state",
      found: "one made of functions",
      remedy: "State it as a problem file, or with expressions.",
    });
  const base = { case: problem.name, problem: problem.source as Record<string, unknown>, expected: null };
  const on = problem.drift.interaction ? "mean-field" : "density";
  return [
    {
      ...base,
      proposition: "stationary-distribution",
      form: "literal",
      on: "density",
      protocol: { diffusionFactors: FACTORS },
    },
    { ...base, proposition: "stationary-distribution", form: "amended", on: "density", protocol: {} },
    { ...base, proposition: "entropy-production", form: "literal", on: "density", protocol: {} },
    { ...base, proposition: "entropy-production", form: "amended", on: "density", protocol: {} },
    { ...base, proposition: "transition-criterion", form: "literal", on, protocol: {} },
    { ...base, proposition: "transition-criterion", form: "amended", on, protocol: {} },
  ];
}
