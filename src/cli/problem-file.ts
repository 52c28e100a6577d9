import { loadProblem } from "../node.js";
import { parseProblem } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { problemText, STANDARD_INPUT } from "../store/problem-text.js";
import { meantFile } from "./gallery.js";
import type { ProblemOptions } from "./options.js";
import { printable } from "./terminal.js";

/** The problem an argument names, with its settings applied; what a user should know is said at once. */
export function readProblem(argument: string, { set, quiet }: ProblemOptions): Problem {
  const problem =
    argument === "-" ? parseProblem(problemText(STANDARD_INPUT), { set }) : loadProblem(meantFile(argument), { set });
  if (!quiet) for (const warning of problem.warnings) process.stderr.write(`warning: ${printable(warning)}\n`);
  return problem;
}
