import type { Axis } from "../grid/axis.js";
import { equalBins } from "./bins.js";
import type { Terminal } from "./terminal.js";
import { figure } from "./text-table.js";

const COLUMNS = 60;
const ROWS = 8;

/** From empty to full, bottom first. */
const blocks = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
const plainBlocks = " .:#";

/** A density over one axis as columns of block characters; or whatever else is not negative, by its name. */
export function linePlot(axis: Axis, density: Float64Array, { unicode }: Terminal, name = "density"): string {
  const heights = equalBins(axis, COLUMNS).map(({ first, shares }) =>
    shares.reduce((sum, share, k) => sum + share * density[first + k], 0),
  );
  const top = density.reduce((most, value) => Math.max(most, value), 0);
  const marks = unicode ? blocks : plainBlocks;
  const most = marks.length - 1;
  const upright = unicode ? "\u2502" : "|";
  const margin = Math.max(figure(top).length, name.length);
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const bottom = ROWS - 1 - row;
    const columns = heights.map((height) => {
      const filled = top > 0 ? Math.round((height / top) * ROWS * most) - bottom * most : 0;
      return marks[Math.min(most, Math.max(0, filled))];
    });
    const label = row === 0 ? figure(top) : row === ROWS - 1 ? "0" : row === 1 ? name : "";
    return `${label.padStart(margin)} ${upright}${columns.join("").trimEnd()}`;
  });
  return `${[...lines, ...axisLines(axis, margin, COLUMNS, unicode)].join("\n")}\n`;
}

/** The horizontal axis: a line, and below it the name between the two ends. */
export function axisLines(axis: Axis, margin: number, columns: number, unicode: boolean): string[] {
  const lower = figure(axis.faces[0]);
  const upper = figure(axis.faces[axis.faces.length - 1]);
  const gap = columns - lower.length - upper.length;
  const before = Math.floor((gap - axis.name.length) / 2);
  const name = axis.name.slice(0, Math.max(0, gap - 2));
  const line = (unicode ? "\u2500" : "-").repeat(columns);
  const indent = " ".repeat(margin + 2);
  return [
    `${" ".repeat(margin + 1)}${unicode ? "\u2514" : "+"}${line}`,
    `${indent}${lower}${(" ".repeat(Math.max(1, before)) + name).padEnd(gap)}${upper}`,
  ];
}
