import type { Problem } from "../problem/problem.js";
import type { SpectrumSummary } from "../solve/spectrum-summary.js";
import { headRows, warningRows } from "./result-rows.js";
import { figure, textTable, type Row } from "./text-table.js";

/** A spectrum, for people. */
export function spectrumTable(result: SpectrumSummary, problem: Problem): string {
  const { gap, quasiStationary } = result;
  return textTable([
    ...headRows(problem),
    ["detailed balance", balanceWords(result, problem)],
    ["found in", `${result.seconds.toFixed(3)} s`],
    ...modeRows(result),
    [""],
    ...(gap === null
      ? []
      : [[quasiStationary ? "gap to the second mode" : "spectral gap", `${figure(gap)} 1/time`] as Row]),
    ...(quasiStationary
      ? ([
          ["rate of loss in the end", `${figure(quasiStationary.rate)} 1/time`],
          ["mean time to be lost, from then on", figure(quasiStationary.meanTime)],
        ] as Row[])
      : []),
    ...warningRows(result.warnings),
  ]);
}

function balanceWords({ reversible }: SpectrumSummary, problem: Problem): string {
  if (reversible) return "at every face: all eigenvalues are real";
  return problem.restart ? "none: restarts carry mass one way" : "none: a current flows";
}

/** A line a mode; frequencies only where there are some, errors only where there is one. */
function modeRows(result: SpectrumSummary): Row[] {
  const { eigenvalues, errors, extrapolated, gridEigenvalues, relaxationTimes, residuals } = result;
  const turns = eigenvalues.some(({ im }) => im !== 0);
  const told = extrapolated.some((is) => is);
  const onGrid = gridEigenvalues.map(({ re, im }) => [figure(re === 0 ? 0 : -re), ...(turns ? [figure(im)] : [])]);
  const heading: Row = [
    "modes",
    "decay rate",
    ...(turns ? ["frequency"] : []),
    "relaxation time",
    ...(told ? ["error", "on the grid", ...(turns ? [""] : [])] : []),
    "residual",
  ];
  return [
    [""],
    ["eigenvalues", told ? "extrapolated to cells of no width; * as on the grid" : "those of the grid"],
    heading,
    ...eigenvalues.map(({ re, im }, k): Row => {
      const error = errors[k];
      const digits = (value: number): string => (extrapolated[k] ? known(value, error!) : figure(value));
      return [
        `  ${k}`,
        `${re === 0 ? "0" : digits(-re)}${told && !extrapolated[k] && re !== 0 ? " *" : ""}`,
        ...(turns ? [im === 0 ? "0" : digits(im)] : []),
        figure(relaxationTimes[k]),
        ...(told ? [error ? error.toExponential(0) : error === 0 ? "0" : "-", ...onGrid[k]] : []),
        residuals[k]!.toExponential(0),
      ];
    }),
  ];
}

/** A figure to as many digits as its error leaves. */
function known(value: number, error: number): string {
  const digits = error > 0 ? Math.ceil(Math.log10(Math.abs(value) / error)) + 1 : 12;
  const exact = Number(value.toPrecision(Math.max(2, Math.min(12, digits))));
  return Math.abs(exact) < 1e-4 ? exact.toExponential() : String(exact);
}
