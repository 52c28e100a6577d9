import type { ResetSummary } from "../solve/summary.js";
import { printable } from "./terminal.js";
import { figure, type Row } from "./text-table.js";

/** The resets of a run: when, why, what was done and what it changed; nothing when there were none. */
export const resetRows = (resets: readonly ResetSummary[]): Row[] =>
  resets.length === 0
    ? []
    : [
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
