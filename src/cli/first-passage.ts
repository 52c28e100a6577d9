import { passageSummary } from "../solve/passage-summary.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { reportInterruption } from "./failure.js";
import { passagePictures } from "./first-passage-pictures.js";
import { passageTable } from "./first-passage-table.js";
import { notices } from "./notices.js";
import { EXIT, type ProblemOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { terminalOf } from "./terminal.js";
import { watchedSearch } from "./watched-search.js";

/** `first-passage FILE`: finds passage times and transitions, prints and writes them. Gives the exit code. */
export async function findPassage(file: string, options: ProblemOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const problem = readProblem(file, options, "passage");
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * 8 * problem.grid.size);
  const found = await watchedSearch("passage", problem, {});
  if (!found) return reportInterruption("times and transitions were not found", json);
  const result = passageSummary(found);
  if (!json) {
    process.stdout.write(passageTable({ ...result, warnings: noticed.unsaid(result.warnings) }, problem));
    if (!quiet) process.stdout.write(passagePictures(found, terminalOf(process.stdout)));
  }
  if (out !== undefined) (await import("../store/run-directory.js")).writeRun(out, { force }, found);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  return EXIT.done;
}
