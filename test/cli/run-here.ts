import { vi } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.js";
import type { Outcome } from "./run-cli.js";

/**
 * As `runCli`, but in this process and from the sources: half a second quicker. For what does not depend on the process, such
 * as refusals; no worker threads, which need what is built.
 */
export async function runHere(args: readonly string[]): Promise<Outcome> {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    }),
  );
  const before = process.exitCode;
  try {
    process.exitCode = undefined;
    await runCommandLine(args);
    return { code: Number(process.exitCode ?? 0), signal: null, ...said };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
