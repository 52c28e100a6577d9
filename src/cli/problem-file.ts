import { loadProblem } from "../store/load-problem.js";
import { parseProblem } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { problemText, STANDARD_INPUT } from "../store/problem-text.js";
import { meantFile } from "./gallery.js";
import type { ProblemOptions } from "./options.js";

/**
 * The problem an argument names, with its settings applied. A note on stderr says of a target or regions that they play no
 * part, unless the command is about passage.
 */
export function readProblem(argument: string, { set = [], quiet }: ProblemOptions, about?: "passage"): Problem {
  const problem =
    argument === "-" ? parseProblem(problemText(STANDARD_INPUT), { set }) : loadProblem(meantFile(argument), { set });
  const aside = [...(problem.target ? ["target"] : []), ...(problem.regions ? ["regions"] : [])].join(" and ");
  if (aside !== "" && about !== "passage" && !quiet)
    process.stderr.write(`note: this command makes no use of ${aside}; first-passage does\n`);
  return problem;
}
