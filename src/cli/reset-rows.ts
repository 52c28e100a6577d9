import type { ResetSummary, SolveSummary } from "../solve/summary.js";
import { printable } from "./terminal.js";
import { figure, type Row } from "./text-table.js";

/** The resets of a run: when, why, what was done and what it changed, and the detectors that never fired. */
export const resetRows = ({ resets, silentDetectors }: SolveSummary): Row[] => [
  ...(resets.length === 0 ? [] : happened(resets)),
  ...(resets.length === 0 && silentDetectors.length > 0 ? [BLANK, NONE] : []),
  ...silentDetectors.map(({ entry, cause, reason }): Row => [`  resets[${entry}], ${cause}`, printable(reason)]),
];

const BLANK: Row = [""];
const NONE: Row = ["resets", "none"];

const happened = (resets: readonly ResetSummary[]): Row[] => [
  [""],
  ["resets", "what was done", "entropy", "KL divergence"],
  ...resets.map((reset): Row => [
    `  t = ${figure(reset.time)}, ${reset.cause}`,
    deed(reset),
    signed(reset.jump.entropy),
    signed(reset.jump.klToStationary),
  ]),
  ...resets
    .filter(({ cause }) => cause !== "at")
    .map(({ time, reason }): Row => [`  at t = ${figure(time)} because ${printable(reason)}`]),
];

function deed({ boost, decay, redistribute }: ResetSummary): string {
  const parts = [
    ...(boost === null ? [] : [`D + ${figure(boost)}${decay === null ? "" : ` for about ${figure(decay)}`}`]),
    ...(redistribute ? [`${redistribute.sign} ${figure(redistribute.alpha)}, ${redistribute.mode}`] : []),
  ];
  return parts.join("; ");
}

const signed = (value: number | null): string => (value !== null && value > 0 ? `+${figure(value)}` : figure(value));
