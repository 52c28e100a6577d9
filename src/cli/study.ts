import { InputError } from "../errors.js";
import { discretizationStudy, type StudyOptions } from "../particles/study.js";
import type { ParticleSchemeName } from "../problem/problem.js";
import { reportInterruption } from "./failure.js";
import { inTurns } from "./in-turns.js";
import { notices } from "./notices.js";
import { EXIT, type SimulateOptions } from "./options.js";
import { readProblem } from "./problem-file.js";
import { shareBar } from "./share-bar.js";
import { studyTable } from "./study-table.js";
import { terminalOf } from "./terminal.js";
import { untilInterrupted } from "./until-interrupted.js";
import { wholeNumber } from "./whole-number.js";

/** `simulate FILE --study`: how the errors of the schemes fall with the step, printed. Gives the exit code. */
export async function studyProblem(file: string, options: SimulateOptions): Promise<number> {
  const { json = false, quiet = false } = options;
  refuseWhatHasNoUse(options);
  const count = wholeNumber(options.paths, "--paths", 2, 1e8);
  const levels = wholeNumber(options.levels, "--levels", 2, 12);
  const problem = readProblem(file, options);
  const noticed = notices(quiet);
  noticed.say(problem.warnings);
  const asked: StudyOptions = {
    ...(options.schemes === undefined ? {} : { schemes: schemesIn(options.schemes) }),
    ...(count === undefined ? {} : { count }),
    ...(levels === undefined ? {} : { levels }),
  };
  const bar = process.stderr.isTTY && !json && !quiet ? await shareBar(terminalOf(process.stderr)) : undefined;
  const study = await untilInterrupted((signal) =>
    inTurns(discretizationStudy(problem, asked), signal, (done) => bar?.update("paths at all steps", done)),
  )
    .catch(namedAsOption)
    .finally(() => bar?.stop());
  if (!study) return reportInterruption("the study was not finished", json);
  process.stdout.write(json ? `${JSON.stringify(study)}\n` : studyTable(study, problem));
  return EXIT.done;
}

/** @throws a fault of the schemes with the name of the option, which is where they stand on the command line */
function namedAsOption(fault: unknown): never {
  if (!(fault instanceof InputError) || fault.path !== "schemes") throw fault;
  const { code, expected, found, remedy } = fault;
  throw new InputError({ code, path: "--schemes", expected, found, remedy }, fault);
}

/** Whether such schemes exist and fit is decided where the noise is known. */
const schemesIn = (list: string): ParticleSchemeName[] =>
  list.split(",").map((name) => name.trim() as ParticleSchemeName);

/** @throws InputError for options of a simulation that mean nothing to a study */
function refuseWhatHasNoUse({ out, threads, trajectories, reference }: SimulateOptions): void {
  const stated = { "--out": out, "--threads": threads, "--trajectories": trajectories, "--reference": reference };
  for (const [path, value] of Object.entries(stated))
    if (value !== undefined)
      throw new InputError({
        code: "bad-option",
        path,
        expected: "no such option with --study, which prints a table and keeps no particles",
        found: String(value),
        remedy: path === "--out" ? "Take --json, and direct it into a file." : "Leave it out.",
      });
}
