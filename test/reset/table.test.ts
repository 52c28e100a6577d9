import { expect, it } from "vitest";
import { steadySummary } from "../../src/solve/summary.js";
import { steady } from "../../src/solve/steady.js";
import { steadyTable } from "../../src/cli/steady-table.js";
import { solveTable } from "../../src/cli/solve-table.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
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

it("a detector that never fired has a line that says how near it came", () => {
  const quiet = (when: object): [string, SolveSummary] => {
    const stated = defineProblem({
      axes: [{ name: "x", range: [-3, 3], cells: 60 }],
      drift: { loss: "x^2/2" },
      diffusion: 0.5,
      initial: { gaussian: { mean: 1, variance: 0.2 } },
      time: { end: 2, frames: 21 },
      resets: [{ when, boost: 1 } as never],
    });
    const result = summary(evolve(stated));
    expect(result.resets).toEqual([]);
    return [solveTable(result, stated), result];
  };
  const [table, result] = quiet({ plateau: { rate: 1e-6, during: 0.5 } });
  expect(table).toMatch(
    /^ {2}resets\[0\], plateau +never fired: smallest \|d<L>\/dt\| over 0\.5 0\.0\d+ at t = [\d.]+, against 0\.000001$/m,
  );
  expect(result.silentDetectors).toMatchObject([{ entry: 0, cause: "plateau" }]);
  expect(result.silentDetectors[0].value!).toBeGreaterThan(1e-6);
  expect(JSON.parse(JSON.stringify(result.silentDetectors))).toEqual(result.silentDetectors);
  const reason = (when: object): string => quiet(when)[1].silentDetectors[0].reason;
  expect(reason({ "consolidation-below": 0.01 })).toMatch(
    /^never fired: smallest consolidation ratio [\d.]+ at t = [\d.]+, against 0\.01$/,
  );
  expect(reason({ "consolidation-drop": { threshold: 50 } })).toMatch(/largest drop .* against 50$/);
  expect(reason({ "consolidation-drop": { threshold: 50, per: "log" } })).toMatch(
    /largest -d\(log C\)\/dt .* against 50$/,
  );
  expect(reason({ "gradient-collapse": { norm: 1e-3 } })).toMatch(/smallest RMS of grad L .* against 0\.001$/);
});

it("one that fired, and one in a run without detectors, is not said to be silent", () => {
  expect(found.silentDetectors).toEqual([]);
});

it("steady says which resets it leaves out, and that restarts are in it", () => {
  const stated = (resets: NonNullable<ProblemDefinition["resets"]>) =>
    defineProblem({
      axes: [{ name: "x", range: [-3, 3], cells: 60 }],
      drift: { loss: "x^2/2" },
      diffusion: 0.5,
      resets,
    });
  const at = { at: [1], boost: 1 };
  const restart = { restart: { rate: 1, to: 0 } };
  const warnings = (resets: NonNullable<ProblemDefinition["resets"]>): string =>
    steady(stated(resets))
      .warnings.filter((text) => text.includes("reset"))
      .join("\n");
  expect(warnings([restart])).toBe("");
  expect(warnings([at, restart])).toMatch(/resets\[0\] \(at\) has no part in it; the restart at a rate has/);
  expect(warnings([restart, at, { when: { "consolidation-below": 1 }, boost: 1 }])).toMatch(
    /resets\[1\] \(at\), resets\[2\] \(consolidation-below\) have no part in it/,
  );
  const problemWith = stated([at]);
  expect(steadyTable(steadySummary(steady(problemWith)), problemWith)).toMatch(/resets\[0\] \(at\) has no part in it/);
});
