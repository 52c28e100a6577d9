import { CommanderError } from "commander";
import { commandLine } from "./command-line.js";
import { reportFailure, reportMisuse } from "./failure.js";

/** Runs what the words after the program's name ask for; what it comes to is in `process.exitCode`. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  const json = words.includes("--json");
  try {
    await commandLine().parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? reportMisuse(error, json) : reportFailure(error, { json });
  }
}
