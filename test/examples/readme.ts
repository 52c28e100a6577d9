/** A block of the README that states what a command or a program prints, and where in the text that stands. */
export interface Claim {
  readonly kind: "transcript" | "excerpt" | "program";
  /** The command without its `$`, or the code. */
  readonly source: string;
  /** What is said to be printed; of an excerpt, JSON of which more is printed. */
  readonly output: string;
  readonly start: number;
  readonly end: number;
}

const claims = (kind: Claim["kind"], pattern: RegExp, markdown: string): Claim[] =>
  [...markdown.matchAll(pattern)].map((found) => {
    const [whole, source, output] = found;
    const start = found.index + whole.lastIndexOf("\n", whole.length - output.length - 4) + 1;
    return { kind, source, output, start, end: start + output.length };
  });

/** Blocks fenced as `console`: a line `$ command`, then its output. */
const transcript = /^```console\n\$ (.*)\n((?:(?!```).*\n)*)```$(?!\n+```json)/gm;
/** The same with an excerpt of the output in a block fenced as `json`. */
const excerpt = /^```console\n\$ (.*)\n```\n+```json\n((?:(?!```).*\n)*)```$/gm;
/** Blocks fenced as `ts`, followed by what the program prints in one fenced as `text`. */
const program = /^```ts\n((?:(?!```).*\n)*)```\n+```text\n((?:(?!```).*\n)*)```$/gm;

/** All claims of the README about what is printed, in order. */
export const claimsOf = (markdown: string): Claim[] =>
  [
    ...claims("transcript", transcript, markdown),
    ...claims("excerpt", excerpt, markdown),
    ...claims("program", program, markdown),
  ].sort((one, other) => one.start - other.start);

const number = /[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;
/** Six digits are printed; the last of them, and an estimate of an error a little more, may turn on a rounding. */
const RELATIVE = 1e-3;
/** What is this small stands for zero, and is the rounding of a machine. */
const ROUNDING = 1e-12;

/** Wall times, which are never the same twice, and how many threads there were. */
const withoutTimings = (line: string): string => line.replace(/\d+\.\d+ s\b( on \d+ threads)?/g, "* s");

export const near = (one: number, other: number): boolean =>
  Math.abs(one - other) <= Math.max(ROUNDING, RELATIVE * Math.max(Math.abs(one), Math.abs(other)));

/** Compares two texts, timings and rounding aside. Says where they differ, or nothing. */
export function difference(found: string, expected: string): string {
  const [left, right] = [found, expected].map((text) => text.trimEnd().split("\n").map(withoutTimings));
  for (let k = 0; k < Math.max(left.length, right.length); k++) {
    const [one = "(nothing)", other = "(nothing)"] = [left[k], right[k]];
    const [ones, others] = [one, other].map((line) => (line.match(number) ?? []).map(Number));
    const same = one.replace(number, "#") === other.replace(number, "#");
    if (!same || !ones.every((value, n) => near(value, others[n])))
      return `line ${k + 1}\nfound:    ${one}\nexpected: ${other}`;
  }
  return "";
}

/** The part of `whole` that has the keys of `shape`. */
export function partOf(whole: unknown, shape: unknown): unknown {
  if (typeof shape !== "object" || shape === null || Array.isArray(shape)) return whole;
  return Object.fromEntries(
    Object.entries(shape).map(([key, value]) => [key, partOf((whole as Record<string, unknown>)[key], value)]),
  );
}
