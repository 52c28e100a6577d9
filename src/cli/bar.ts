import type { SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.js";

/** A run shorter than this, in milliseconds, shows no bar. */
export const PATIENCE = 300;

/** Makes bars on stderr that vanish at their end. */
export async function barMaker(terminal: Terminal, format: string): Promise<() => SingleBar> {
  const { default: progressLibrary } = await import("cli-progress");
  const [full, empty] = terminal.unicode ? ["\u2588", "\u2591"] : ["#", "-"];
  return () =>
    new progressLibrary.SingleBar({
      format,
      stream: process.stderr,
      barsize: 30,
      barCompleteChar: full,
      barIncompleteChar: empty,
      clearOnComplete: true,
      gracefulExit: false,
    });
}
