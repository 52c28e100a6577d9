#!/usr/bin/env node
import { runCommandLine } from "./run-command-line.js";

// A reader that has seen enough (`| head`) is no failure; anything else that stops the output is one.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") process.stderr.write(`error: standard output: ${error.message}\n`);
  process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : 2);
});
process.stderr.on("error", () => {});

await runCommandLine(process.argv.slice(2));
