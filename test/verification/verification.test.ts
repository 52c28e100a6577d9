import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { spaceClaims, timeClaims } from "../convergence/methods.js";
import { knownProblems } from "../known/known.js";
import { performanceP2, performanceP5 } from "../known/performance.js";
import { knownAnswerRows, performanceRows, spaceRow, timeRow, toleranceRow } from "./tables.js";

const page = readFileSync(new URL("../../docs/verification.md", import.meta.url), "utf8");
const rowsOnPage = page
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
  .map((cells) => cells.map((cell) => cell.trim().replaceAll("\\", "")));

const plain = (cell: string): string => cell.replaceAll("\\", "");

/** Errors that are rounding themselves: other processors and engines round exp and sin differently. */
const ROUNDING = 1e-10;

/** One in the last digit printed, which other roundings may change. */
function lastDigit(shown: string): number {
  const [mantissa, exponent = "0"] = shown.split("e");
  return 10 ** (Number(exponent) - (mantissa.split(".")[1] ?? "").length);
}

function sameCell(found: string, shown: string): boolean {
  const figures = (cell: string): string[] => cell.split(/[\s,()]+/).filter((part) => part !== "");
  const [ours, theirs] = [figures(found), figures(shown)];
  if (ours.some((part) => Number.isNaN(Number(part)))) return found === shown;
  const same = (own: string, other: string): boolean =>
    Math.abs(Number(own) - Number(other)) <= 1.01 * lastDigit(other) + ROUNDING;
  return ours.length === theirs.length && ours.every((own, k) => same(own, theirs[k]));
}

/** Each row stands on the page: the same words, the same figures. */
function expectOnPage(rows: readonly (readonly string[])[]): void {
  for (const row of rows) {
    const matching = rowsOnPage.filter(
      (shown) => shown.length === row.length && shown.every((cell, k) => sameCell(plain(row[k]), cell)),
    );
    expect(matching, `docs/verification.md is out of date: npm run verification. Now: ${row.join(" | ")}`).toHaveLength(
      1,
    );
  }
}

describe("docs/verification.md says what is measured now", () => {
  it("of known answers", () => {
    const some = knownProblems.filter(({ id }) => ["E03", "E04", "E16", "E17", "E36"].includes(id));
    expectOnPage(some.flatMap(knownAnswerRows));
  });

  it("of the problems of the benchmarks", () => {
    expectOnPage([...performanceRows(performanceP2()), ...performanceRows(performanceP5())]);
  });

  it("of orders in space", () => {
    expectOnPage(
      spaceClaims.filter(({ problem }) => /Stratonovich$|absorbing end and ring/.test(problem.name)).map(spaceRow),
    );
  });

  it("of orders in time", () => {
    expectOnPage(timeClaims.filter(({ problem }) => /ring/.test(problem.name)).map(timeRow));
  });

  it("of the tolerance", () => {
    expectOnPage(["ou", "rotating-ou-2d", "two-wells-2d"].map(toleranceRow));
  });

  it("of every known answer and every problem there is", () => {
    for (const { id } of knownProblems) expect(rowsOnPage.filter(([first]) => first === id).length).toBeGreaterThan(1);
  });
});
