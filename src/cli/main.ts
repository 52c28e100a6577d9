#!/usr/bin/env node
import { CommanderError } from "commander";
import { commandLine } from "./command-line.js";
import { reportFailure, reportMisuse } from "./failure.js";

// A reader that has seen enough (`| head`) is no failure; anything else that stops the output is one.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") process.stderr.write(`error: standard output: ${error.message}\n`);
  process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : 2);
});
process.stderr.on("error", () => {});

const json = process.argv.includes("--json");
try {
  await commandLine().parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? reportMisuse(error, json) : reportFailure(error, { json });
}
