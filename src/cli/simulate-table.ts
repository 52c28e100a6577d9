import type { Ensemble } from "../particles/ensemble.js";
import type { SimulateSummary } from "../particles/ensemble-summary.js";
import type { Problem } from "../problem/problem.js";
import { headRows, warningRows } from "./result-rows.js";
import { printable } from "./terminal.js";
import { figure, textTable, type Row } from "./text-table.js";

/** The steps of the particles in words. */
export function schemeRow({ scheme, steps, longestStep, stepsCut }: SimulateSummary): string {
  return `${scheme}, ${steps} steps, the longest ${figure(longestStep)}${stepsCut ? ", cut where the drift is too steep" : ""}`;
}

/** What a run of particles has found, for people; ± is one standard error. */
export function simulateTable(result: SimulateSummary, problem: Problem): string {
  const names = problem.grid.axes.map((axis) => axis.name);
  const { mean, covariance, standardError } = result;
  const threads = result.threads === 1 ? "" : ` on ${result.threads} threads`;
  return textTable([
    ...headRows(problem),
    ["particles", `${result.count}, seed ${result.seed}${result.lost > 0 ? `, ${result.lost} of them lost` : ""}`],
    ["scheme", schemeRow(result)],
    ["time reached", `${figure(result.time)}, in ${result.seconds.toFixed(3)} s${threads}`],
    ...(result.survival < 1 ? [["still there", figure(result.survival)] as const] : []),
    ...(result.resets.length > 0 ? [["reset at", timesOf(result)] as const] : []),
    [""],
    ...names.map((name, a): Row => [`mean of ${name}`, within(mean[a], standardError.mean[a])]),
    ...names.flatMap((name, a) =>
      names.slice(a).map((other, b): Row => {
        const title = b === 0 ? `variance of ${name}` : `covariance of ${name} and ${other}`;
        return [title, figure(covariance[a][a + b])];
      }),
    ),
    ...passageRows(result),
    ...observableRows(result),
    ...warningRows(result.warnings),
  ]);
}

const timesOf = ({ resets }: SimulateSummary): string =>
  resets.map(({ time, cause }) => `t = ${figure(time)}${cause === "at" ? "" : ` (${cause})`}`).join(", ");

const passageRows = ({ passages, absorbed }: SimulateSummary): Row[] => {
  const ends = Object.entries(passages);
  if (ends.length === 0) return [];
  return [
    [""],
    ["left through"],
    ...ends.map(([end, { count, meanTime, standardError }]): Row => {
      const when = count > 0 ? `, after ${within(meanTime, standardError)} on average` : "";
      return [`  ${printable(end)}`, `${figure(absorbed[end])}${when}`];
    }),
  ];
};

const observableRows = ({ observables, standardError }: SimulateSummary): Row[] => {
  const entries = Object.entries(observables);
  if (entries.length === 0) return [];
  return [
    [""],
    ["observables"],
    ...entries.map(([name, value]): Row => [`  ${printable(name)}`, within(value, standardError.observables[name])]),
  ];
};

const within = (value: number | null, error: number | null): string =>
  error === null ? figure(value) : `${figure(value)} +- ${error === 0 ? "0" : Number(error.toPrecision(2))}`;

/** The density of the particles at the last frame, from their counts in the cells. */
export function histogram({ problem, counts, plan }: Ensemble): Float64Array {
  const { size, volumes } = problem.grid;
  const last = counts.subarray(counts.length - size);
  return Float64Array.from(last, (count, c) => count / (plan.count * volumes[c]));
}
