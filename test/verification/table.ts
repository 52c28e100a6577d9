/** A table of docs/verification.md: a heading, words before it, columns, and rows of cells as they are printed. */
export interface Table {
  readonly title: string;
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

export const markdownOf = ({ title, about, columns, rows }: Table): string =>
  [`## ${title}`, "", about, "", line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");

/** An error, to two digits. */
export const error = (value: number): string => value.toExponential(1);
export const digits = (value: number): string => String(Number(value.toPrecision(10)));
export const order = (value: number): string => value.toFixed(2);
export const ratio = (value: number): string => String(Number(value.toPrecision(2)));
