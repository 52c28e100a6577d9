import { writeRun } from "../node.js";
import { steady } from "../solve/steady.js";
import { steadySummary } from "../solve/summary.js";
import { contiguous } from "../store/npy.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { densityPreview } from "./density-preview.js";
import { notices } from "./notices.js";
import { EXIT, type ProblemOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { steadyTable } from "./steady-table.js";
import { terminalOf } from "./terminal.js";

/** `steady FILE`: finds the stationary state, prints and writes it. Gives the exit code. */
export function steadyState(file: string, options: ProblemOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const problem = readProblem(file, options);
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * problem.grid.size);
  const stationary = steady(problem);
  const result = steadySummary(stationary);
  if (!json) {
    process.stdout.write(steadyTable({ ...result, warnings: noticed.unsaid(result.warnings) }, problem));
    const density = contiguous(stationary.density).data;
    if (!quiet) process.stdout.write(`\n${densityPreview(problem.grid, density, terminalOf(process.stdout))}`);
  }
  if (out !== undefined) writeRun(out, { force }, stationary);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  return Promise.resolve(EXIT.done);
}
