import type { Problem } from "../problem/problem.js";
import type { SolveSummary } from "../solve/summary.js";
import { headRows, ledgerRows, momentRows, valueRows, warningRows } from "./result-rows.js";
import { resetRows } from "./reset-rows.js";
import { figure, textTable } from "./text-table.js";

/** What a run has found, for people. */
export function solveTable(result: SolveSummary, problem: Problem): string {
  const { time, steps, rejected, error } = result;
  return textTable([
    ...headRows(problem),
    ["time reached", `${figure(time)}${result.status === "interrupted" ? " (interrupted)" : ""}`],
    ["steps", `${steps} and ${rejected} rejected, in ${result.seconds.toFixed(3)} s`],
    ["mass", `${figure(result.mass)}, balanced to ${figure(result.massError)}`],
    ["lowest density of the run", figure(result.minDensity)],
    ["error in time (L1, estimate)", error.time === null ? "not known" : figure(error.time)],
    ["error in space (L1, estimate)", error.space === null ? "not known (--estimate-error)" : figure(error.space)],
    ...resetRows(result),
    ...momentRows(problem, result.mean, result.covariance),
    ...valueRows("absorbed at", result.absorbed),
    ...valueRows("observables", result.observables),
    ...ledgerRows(`ledger at t = ${figure(time)}`, result.ledger),
    ...ledgerRows("ledger of the whole run", result.totals),
    ...warningRows(result.warnings),
  ]);
}
