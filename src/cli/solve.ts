import type { Progress } from "../solve/progress.js";
import { summary } from "../solve/summary.js";
import { contiguous } from "../store/npy.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { densityPreview } from "./density-preview.js";
import { notices } from "./notices.js";
import { EXIT, type SolveOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { progressBar } from "./progress-bar.js";
import { solveTable } from "./solve-table.js";
import { terminalOf } from "./terminal.js";
import { watchedRun } from "./watched-run.js";

/** `solve FILE`: evolves the density, prints and writes what was found. Gives the exit code. */
export async function solve(file: string, options: SolveOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const problem = readProblem(file, options);
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  const frames = problem.time?.frames ?? [];
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * problem.grid.size * frames.length);
  const bar = process.stderr.isTTY && !json && !quiet ? await progressBar(terminalOf(process.stderr)) : undefined;
  const watch = (progress: Progress): void => {
    noticed.say(progress.warnings ?? []);
    bar?.update(progress);
  };
  const solution = await watchedRun(problem, options, watch).finally(() => bar?.stop());
  const result = summary(solution);
  if (!json) {
    process.stdout.write(solveTable({ ...result, warnings: noticed.unsaid(result.warnings) }, problem));
    const density = contiguous(solution.density.pick(solution.frames.length - 1)).data;
    if (!quiet) process.stdout.write(`\n${densityPreview(problem.grid, density, terminalOf(process.stdout))}`);
  }
  if (out !== undefined) (await import("../store/run-directory.js")).writeRun(out, { force }, solution);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  if (solution.status !== "interrupted") return EXIT.done;
  process.stderr.write(`interrupted: ${solution.frames.length} of ${frames.length} frames were finished\n`);
  return EXIT.interrupted;
}
