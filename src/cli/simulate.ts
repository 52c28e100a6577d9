import { writeRun } from "../store/run-directory.js";
import { InputError } from "../errors.js";
import { ensembleSummary } from "../particles/ensemble-summary.js";
import { planned } from "../particles/planning.js";
import type { Problem } from "../problem/problem.js";
import { dueIn } from "../compare/compare.js";
import type { Due } from "../particles/schedule.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { runOnThreads } from "../threads/run-on-threads.js";
import { densityPreview } from "./density-preview.js";
import { reportInterruption } from "./failure.js";
import { histogram, simulateTable } from "./simulate-table.js";
import { longSimulation } from "./long-simulation.js";
import { notices } from "./notices.js";
import { EXIT, type SimulateOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { shareBar, type ShareBar } from "./share-bar.js";
import { terminalOf } from "./terminal.js";
import { untilInterrupted } from "./until-interrupted.js";
import { watchedRun } from "./watched-run.js";
import { wholeNumber } from "./whole-number.js";

/** `simulate FILE`: runs the particles, prints and writes what was found. Gives the exit code. */
export async function simulateProblem(file: string, options: SimulateOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  refuseHalfOptions(options);
  const threads = wholeNumber(options.threads, "--threads", 1, 256);
  const problem = readProblem(file, options);
  const most = problem.particles.count;
  const trajectories = wholeNumber(options.trajectories, "--trajectories", 1, most, ", the number of particles");
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  const chosen = {
    ...(trajectories === undefined ? {} : { trajectories }),
    ...(options.reference ? { stream: "philox" as const } : {}),
  };
  const detectors = problem.resets.some(({ trigger }) => trigger.kind !== "at");
  // whatever is wrong is said before anything is computed
  const plan = planned(problem, { ...chosen, ...(detectors ? { resets: [] } : {}) });
  const frames = problem.time!.frames.length;
  const kept = plan.count * (problem.grid.axes.length + 2) + frames * (problem.grid.size + plan.trajectories);
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * kept);
  const bar = process.stderr.isTTY && !json && !quiet ? await shareBar(terminalOf(process.stderr)) : undefined;
  if (detectors)
    noticed.say(["resets: detectors watch the density; it is solved first, and the particles are reset when it was"]);
  const run = await untilInterrupted(async (signal) => {
    const resets = detectors ? await detectedTimes(problem, bar) : undefined;
    if (resets === null) return null;
    const final = resets ? planned(problem, { ...chosen, resets }) : plan;
    const foresee = longSimulation(final, (words) => noticed.say(words));
    return runOnThreads(final, {
      ...(threads === undefined ? {} : { threads }),
      signal,
      watch(done) {
        foresee(done);
        bar?.update(`${plan.count} particles`, done);
      },
    });
  }).finally(() => bar?.stop());
  if (!run) return reportInterruption("the particles were on their way", json);
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

/** When the detectors fire; null when that was interrupted. */
async function detectedTimes(problem: Problem, bar: ShareBar | undefined): Promise<readonly Due[] | null> {
  const solution = await watchedRun(problem, { ledger: true }, ({ time, start, end }) =>
    bar?.update("density, for the detectors", (time - start) / (end - start)),
  );
  return solution.status === "interrupted" ? null : dueIn(solution);
}

/** @throws InputError for options that do nothing without another one */
function refuseHalfOptions({ trajectories, out, schemes, paths, levels }: SimulateOptions): void {
  const needed = (path: string, value: string, expected: string): never => {
    throw new InputError({ code: "bad-option", path, expected, found: `${value} without it` });
  };
  if (trajectories !== undefined && out === undefined)
    needed("--trajectories", trajectories, "--out DIR beside it, where trajectories.npy is written");
  for (const [path, value] of Object.entries({ "--schemes": schemes, "--paths": paths, "--levels": levels }))
    if (value !== undefined) needed(path, value, "--study beside it");
}
