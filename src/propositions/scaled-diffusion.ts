import { scaledField } from "../problem/combined-field.js";
import { scaledMatrix } from "../problem/matrix-field.js";
import type { Problem } from "../problem/problem.js";

/** The same problem with factor·D. */
export function scaledDiffusion(problem: Problem, factor: number): Problem {
  if (factor === 1) return problem;
  const { scalar } = problem.diffusion;
  return {
    ...problem,
    diffusion: { ...scaledMatrix(problem.diffusion, factor), scalar: scalar && scaledField(scalar, factor) },
  };
}
