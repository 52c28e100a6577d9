import { writeRun } from "../node.js";
import { summary } from "../solve/summary.js";
import { contiguous } from "../store/npy.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { densityPreview } from "./density-preview.js";
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
  const frames = problem.time?.frames ?? [];
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * problem.grid.size * frames.length);
  const watched = process.stderr.isTTY && !json && !quiet;
  const bar = watched ? await progressBar(terminalOf(process.stderr)) : undefined;
  const solution = await watchedRun(problem, options.estimateError ?? false, (progress) =>
    bar?.update(progress),
  ).finally(() => bar?.stop());
  if (!json) {
    process.stdout.write(solveTable(summary(solution), problem));
    const density = contiguous(solution.density.pick(solution.frames.length - 1)).data;
    if (!quiet) process.stdout.write(`\n${densityPreview(problem.grid, density, terminalOf(process.stdout))}`);
  }
  if (out !== undefined) writeRun(out, { force }, solution);
  if (json) process.stdout.write(`${JSON.stringify(summary(solution))}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  if (solution.status !== "interrupted") return EXIT.done;
  const reached = solution.frames[solution.frames.length - 1]!.time;
  process.stderr.write(
    `interrupted: ${solution.frames.length} of ${frames.length} frames were finished, up to t = ${reached}\n`,
  );
  return EXIT.interrupted;
}
