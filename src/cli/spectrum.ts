import { spectrumSummary } from "../solve/spectrum-summary.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { modePlot } from "./mode-plot.js";
import { reportInterruption } from "./failure.js";
import { notices } from "./notices.js";
import { EXIT, type SpectrumCommandOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { spectrumTable } from "./spectrum-table.js";
import { terminalOf } from "./terminal.js";
import { watchedSearch } from "./watched-search.js";
import { wholeNumber } from "./whole-number.js";

/** `spectrum FILE`: finds the leading eigenvalues and modes, prints and writes them. Gives the exit code. */
export async function findSpectrum(file: string, options: SpectrumCommandOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const problem = readProblem(file, options);
  const modes = wholeNumber(options.modes, "--modes", 1, problem.grid.size, ", as many as the grid has cells");
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  // modes to both sides, and they may be complex
  if (out !== undefined) prepareRunDirectory(out, { force }, 4 * 8 * (modes ?? 6) * problem.grid.size);
  const found = await watchedSearch("spectrum", problem, {
    ...(modes === undefined ? {} : { modes }),
    extrapolate: options.extrapolation ?? true,
  });
  if (!found) return reportInterruption("the modes were not found", json);
  const result = spectrumSummary(found);
  if (!json) {
    process.stdout.write(spectrumTable({ ...result, warnings: noticed.unsaid(result.warnings) }, problem));
    if (!quiet) process.stdout.write(modePlot(found, terminalOf(process.stdout)));
  }
  if (out !== undefined) (await import("../store/run-directory.js")).writeRun(out, { force }, found);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  return EXIT.done;
}
