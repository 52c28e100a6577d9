import { InputError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import { steadySummary } from "../solve/summary.js";
import { contiguous } from "../store/npy.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { densityPreview } from "./density-preview.js";
import { notices } from "./notices.js";
import { reportInterruption } from "./failure.js";
import { EXIT, type SteadyCommandOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { steadyTable } from "./steady-table.js";
import { terminalOf } from "./terminal.js";
import { watchedSearch } from "./watched-search.js";

/** `steady FILE`: finds the stationary state, prints and writes it. Gives the exit code. */
export async function steadyState(file: string, options: SteadyCommandOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const problem = readProblem(file, options);
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * problem.grid.size);
  const stationary = await watchedSearch("steady", problem, { branches: branchCount(options.branches, problem) });
  if (!stationary) return reportInterruption("the stationary state was not found", json);
  const result = steadySummary(stationary);
  if (!json) {
    process.stdout.write(steadyTable({ ...result, warnings: noticed.unsaid(result.warnings) }, problem));
    const density = contiguous(stationary.density).data;
    if (!quiet) process.stdout.write(`\n${densityPreview(problem.grid, density, terminalOf(process.stdout))}`);
  }
  if (out !== undefined) (await import("../store/run-directory.js")).writeRun(out, { force }, stationary);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  return EXIT.done;
}

/** @throws InputError for what is no number of starts, or without an interaction; numbers out of range are refused where they are used. */
function branchCount(stated: string | undefined, { drift }: Problem): number {
  if (stated === undefined) return 1;
  if (!drift.interaction)
    throw new InputError({
      code: "bad-option",
      path: "--branches",
      expected: "a problem with a mean field (drift.interaction), which may have several stationary states",
      found: "a problem without one, whose stationary state does not depend on a start",
      remedy: "Leave --branches out.",
    });
  if (/^\d{1,9}$/.test(stated)) return Number(stated);
  throw new InputError({
    code: "bad-option",
    path: "--branches",
    expected: "a whole number of starts",
    found: JSON.stringify(stated.slice(0, 40)),
  });
}
