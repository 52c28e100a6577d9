import type { Problem } from "../problem/problem.js";
import type { SteadySummary } from "../solve/summary.js";
import { headRows, ledgerRows, momentRows, valueRows, warningRows } from "./result-rows.js";
import { figure, textTable } from "./text-table.js";

/** A stationary state, for people. */
export function steadyTable(result: SteadySummary, problem: Problem): string {
  const { max, ...through } = result.current;
  return textTable([
    ...headRows(problem),
    ["method", `${result.method}, in ${result.seconds.toFixed(3)} s`],
    ["residual", figure(result.residual)],
    ["lowest density", figure(result.minDensity)],
    ...momentRows(problem, result.mean, result.covariance),
    ...valueRows("observables", result.observables),
    ...valueRows("current", { "largest |J|": max ?? null, ...averages(through) }),
    ...ledgerRows("ledger", result.ledger),
    ...warningRows(result.warnings),
  ]);
}

const averages = (through: Readonly<Record<string, number | null>>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(through).map(([axis, value]) => [`mean along ${axis}`, value]));
