import { loadProblem } from "../store/load-problem.js";
import { galleryFile, galleryNames } from "./gallery.js";
import { EXIT, type ListOptions } from "./options.js";
import { printable } from "./terminal.js";

interface Listed {
  readonly name: string;
  readonly title: string;
  readonly dimension: number;
  readonly shape: readonly number[];
}

interface Broken {
  readonly name: string;
  readonly message: string;
}

/** `list`: the ready-made problems, a line each. One that cannot be read is said to be so. Gives the exit code. */
export function list({ json = false }: ListOptions): Promise<number> {
  const problems: Listed[] = [];
  const broken: Broken[] = [];
  for (const name of galleryNames()) {
    try {
      const { title, grid } = loadProblem(galleryFile(name));
      problems.push({ name, title, dimension: grid.axes.length, shape: grid.shape });
    } catch (error) {
      broken.push({ name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  if (json) process.stdout.write(`${JSON.stringify({ problems, broken })}\n`);
  else process.stdout.write(`${listing(problems)}\nfokker-planck solve NAME runs one; NAME.yaml is under grids/.\n`);
  for (const { name, message } of broken) process.stderr.write(`warning: ${name}: ${printable(message)}\n`);
  return Promise.resolve(EXIT.done);
}

function listing(problems: readonly Listed[]): string {
  const rows = problems.map(({ name, title, dimension, shape }) => [
    name,
    `${dimension}D`,
    `${shape.join("x")} cells`,
    printable(title),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column].length)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`).join("");
}
