import type { Problem } from "../problem/problem.js";
import type { SteadySummary } from "../solve/summary.js";
import { headRows, ledgerRows, momentRows, valueRows, warningRows } from "./result-rows.js";
import { printable } from "./terminal.js";
import { figure, textTable, type Row } from "./text-table.js";

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
    ...branchRows(result.branches),
    ...ledgerRows("ledger", result.ledger),
    ...warningRows(result.warnings),
  ]);
}

const averages = (through: Readonly<Record<string, number | null>>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(through).map(([axis, value]) => [`mean along ${axis}`, value]));

/** The stationary states of a mean field, the one shown first. */
const branchRows = (branches: SteadySummary["branches"]): Row[] =>
  (branches ?? []).flatMap(
    ({ start, stability, contraction, growth, freeEnergy, residual, mean, observables }): Row[] => [
      [""],
      [`stationary from ${start}`, stability],
      growth === null
        ? ["  an iteration multiplies departures by", figure(contraction)]
        : ["  rate at which departures grow", figure(growth)],
      ["  free energy", figure(freeEnergy)],
      ["  residual", figure(residual)],
      ...mean.map((value, a): Row => [`  mean${mean.length > 1 ? ` ${a + 1}` : ""}`, figure(value)]),
      ...Object.entries(observables).map(([name, value]): Row => [`  ${printable(name)}`, figure(value)]),
    ],
  );
