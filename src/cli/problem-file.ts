import { loadProblem } from "../store/load-problem.js";
import { parseProblem } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { problemText, STANDARD_INPUT } from "../store/problem-text.js";
import { meantFile } from "./gallery.js";
import type { ProblemOptions } from "./options.js";

/** The problem an argument names, with its settings applied. */
export const readProblem = (argument: string, { set = [] }: ProblemOptions): Problem =>
  argument === "-" ? parseProblem(problemText(STANDARD_INPUT), { set }) : loadProblem(meantFile(argument), { set });
