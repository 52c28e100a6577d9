import type { Problem } from "../problem/problem.js";
import type { Totals } from "../ledger/totals.js";
import type { LedgerSummary, SolveSummary, Value, Values } from "../solve/summary.js";
import { printable } from "./terminal.js";
import { figure, type Row } from "./text-table.js";

const ledgerLabels: Readonly<Record<keyof LedgerSummary | keyof Totals, string>> = {
  entropy: "entropy",
  freeEnergy: "free energy",
  klToStationary: "KL divergence from the stationary state",
  stationaryL1: "L1 distance from the stationary state",
  stationaryMax: "largest difference from the stationary density",
  entropyRate: "integral of J.grad(log rho), -d(entropy)/dt",
  entropyProduction: "entropy production, total",
  housekeeping: "  to keep stationary currents (housekeeping)",
  excess: "  to relax (excess)",
  currentMax: "largest current |J|",
  currentL2: "L2 norm of the current",
  consolidationRatio: "drift over diffusion, weighted by the density",
  consolidationLiteral: "drift over diffusion, unweighted",
  referenceWork: "  added to the KL divergence by the moving stationary state",
};

/** What is being solved: its name and its grid. */
export const headRows = ({ name, title, grid }: Problem): Row[] => [
  [title === "" || title === name ? name : `${printable(title)} (${name})`],
  [""],
  ...grid.axes.map((axis): Row => {
    const { lower, upper } = axis.boundary;
    const range = `[${figure(axis.faces[0])}, ${figure(axis.faces[axis.faces.length - 1])}]`;
    const cells = `${axis.centers.length} ${axis.uniform ? "equal" : "unequal"} cells`;
    return [`axis ${axis.name}`, `${cells} on ${range}, ${lower === upper ? lower : `${lower} to ${upper}`}`];
  }),
];

/** Mean and covariance, with a column an axis. */
export const momentRows = (
  { grid }: Problem,
  mean: readonly Value[],
  covariance: readonly (readonly Value[])[],
): Row[] => {
  const names = grid.axes.map((axis) => axis.name);
  if (names.length === 1) return [[""], ["mean", figure(mean[0])], ["variance", figure(covariance[0][0])]];
  return [
    [""],
    ["", ...names],
    ["mean", ...mean.map(figure)],
    ...covariance.map((row, a): Row => [`covariance with ${names[a]}`, ...row.map(figure)]),
  ];
};

/** A headed list of named values; nothing when there are none. */
export const valueRows = (heading: string, values: Values): Row[] =>
  Object.keys(values).length === 0
    ? []
    : [[""], [heading], ...Object.entries(values).map(([name, value]): Row => [`  ${printable(name)}`, figure(value)])];

/** The ledger, or those of its quantities that are given, in plain words; what does not exist is left out. */
export function ledgerRows(heading: string, ledger: Partial<LedgerSummary & SolveSummary["totals"]>): Row[] {
  const known = (Object.keys(ledger) as (keyof typeof ledger)[]).filter(
    // a stationary state that stands still is no news
    (key) => ledger[key] !== null && !(key === "referenceWork" && ledger[key] === 0),
  );
  if (known.length === 0) return [];
  return [[""], [heading], ...known.map((key): Row => [`  ${ledgerLabels[key]}`, figure(ledger[key]!)])];
}

export const warningRows = (warnings: readonly string[]): Row[] =>
  warnings.length === 0 ? [] : [[""], ["warnings"], ...warnings.map((warning): Row => [`  ${printable(warning)}`])];
