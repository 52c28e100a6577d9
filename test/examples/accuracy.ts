import { loadProblem } from "../../src/node.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";
import { steadySummary, summary } from "../../src/solve/summary.js";
import { known, type Fact } from "../gallery/known.js";

/** Facts of the gallery that the README shows: one or two of each kind of problem. */
const shown: readonly (readonly [problem: string, what: string, at: Fact["at"], words: string, by: string])[] = [
  ["ou", "covariance.0.0", "end", "variance", "closed form"],
  ["ou", "totals.entropyProduction", "end", "entropy produced", "closed form"],
  ["double-well", "observables.left", "end", "P(x < 0)", "Galerkin, 140 modes"],
  ["tilted-ring", "current.x", "steady", "stationary current", "quadrature"],
  ["brownian-exit", "mass", "end", "survival", "series"],
  ["drift-diffusion-decision", "absorbed.x.upper", "end", "absorbed at the upper end", "series"],
  ["integrate-and-fire", "absorbed.v.upper", "end", "absorbed at the threshold", "Galerkin, 120 modes"],
  ["geometric-brownian", "mean.0", "end", "mean; Ito, D ∝ x²", "closed form"],
  ["cir", "observables.above", "end", "share above a level; Ito, D ∝ x", "Galerkin, 90 modes"],
  ["convention-ring", "observables.cosine", "steady", "stationary E[cos x]; Ito", "closed form"],
  ["stochastic-resonance", "observables.right", "end", "P(x > 0); drift periodic in t", "Galerkin, 80 modes"],
  ["forgetting", "observables.keepsA", "end", "share kept after the drift has switched", "closed form"],
  ["rotating-ou-2d", "covariance.0.0", "end", "variance of x", "closed form"],
  ["rotating-ou-2d", "ledger.housekeeping", "steady", "stationary entropy production", "closed form"],
  ["rotating-tensor-ou-2d", "covariance.0.0", "end", "variance of x; full tensor D", "closed form"],
  ["two-wells-2d", "observables.left", "end", "P(x < 0)", "finer grids"],
  ["mueller-brown-2d", "observables.reactant", "end", "share of the reactant", "finer grids"],
  ["hopf-2d", "observables.inside", "end", "P(inside the cycle)", "Galerkin, 60 by 3 modes"],
];

export interface AccuracyRow {
  readonly problem: string;
  readonly words: string;
  readonly exact: number;
  readonly error: number;
  /** Where the value known comes from, in short; test/gallery/known.ts says more. */
  readonly by: string;
}

/** Solves the problems as they stand, and compares. */
export function accuracyRows(): AccuracyRow[] {
  const results = new Map<string, unknown>();
  return shown.map(([name, what, at, words, by]) => {
    const fact = known[name].find((candidate) => candidate.what === what && candidate.at === at);
    if (!fact) throw new Error(`${name} has no fact ${what} at ${at}`);
    const key = `${name} ${at}`;
    if (!results.has(key)) {
      const problem = loadProblem(new URL(`../../grids/${name}.yaml`, import.meta.url).pathname);
      results.set(key, at === "steady" ? steadySummary(steady(problem)) : summary(evolve(problem)));
    }
    const error = Math.abs(Number(valueAt(results.get(key), what)) - fact.value);
    return { problem: name, words, exact: fact.value, error, by };
  });
}

/** What stands at a path such as `absorbed.x.lower`, whose keys may hold dots themselves. */
function valueAt(data: unknown, path: string): unknown {
  if (path === "" || typeof data !== "object" || data === null) return data;
  const key = Object.keys(data).find((candidate) => path === candidate || path.startsWith(`${candidate}.`));
  return key === undefined ? undefined : valueAt(Reflect.get(data, key), path.slice(key.length + 1));
}

export const accuracyTable = (rows: readonly AccuracyRow[]): string =>
  [
    "| problem | quantity | known value | error | known by |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(
      ({ problem, words, exact, error, by }) =>
        `| [${problem}](grids/${problem}.yaml) | ${words.replaceAll("|", "\\|")} | ${Number(exact.toPrecision(8))} | ${error.toExponential(0)} | ${by} |`,
    ),
  ].join("\n");
