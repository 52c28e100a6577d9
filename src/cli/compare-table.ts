import type { CompareSummary } from "../compare/summary.js";
import type { Test } from "../compare/tests.js";
import type { Problem } from "../problem/problem.js";
import { headRows, warningRows } from "./result-rows.js";
import { particleRows } from "./simulate-table.js";
import { printable } from "./terminal.js";
import { figure, textTable, type Row } from "./text-table.js";

const kinds: Readonly<Record<Test["kind"], string>> = {
  "chi-square": "chi-square",
  "kolmogorov-smirnov": "Kolmogorov-Smirnov",
  l1: "L1 distance",
  moment: "",
  passage: "chi-square",
};

/** A comparison for people: the numbers of both sides, the tests at the end, and the verdict last. */
export function compareTable(result: CompareSummary, problem: Problem, warnings: readonly string[]): string {
  const { density, particles, statistics } = result;
  const one: readonly Test[] = [
    ...(statistics.chiSquare ? [statistics.chiSquare] : []),
    ...(statistics.ks ? [statistics.ks] : []),
    ...(statistics.passages ? [statistics.passages] : []),
  ];
  return textTable([
    ...headRows(problem),
    [
      "density",
      `${density.steps} steps in ${density.seconds.toFixed(3)} s, error in time ${figure(density.error.time)}`,
    ],
    ...particleRows(particles, problem),
    ...warningRows(warnings),
    [""],
    [`at t = ${figure(density.time)}`, "density", "particles", "apart", "p"],
    ...statistics.moments.map((test): Row => [
      `  ${printable(test.name)}`,
      figure(test.expected ?? null),
      figure(test.found ?? null),
      `${test.statistic.toFixed(2)} se`,
      probability(test.pValue),
    ]),
    ...one.map((test): Row => [
      `  ${kinds[test.kind]} of ${printable(test.name)}`,
      "",
      "",
      test.degrees === undefined ? figure(test.statistic) : `${figure(test.statistic)} on ${test.degrees}`,
      probability(test.pValue),
    ]),
    [
      "  L1 distance of cells",
      `${figure(statistics.l1.expected)} expected`,
      figure(statistics.l1.value),
      statistics.l1.sd > 0
        ? `${((statistics.l1.value - statistics.l1.expected) / statistics.l1.sd).toFixed(2)} sd`
        : "",
      probability(statistics.l1.pValue),
    ],
    [""],
    [`errors of grid, time and step in the chi-square: ${budgetText(result)} of its standard deviation`],
    [
      `${result.tests.length} tests at ${new Set(result.tests.map(({ time }) => time)).size} frames, smallest p after Holm's correction ${probability(result.pValue)} (threshold ${result.threshold})`,
    ],
    [""],
    [`verdict: ${result.verdict}`],
    [`  ${result.reason}`],
  ]);
}

const budgetText = ({ budget }: CompareSummary): string => {
  const { gridAlone, grid, time, step } = budget;
  const alone = gridAlone !== null && gridAlone > 0.01 ? ` (${brief(gridAlone)} before extrapolation)` : "";
  return `${grid === null ? "not known" : brief(grid)}${alone}, ${brief(time)}, ${step === null ? "not known" : brief(step)}`;
};

const brief = (value: number): string => (value < 1e-3 ? "below 0.001" : String(Number(value.toPrecision(2))));

const probability = (p: number): string => (p < 1e-4 ? p.toExponential(1) : String(Number(p.toPrecision(2))));
