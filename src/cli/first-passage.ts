import { absorbingEnds } from "../ledger/faces.js";
import type { Problem } from "../problem/problem.js";
import { committor } from "../solve/committor.js";
import { firstPassage } from "../solve/first-passage.js";
import { passageSummary, type PassageResult } from "../solve/passage-summary.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { passagePictures } from "./first-passage-pictures.js";
import { passageTable } from "./first-passage-table.js";
import { notices } from "./notices.js";
import { EXIT, type ProblemOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { terminalOf } from "./terminal.js";

/** `first-passage FILE`: finds passage times and transitions, prints and writes them. Gives the exit code. */
export async function findPassage(file: string, options: ProblemOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const problem = readProblem(file, options, "passage");
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * 8 * problem.grid.size);
  const found = foundIn(problem);
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

/** A problem that has regions alone is asked for its transitions alone. */
function foundIn(problem: Problem): PassageResult {
  const { target, regions, grid } = problem;
  const wanted = target !== null || absorbingEnds(grid).length > 0 || regions === null;
  return {
    problem,
    passage: wanted ? firstPassage(problem) : null,
    committor: regions ? committor(problem) : null,
  };
}
