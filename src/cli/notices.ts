import { printable } from "./terminal.js";

/** Says warnings on stderr as soon as they are known, each once. */
export interface Notices {
  say(warnings: readonly string[]): void;
  /** Those that have not been said. */
  unsaid(warnings: readonly string[]): string[];
}

export function notices(quiet: boolean): Notices {
  const said = new Set<string>();
  return {
    say(warnings) {
      if (quiet) return;
      for (const warning of warnings) {
        if (!said.has(warning)) process.stderr.write(`warning: ${printable(warning)}\n`);
        said.add(warning);
      }
    },
    unsaid: (warnings) => warnings.filter((warning) => !said.has(warning)),
  };
}
