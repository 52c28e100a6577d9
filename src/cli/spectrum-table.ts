import type { Problem } from "../problem/problem.js";
import type { SpectrumSummary } from "../solve/spectrum-summary.js";
import { headRows, warningRows } from "./result-rows.js";
import { figure, textTable, type Row } from "./text-table.js";

/** A spectrum, for people. */
export function spectrumTable(result: SpectrumSummary, problem: Problem): string {
  const { gap, quasiStationary } = result;
  return textTable([
    ...headRows(problem),
    ["detailed balance", result.reversible ? "at every face: all eigenvalues are real" : "none: a current flows"],
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

/** A line a mode; frequencies only where there are some. */
function modeRows({ eigenvalues, residuals, relaxationTimes, extrapolated }: SpectrumSummary): Row[] {
  const turns = eigenvalues.some(({ im }) => im !== 0);
  const heading: Row = [
    "modes",
    "decay rate",
    ...(turns ? ["frequency"] : []),
    "relaxation time",
    "residual",
    ...(extrapolated ? ["extrapolated", "error"] : []),
  ];
  return [
    [""],
    heading,
    ...eigenvalues.map(({ re, im }, k): Row => [
      `  ${k}`,
      figure(re === 0 ? 0 : -re),
      ...(turns ? [figure(im)] : []),
      figure(relaxationTimes[k]),
      residuals[k]!.toExponential(0),
      ...(extrapolated ? [exact(extrapolated[k]), extrapolated[k].error.toExponential(0)] : []),
    ]),
  ];
}

/** An extrapolated eigenvalue to as many digits as its error leaves. */
function exact({ re, im, error }: { readonly re: number; readonly im: number; readonly error: number }): string {
  const digits = (value: number): string => {
    if (value === 0) return "0";
    const known = error > 0 ? Math.ceil(Math.log10(Math.abs(value) / error)) + 1 : 12;
    return String(Number(value.toPrecision(Math.max(2, Math.min(12, known)))));
  };
  return im === 0 ? digits(re === 0 ? 0 : -re) : `${digits(-re)}, ${digits(im)}`;
}
