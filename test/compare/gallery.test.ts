import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare } from "../../src/compare/compare.js";
import { parseProblem } from "../../src/problem/file.js";
import { long } from "../particles/statistics.js";

const directory = new URL("../../grids/", import.meta.url);
const names = readdirSync(directory)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.replace(/\.yaml$/, ""));

/** The long tests run all problems with 1e5 particles, as `compare` does by default; the others take seconds with these. */
const [PARTICLES, USUAL] = [1e5, 30_000];

/** Problems that take long, with as many particles as take a few seconds. */
const fewer: Readonly<Record<string, number>> = {
  "adaptive-double-well-2d": 10_000,
  "kramers-escape": 20_000,
  "kramers-escape-2d": 20_000,
  "learning-two-wells-2d": 5_000,
  "mean-field-double-well": 15_000,
  "mueller-brown-2d": 10_000,
  "narrow-escape-2d": 20_000,
  "noisy-kuramoto": 15_000,
  "plateau-resets": 20_000,
  "radial-ou": 10_000,
  "sharp-and-flat": 10_000,
  "turning-tensor-2d": 20_000,
  "two-wells-2d": 20_000,
};

/** This problem takes 12000 steps to its end at t = 500: the long tests go there. */
const shortened: Readonly<Record<string, number>> = { "learning-two-wells-2d": 50 };

/** The chance of a false alarm was 1e-4 for all problems together when the seeds were fixed. */
const threshold = 1e-4 / names.length;

function expectAgreement(name: string, count: number, end = Infinity): void {
  const file = `${name}.yaml`;
  const whole = parseProblem(readFileSync(new URL(file, directory), "utf8"), { fileName: file });
  const time = whole.time!;
  const problem = { ...whole, time: { ...time, frames: time.frames.filter((at) => at <= end) } };
  const { agreement, ensemble } = compare(problem, { count, seed: 1, ledger: false, threshold });
  const { verdict, reason, pValue, strictPValue } = agreement;
  expect(ensemble.lost).toBe(0);
  expect(verdict, `${reason}; p ${pValue}, strictly ${strictPValue}`).toBe("agree");
  // not because nothing was looked at: three tests at every frame but the first at least, more of them than not with
  // errors of grid, time and step below the noise
  const { tests } = agreement;
  expect(tests.length).toBeGreaterThanOrEqual(3 * (problem.time.frames.length - 1));
  expect(2 * tests.filter(({ bias }) => bias <= 1).length).toBeGreaterThan(tests.length);
}

describe("density and particles agree on every problem of the gallery:", () => {
  it.each(names)("%s", { timeout: 120_000 }, (name) => {
    expectAgreement(name, fewer[name] ?? USUAL, shortened[name]);
  });

  it.runIf(long).each(names)("%s with 1e5 particles", { timeout: 1_800_000 }, (name) => {
    expectAgreement(name, PARTICLES);
  });
});
