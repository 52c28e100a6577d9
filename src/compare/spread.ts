import { cellCenters } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import type { Frame } from "../solve/solution.js";

/** Variance of a quantity over particles, and its skewness E[(q − m)³]/variance^{3/2}. */
export interface Spread {
  readonly variance: number;
  readonly skewness: number;
}

/** How much what is averaged over particles differs between them, as the density has it at a frame. */
export interface Spreads {
  /** Of z_a, for those who are there. */
  readonly mean: readonly Spread[];
  /** Of (z_a − m_a)(z_b − m_b), for those who are there. */
  readonly covariance: readonly (readonly Spread[])[];
  /** Of the observables, which are 0 for those who have left. */
  readonly observables: Readonly<Record<string, Spread>>;
}

/** @param probability of the cells; it may sum to less than 1 */
export function spreadsOf(problem: Problem, probability: Float64Array, { time, mean }: Frame): Spreads {
  const { grid, observables } = problem;
  const centers = cellCenters(grid);
  const total = probability.reduce((sum, p) => sum + p, 0);
  const there = probability.map((p) => p / total);
  const from = centers.map((center, a) => center.map((z) => z - mean[a]));
  return {
    mean: from.map((values) => spreadOf(values, there)),
    covariance: from.map((first) =>
      from.map((second) =>
        spreadOf(
          first.map((value, c) => value * second[c]),
          there,
        ),
      ),
    ),
    observables: Object.fromEntries(
      observables.map(({ name, field }) => {
        const values = new Float64Array(grid.size);
        field.valuesInto(centers, time, values);
        return [name, spreadOf(values, probability)];
      }),
    ),
  };
}

/** Of values with probabilities; what is missing in them is a 0. */
function spreadOf(values: ArrayLike<number>, probability: Float64Array): Spread {
  let [total, mean] = [0, 0];
  for (let c = 0; c < probability.length; c++) {
    total += probability[c];
    mean += probability[c] * values[c];
  }
  const missing = Math.max(0, 1 - total);
  let [second, third] = [missing * mean ** 2, -missing * mean ** 3];
  for (let c = 0; c < probability.length; c++) {
    const away = values[c] - mean;
    second += probability[c] * away * away;
    third += probability[c] * away * away * away;
  }
  return { variance: second, skewness: second > 0 ? third / second ** 1.5 : 0 };
}
