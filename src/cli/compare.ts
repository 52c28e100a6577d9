import { writeRun } from "../store/run-directory.js";
import { coarseDensity, dueIn, grouped, judged, probes, type Comparison } from "../compare/compare.js";
import { compareSummary } from "../compare/summary.js";
import type { Plan } from "../particles/plan.js";
import { planned } from "../particles/planning.js";
import type { Problem } from "../problem/problem.js";
import { contiguous } from "../store/npy.js";
import { prepareRunDirectory } from "../store/output-place.js";
import { runOnThreads, type ThreadedRun } from "../threads/run-on-threads.js";
import { compareTable } from "./compare-table.js";
import { densityPreview } from "./density-preview.js";
import { reportInterruption } from "./failure.js";
import { inTurns } from "./in-turns.js";
import { longSimulation } from "./long-simulation.js";
import { notices } from "./notices.js";
import { EXIT, type CompareCommandOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { shareBar, type ShareBar } from "./share-bar.js";
import { terminalOf } from "./terminal.js";
import { untilInterrupted } from "./until-interrupted.js";
import { watchedRun } from "./watched-run.js";
import { wholeNumber } from "./whole-number.js";

/** `compare FILE`: density, particles and the verdict on both, printed and written. Gives the exit code. */
export async function compareProblem(file: string, options: CompareCommandOptions): Promise<number> {
  const { json = false, quiet = false, force = false, out } = options;
  const threads = wholeNumber(options.threads, "--threads", 1, 256);
  const problem = readProblem(file, options);
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  // whatever is wrong with the particles is said before anything is computed
  const early = planned({ ...problem, resets: [] }, grouped(problem));
  const frames = problem.time!.frames.length;
  const kept = 2 * problem.grid.size * frames + problem.particles.count * (problem.grid.axes.length + 2);
  if (out !== undefined) prepareRunDirectory(out, { force }, 8 * kept);
  const bar = process.stderr.isTTY && !json && !quiet ? await shareBar(terminalOf(process.stderr)) : undefined;
  const found = await compared(
    problem,
    options.ledger ?? true,
    threads,
    bar,
    (words) => noticed.say(words),
    early,
  ).finally(() => bar?.stop());
  if (!found) return reportInterruption("the comparison was not finished", json);
  const { comparison, run } = found;
  const result = compareSummary(comparison, run);
  if (!json) {
    const warnings = noticed.unsaid([...result.density.warnings, ...result.particles.warnings]);
    const { solution } = comparison;
    if (!quiet) {
      const density = contiguous(solution.density.pick(solution.frames.length - 1)).data;
      process.stdout.write(`${densityPreview(problem.grid, density, terminalOf(process.stdout))}\n`);
    }
    process.stdout.write(compareTable(result, problem, warnings));
  }
  if (out !== undefined) writeRun(out, { force }, comparison, run);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (out !== undefined) process.stdout.write(`\nwritten to ${out}\n`);
  return result.verdict === "agree" ? EXIT.done : EXIT.notAgreed;
}

/**
 * What `compare` of the library does, with the particles on several threads; null when it was interrupted.
 * @param early the plan without resets, which is the plan where there are none
 */
async function compared(
  problem: Problem,
  ledger: boolean,
  threads: number | undefined,
  bar: ShareBar | undefined,
  say: (warnings: readonly string[]) => void,
  early: Plan,
): Promise<{ comparison: Comparison; run: ThreadedRun } | null> {
  return untilInterrupted(async (signal) => {
    const solution = await watchedRun(problem, { ledger }, ({ time, start, end, warnings }) => {
      say(warnings ?? []);
      bar?.update("density", (time - start) / (end - start));
    });
    if (solution.status === "interrupted") return null;
    const plan =
      problem.resets.length === 0 ? early : planned(problem, { ...grouped(problem), resets: dueIn(solution) });
    const coarse = await inTurns(coarseDensity(solution), signal, ({ stage, done }) => bar?.update(stage, done));
    if (signal.aborted) return null;
    const move = (of: Plan, stage: string, foresee?: (done: number) => void): Promise<ThreadedRun | null> =>
      runOnThreads(of, {
        ...(threads === undefined ? {} : { threads }),
        signal,
        watch(done) {
          foresee?.(done);
          bar?.update(stage, done);
        },
      });
    const run = await move(plan, `${plan.count} particles`, longSimulation(plan, say));
    const { long, short } = probes(plan);
    const longer = run && (await move(long, "some of them in longer steps"));
    const again = longer && (short ? await move(short, "some of them in longer steps") : run);
    if (!run || !longer || !again) return null;
    const { ensemble } = run;
    const evidence = { solution, coarse, ensemble, long: longer.ensemble, short: again.ensemble };
    const agreement = await inTurns(judged(evidence), signal, ({ stage, done }) => bar?.update(stage, done));
    if (!agreement || signal.aborted) return null;
    return { comparison: { problem, agreement, solution, ensemble }, run };
  });
}
