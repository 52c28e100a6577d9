import { parseProblem } from "../problem/file.js";
import type { Problem } from "../problem/problem.js";
import { problemText } from "./problem-text.js";

/**
 * The problem stated in a YAML or JSON file.
 * @param options.set changes `path=value` made before the data are checked, e.g. `parameters.T=0.2`.
 * @throws InputError when the file cannot be read, is empty, larger than 1 MB or no text, and where it states no
 *   problem that could be solved, naming the place.
 */
export const loadProblem = (file: string, options: { readonly set?: readonly string[] } = {}): Problem =>
  parseProblem(problemText(file), { ...options, fileName: file });
