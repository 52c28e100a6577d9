import type { CompareSummary } from "../compare/summary.js";
import { testTitle } from "../compare/test-words.js";
import type { Test } from "../compare/tests.js";
import type { Problem } from "../problem/problem.js";
import { resetRows } from "./reset-rows.js";
import { headRows, warningRows } from "./result-rows.js";
import { schemeRow } from "./simulate-table.js";
import { printable } from "./terminal.js";
import { figure, textTable, type Row } from "./text-table.js";

/** A comparison for people: how each side was found, both side by side at the end, and the verdict last. */
export function compareTable(result: CompareSummary, problem: Problem, warnings: readonly string[]): string {
  const { density, particles } = result;
  const threads = particles.threads === 1 ? "" : ` on ${particles.threads} threads`;
  const lost = particles.lost > 0 ? `, ${particles.lost} of them lost` : "";
  return textTable([
    ...headRows(problem),
    [
      "density",
      `${density.steps} steps in ${density.seconds.toFixed(3)} s, error in time ${figure(density.error.time)} (L1, estimate)`,
    ],
    ["particles", `${particles.count}, seed ${particles.seed}${lost}, in ${particles.seconds.toFixed(3)} s${threads}`],
    ["scheme", schemeRow(particles)],
    ...resetRows(density),
    ...(particles.resets.some(({ cause }) => cause !== "at")
      ? [["  the particles were reset when the density was"] as const]
      : []),
    ...warningRows(warnings),
    ...sideBySide(result),
    ...testRows(result),
    ...budgetRows(result),
    [""],
    ["tests", `${result.tests.length} at ${new Set(result.tests.map(({ time }) => time)).size} frames`],
    ...(result.untested.length > 0 ? [["not tested at", untested(result)] as const] : []),
    ["would notice", noticed(result)],
    ["smallest p", `${probability(result.plainPValue)} after Holm's correction, threshold ${result.threshold}`],
    ...(result.pValue > result.plainPValue
      ? [["", `${probability(result.pValue)} with the errors of discretisation allowed for`] as const]
      : []),
    [""],
    [`verdict: ${result.verdict}`],
    [`  ${result.reason}`],
  ]);
}

/** The numbers that both sides know. */
function sideBySide({ density, particles, statistics }: CompareSummary): Row[] {
  return [
    [""],
    [`at t = ${figure(density.time)}`, "density", "particles", "apart", "p"],
    ...statistics.moments.map((test): Row => [
      `  ${printable(test.name)}`,
      figure(test.expected ?? null),
      figure(test.found ?? null),
      `${test.statistic.toFixed(2)} se`,
      probability(test.pValue),
    ]),
    ...Object.entries(density.absorbed).map(([end, share]): Row => [
      `  left through ${printable(end)}`,
      figure(share),
      figure(particles.absorbed[end]),
    ]),
  ];
}

/** The tests of the whole distribution: what is expected by chance, and what was found. */
function testRows({ statistics: { chiSquare, ks, l1, passages } }: CompareSummary): Row[] {
  const one = (test: Test | null | undefined): Row[] => {
    if (!test) return [];
    const { degrees, statistic, pValue } = test;
    // the mean of Kolmogorov's distribution is √(π/2) ln 2
    const expected = degrees === undefined ? "about 0.87" : `about ${degrees}`;
    return [[`  ${printable(testTitle(test))}`, expected, figure(statistic), "", probability(pValue)]];
  };
  const apart = l1 && l1.sd > 0 ? `${((l1.value - l1.expected) / l1.sd).toFixed(2)} sd` : "";
  const rows: Row[] = [
    ...one(chiSquare),
    ...(l1
      ? [["  L1 distance over cells", figure(l1.expected), figure(l1.value), apart, probability(l1.pValue)] as const]
      : []),
    ...one(ks),
    ...one(passages),
  ];
  if (rows.length > 0) return [[""], ["distribution", "by chance", "found", "", "p"], ...rows];
  return [["  particles act on each other: these are means over groups of them, compared by Student's t"]];
}

const budgetRows = ({ budget: { gridAlone, grid, time, step, resampling }, statistics }: CompareSummary): Row[] => [
  [""],
  [
    statistics.chiSquare
      ? "errors against this noise (above 1 the chi-square over cells would measure them)"
      : "errors against the noise of as many single particles (above 1 they would measure them)",
  ],
  [
    "  grid, extrapolated",
    grid === null ? "not known" : brief(grid),
    gridAlone !== null && gridAlone > 0.01 ? `(${brief(gridAlone)} as it is)` : "",
  ],
  ["  steps of the density", brief(time)],
  ["  steps of the particles", step === null ? "not known" : brief(step)],
  ...(resampling > 0 ? [["  resampling at literal resets", brief(resampling)] as const] : []),
];

const noticed = ({ noticeable: { mean, variance }, untested: left }: CompareSummary): string =>
  [
    mean === null ? "no error of a mean" : `a mean off by ${brief(mean)} standard deviations`,
    variance === null ? "no error of a variance" : `a variance off by ${brief(100 * variance)} %`,
  ].join(", ") + (left.length > 0 && (mean ?? variance) !== null ? ", at the other frames" : "");

/** So many times are named one by one. */
const NAMED = 6;

const untested = ({ untested: times }: CompareSummary): string => {
  const others = times.length - NAMED;
  const named = times.slice(0, NAMED).map((time) => String(Number(time.toPrecision(5))));
  const more = others > 0 ? ` and ${others} more` : "";
  return `t = ${named.join(", ")}${more}: errors of discretisation may be over 3 times the noise`;
};

const brief = (value: number): string => (value < 1e-3 ? "below 0.001" : String(Number(value.toPrecision(2))));

const probability = (p: number): string => (p > 0 && p < 1e-4 ? p.toExponential(1) : String(Number(p.toPrecision(2))));
