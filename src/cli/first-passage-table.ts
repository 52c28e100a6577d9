import type { Problem } from "../problem/problem.js";
import type { PassageSummary } from "../solve/passage-summary.js";
import { headRows, warningRows } from "./result-rows.js";
import { printable } from "./terminal.js";
import { figure, textTable, type Row } from "./text-table.js";

/** Passage times and transitions, for people. */
export function passageTable(result: PassageSummary, problem: Problem): string {
  return textTable([
    ...headRows(problem),
    ...(result.target === null ? [] : [["target", printable(result.target)] as Row]),
    ["found in", `${result.seconds.toFixed(3)} s`],
    ...startRows(result, problem),
    ...timeRows(result),
    ...exitRows(result),
    ...transitionRows(result, problem),
    ...warningRows(result.warnings),
  ]);
}

/** What there is without an initial density. */
function startRows({ probability }: PassageSummary, { initial }: Problem): Row[] {
  if (initial || Object.keys(probability).length === 0) return [];
  return [[""], ["no `initial`: nothing to average over; times by position are written with --out DIR"]];
}

function timeRows({ meanTime, variance, never, startsInside, density }: PassageSummary): Row[] {
  if (never === null) return [];
  return [
    [""],
    ["from the initial density"],
    ["  mean passage time", never > 0 ? "infinite" : figure(meanTime)],
    ["  standard deviation", variance === null ? "-" : figure(Math.sqrt(Math.max(variance, 0)))],
    ...(never > 0 ? [["  never ends", figure(never)] as Row] : []),
    ...(startsInside! > 0 ? [["  starts inside the target", figure(startsInside)] as Row] : []),
    ...(density ? [["  time error of the survival, estimated", figure(density.error)] as Row] : []),
  ];
}

/** A line an exit, when there is a choice. */
function exitRows({ probability, conditionalMeanTime }: PassageSummary): Row[] {
  const exits = Object.keys(probability);
  if (exits.length < 2 || probability[exits[0]] === null) return [];
  return [
    [""],
    ["by exit", "probability", "mean time"],
    ...exits.map((exit): Row => [`  ${exit}`, figure(probability[exit]), figure(conditionalMeanTime[exit])]),
  ];
}

function transitionRows({ committor, reactiveRate, rateConstants }: PassageSummary, { regions }: Problem): Row[] {
  if (!regions) return [];
  return [
    [""],
    ["transitions between regions"],
    ["  A", printable(regions.A.text)],
    ["  B", printable(regions.B.text)],
    ...(committor === null ? [] : [["  B before A, from the initial density", figure(committor)] as Row]),
    ...(rateConstants
      ? ([
          ["  transitions from A to B per time", figure(reactiveRate)],
          ["  rate constant k_AB, per time since A was visited last", figure(rateConstants.AB)],
          ["  rate constant k_BA, per time since B was visited last", figure(rateConstants.BA)],
        ] as Row[])
      : []),
  ];
}
