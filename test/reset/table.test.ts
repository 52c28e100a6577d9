import { expect, it } from "vitest";
import { solveTable } from "../../src/cli/solve-table.js";
import { defineProblem } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { summary, type SolveSummary } from "../../src/solve/summary.js";

const problem = defineProblem({
  axes: [{ name: "x", range: [-3, 3], cells: 60 }],
  drift: { loss: "x^2/2" },
  diffusion: 0.5,
  initial: { gaussian: { mean: 1, variance: 0.2 } },
  time: { end: 4, frames: 41 },
  resets: [
    { at: [1], boost: 0.25, decay: 2 },
    { when: { plateau: { rate: 0.1, during: 0.5 } }, redistribute: { alpha: 0.01, mode: "resolvent" } },
  ],
});
const found = summary(evolve(problem));

it("resets stand in the table for people, with time, cause, deed and reason", () => {
  const lines = solveTable(found, problem).split("\n");
  const first = lines.findIndex((line) => line.startsWith("resets "));
  expect(lines[first + 1]).toMatch(/^ {2}t = 1, at +D \+ 0\.25 for about 2 +0 +[+-]?\d/);
  expect(lines[first + 2]).toMatch(/^ {2}t = [\d.]+, plateau +redistribute 0\.01, resolvent +\+0\.0\d+ +[+-]?\d/);
  expect(lines[first + 3]).toMatch(
    /^ {2}at t = [\d.]+ because the mean loss has changed by less than 0\.1 per time since t = /,
  );
});

it("and in JSON, where nothing is lost", () => {
  const again = JSON.parse(JSON.stringify(found)) as SolveSummary;
  expect(again.resets).toEqual(found.resets);
  expect(again.resets[0]).toMatchObject({
    time: 1,
    entry: 0,
    cause: "at",
    value: null,
    boost: 0.25,
    decay: 2,
    redistribute: null,
  });
  expect(again.resets[1]).toMatchObject({
    entry: 1,
    cause: "plateau",
    boost: null,
    decay: null,
    redistribute: { alpha: 0.01, sign: "redistribute", mode: "resolvent" },
  });
  for (const { ledger, jump } of again.resets) {
    expect(Object.keys(ledger.before)).toEqual(Object.keys(found.ledger));
    expect(Object.keys(jump)).toEqual(["mass", "entropy", "freeEnergy", "klToStationary"]);
    expect(ledger.after.entropy! - ledger.before.entropy!).toBe(jump.entropy);
  }
});
