import { cellCenters } from "../grid/grid.js";
import { valueAt } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { constantDiffusion } from "./gibbs.js";
import { lossValues } from "./loss-values.js";
import { criticalDepth } from "./persistence.js";

/** What criteria of free motion go by. */
export interface Criteria {
  /** λ_min(D)/(η‖∇∇L‖), with ‖∇∇L‖² = ∫‖∇∇L‖²ρ*. */
  readonly literal: number;
  /** The same with the largest ‖∇∇L‖ on the grid. */
  readonly literalByMaximum: number;
  /** ηΔ/D = 1/ε: the critical depth over the temperature. */
  readonly depth: number;
}

/** What the criteria say of a problem with a loss and one constant D. */
export function criteriaOf(problem: Problem): Criteria {
  const { loss, hessianNorm } = lossValues(problem, cellCenters(problem.grid));
  const T = temperatureOf(problem);
  const lowest = loss.reduce((least, value) => Math.min(least, value), Infinity);
  let [square, norm] = [0, 0];
  for (let c = 0; c < loss.length; c++) {
    const weight = problem.grid.volumes[c] * Math.exp((lowest - loss[c]) / T);
    square += weight * hessianNorm[c] ** 2;
    norm += weight;
  }
  return {
    literal: T / Math.sqrt(square / norm),
    literalByMaximum: T / hessianNorm.reduce((most, value) => Math.max(most, value), 0),
    depth: criticalDepth(loss, problem.grid) / T,
  };
}

/** D/η of a problem with one constant D. */
export const temperatureOf = (problem: Problem): number =>
  constantDiffusion(problem)![0] / valueAt(problem.drift.learningRate, 0);
