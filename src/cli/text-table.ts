import type { Value } from "../solve/summary.js";

/** A label and what stands in the columns beside it; a heading has none. */
export type Row = readonly [label: string, ...cells: readonly string[]];

/** Rows as lines with their columns aligned over all of them; an empty label and no cells make an empty line. */
export function textTable(rows: readonly Row[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    // A heading or the only cell of its row may be long without pushing the other columns aside.
    Math.max(0, ...rows.filter((row) => row.length > Math.max(column + 1, 1)).map((row) => row[column].length)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, c) => cell.padEnd(widths[c]))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** A number to six digits, for people; scripts read JSON. */
export function figure(value: Value): string {
  if (value === null) return "-";
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e7
    ? String(Number(value.toPrecision(6)))
    : value.toExponential(3).replace(/\.?0+e/, "e");
}
