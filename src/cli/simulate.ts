import { writeRun } from "../node.js";
import { ensembleSummary } from "../particles/ensemble-summary.js";
import { planned } from "../particles/planning.js";
import type { Problem } from "../problem/problem.js";
import { dueIn } from "../compare/compare.js";
import type { Due } from "../particles/schedule.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { runOnThreads } from "../threads/run-on-threads.js";
import { densityPreview } from "./density-preview.js";
import { histogram, simulateTable } from "./simulate-table.js";
import { notices } from "./notices.js";
import { EXIT, type SimulateOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { shareBar } from "./share-bar.js";
import { terminalOf } from "./terminal.js";
import { untilInterrupted } from "./until-interrupted.js";
import { watchedRun } from "./watched-run.js";
import { wholeNumber } from "./whole-number.js";

/** `simulate FILE`: runs the particles, prints and writes what was found. Gives the exit code. */
export async function simulateProblem(file: string, options: SimulateOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const threads = wholeNumber(options.threads, "--threads", 1, 256);
  const trajectories = wholeNumber(options.trajectories, "--trajectories", 1, 1e6);
  const problem = readProblem(file, options);
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  const bar = process.stderr.isTTY && !json && !quiet ? await shareBar(terminalOf(process.stderr)) : undefined;
  const resets = await detectedTimes(problem, (words) => noticed.say([words]));
  const plan = planned(problem, {
    ...(trajectories === undefined ? {} : { trajectories }),
    ...(options.reference ? { stream: "philox" } : {}),
    ...(resets && { resets }),
  });
  const frames = problem.time!.frames.length;
  const kept = plan.count * (problem.grid.axes.length + 2) + frames * (problem.grid.size + plan.trajectories);
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * kept);
  const run = await untilInterrupted((signal) =>
    runOnThreads(plan, {
      ...(threads === undefined ? {} : { threads }),
      signal,
      watch: (done) => bar?.update(`${plan.count} particles`, done),
    }),
  ).finally(() => bar?.stop());
  if (!run) {
    process.stderr.write("interrupted: the particles were on their way\n");
    return EXIT.interrupted;
  }
  const { ensemble } = run;
  const result = ensembleSummary(ensemble, run);
  if (!json) {
    process.stdout.write(simulateTable({ ...result, warnings: noticed.unsaid(result.warnings) }, problem));
    if (!quiet)
      process.stdout.write(`\n${densityPreview(problem.grid, histogram(ensemble), terminalOf(process.stdout))}`);
  }
  if (out !== undefined) writeRun(out, { force }, ensemble, run);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  return EXIT.done;
}

/** Detectors watch the density: it is solved first, for the times at which they fire. */
async function detectedTimes(problem: Problem, say: (words: string) => void): Promise<readonly Due[] | null> {
  const detectors = problem.resets.filter(({ trigger }) => trigger.kind !== "at");
  if (detectors.length === 0) return null;
  say("resets: detectors watch the density; it is solved first, and the particles are reset when it was");
  return dueIn(await watchedRun(problem, { ledger: true }, () => undefined));
}
