/** A command of the README and what it says the command prints. */
export interface Transcript {
  readonly command: string;
  readonly output: string;
}

/** A program of the README and what it says the program prints. */
export interface Program {
  readonly code: string;
  readonly output: string;
}

/** Blocks fenced as `console`: a line `$ command`, then its output. One without output is for the reader only. */
export const transcripts = (markdown: string): Transcript[] =>
  [...markdown.matchAll(/^```console\n\$ (.*)\n([^]*?)^```$/gm)]
    .map(([, command, output]) => ({ command, output }))
    .filter(({ output }) => output.trim() !== "");

/** Blocks fenced as `ts` that are followed by one fenced as `text`. */
export const programs = (markdown: string): Program[] =>
  [...markdown.matchAll(/^```ts\n([^]*?)^```\n+(?:[^`\n][^\n]*\n+)?```text\n([^]*?)^```$/gm)].map(
    ([, code, output]) => ({ code, output }),
  );

const number = /[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;
/** Six digits are printed; the last of them, and an error estimate a little more, may turn on the rounding of an exp. */
const RELATIVE = 1e-3;
/** What is this small stands for zero, and is the rounding of a machine. */
const ROUNDING = 1e-12;

/** Wall times, which are never the same twice. */
const withoutTimings = (line: string): string => line.replace(/\d+\.\d+ s\b/g, "* s");

const words = (line: string): string => line.replace(number, "#").replace(/\s+/g, " ").trim();

const near = (one: number, other: number): boolean =>
  Math.abs(one - other) <= Math.max(ROUNDING, RELATIVE * Math.max(Math.abs(one), Math.abs(other)));

/** Compares two texts, timings and rounding aside. Says where they differ, or nothing. */
export function matches(found: string, expected: string): string {
  const [left, right] = [found, expected].map((text) => text.trimEnd().split("\n").map(withoutTimings));
  for (let k = 0; k < Math.max(left.length, right.length); k++) {
    const [one = "(nothing)", other = "(nothing)"] = [left[k], right[k]];
    const [ones, others] = [one, other].map((line) => (line.match(number) ?? []).map(Number));
    const same = words(one) === words(other) && ones.every((value, n) => near(value, others[n]));
    if (!same) return `line ${k + 1}\nfound:    ${one}\nexpected: ${other}`;
  }
  return "";
}
