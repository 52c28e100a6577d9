import type { Test } from "./tests.js";

const kinds: Readonly<Record<Test["kind"], string>> = {
  "chi-square": "chi-square (G) over ",
  "kolmogorov-smirnov": "Kolmogorov-Smirnov along ",
  l1: "L1 distance over ",
  moment: "",
  passage: "chi-square (G) over ",
};

/** What a test compares, e.g. `mean of x` or `L1 distance over cells`. */
export const testTitle = ({ kind, name }: Pick<Test, "kind" | "name">): string => kinds[kind] + name;

/** The same with its time. */
export const testPlace = (test: Test): string => `${testTitle(test)} at t = ${Number(test.time.toPrecision(5))}`;

/** What a test found, and what it would find by chance. */
export function testFinding({ kind, statistic, degrees, expected, found }: Test): string {
  if (expected === undefined || found === undefined)
    return `${statistic.toPrecision(4)}, by chance about ${degrees ?? 0.87}`;
  if (kind === "l1") return `${found.toPrecision(3)}, by chance ${expected.toPrecision(3)}`;
  const apart = Math.abs(statistic).toPrecision(3);
  return `${found.toPrecision(5)} with particles, ${expected.toPrecision(5)} with the density, ${apart} standard errors apart`;
}
