import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseProblem } from "../../src/problem/file.js";
import type { Problem } from "../../src/problem/problem.js";
import { committor } from "../../src/solve/committor.js";
import { evolve } from "../../src/solve/evolve.js";
import { firstPassage } from "../../src/solve/first-passage.js";
import { passageSummary } from "../../src/solve/passage-summary.js";
import { steady } from "../../src/solve/steady.js";
import { steadySummary, summary, type SolveSummary } from "../../src/solve/summary.js";
import { known, type Fact } from "./known.js";

const directory = new URL("../../grids/", import.meta.url);
const files = readdirSync(directory).filter((file) => file.endsWith(".yaml"));
const names = files.map((file) => file.replace(/\.yaml$/, ""));

/** Warnings that are right and that the problem accepts. */
const accepted: Readonly<Record<string, RegExp>> = {
  // The walls are what the problem is about.
  "constant-drift-walls": /^Mass presses against the reflecting walls? at x = [01]/,
  // The start is uniform.
  "narrow-escape-2d": /^Mass presses against the reflecting walls? at/,
  // The start touches the upper wall at 4.5 standard deviations: 4e-6 of it, a hundredth of the error in space.
  "two-wells-2d": /of the initial density lies outside the grid/,
};
const surprises = (name: string, warnings: readonly string[]): string[] =>
  warnings.filter((warning) => !accepted[name]?.test(warning));

const read = (file: string): Problem =>
  parseProblem(readFileSync(new URL(file, directory), "utf8"), { fileName: file });

/** What stands at a path such as `covariance.0.1` or `absorbed.x.lower`, whose keys may hold dots themselves. */
function valueAt(data: unknown, path: string): unknown {
  if (path === "") return data;
  if (typeof data !== "object" || data === null) return undefined;
  const key = Object.keys(data).find((candidate) => path === candidate || path.startsWith(`${candidate}.`));
  return key === undefined ? undefined : valueAt(Reflect.get(data, key), path.slice(key.length + 1));
}

function frameAt({ series }: SolveSummary, { at }: Fact): number {
  const frame = series.time.findIndex((time) => time !== null && Math.abs(time - Number(at)) < 1e-9);
  expect(frame, `a frame at t = ${at}`).toBeGreaterThanOrEqual(0);
  return frame;
}

function expectFact(found: unknown, fact: Fact): void {
  const claim = `${fact.what} at ${fact.at}: ${fact.value} +- ${fact.tolerance} (${fact.source}), found ${String(found)}`;
  expect(Math.abs(Number(found) - fact.value), claim).toBeLessThanOrEqual(fact.tolerance);
}

describe("the gallery", () => {
  it("holds the problems that people know", () => {
    expect(names).toEqual(
      expect.arrayContaining([
        "ou",
        "double-well",
        "tilted-ring",
        "constant-drift-walls",
        "brownian-exit",
        "drift-diffusion-decision",
        "geometric-brownian",
        "cir",
        "two-wells-2d",
        "mueller-brown-2d",
        "maier-stein-2d",
        "rotating-ou-2d",
        "hopf-2d",
        "forgetting",
      ]),
    );
  });

  it("states a known fact for every problem, and knows no problem that is not there", () => {
    expect(Object.keys(known).sort()).toEqual([...names].sort());
    for (const name of names) expect(known[name].length, name).toBeGreaterThan(0);
  });
});

describe.each(files)("grids/%s", (file) => {
  const name = file.replace(/\.yaml$/, "");
  const facts = known[name] ?? [];

  it("says what it is, by the name of its file, and from whom it is known", () => {
    const problem = read(file);
    expect(problem.name).toBe(name);
    expect(problem.title).not.toBe("");
    expect(problem.about).toMatch(/Sources?: .*\(\d{4}\)/s);
    expect(surprises(name, problem.warnings)).toEqual([]);
  });

  it("keeps its mass and a density that is nowhere negative, and meets what is known", () => {
    const found = summary(evolve(read(file)));
    expect(found.status).toBe("ok");
    // Each face gives to one cell what it takes from another: only rounding is left.
    expect(found.massError).toBeLessThanOrEqual(1e-12);
    expect(found.minDensity).toBeGreaterThanOrEqual(0);
    expect(surprises(name, found.warnings)).toEqual([]);
    for (const fact of facts) {
      if (fact.at === "end") expectFact(valueAt(found, fact.what), fact);
      else if (typeof fact.at === "number")
        expectFact(valueAt(found.series, `${fact.what}.${frameAt(found, fact)}`), fact);
    }
  });

  const stationaryFacts = facts.filter(({ at }) => at === "steady");
  it.runIf(stationaryFacts.length > 0)("settles into what is known", () => {
    const found = steadySummary(steady(read(file)));
    expect(found.residual).toBeLessThanOrEqual(1e-12);
    for (const fact of stationaryFacts) expectFact(valueAt(found, fact.what), fact);
  });

  const passageFacts = facts.filter(({ at }) => at === "passage");
  it.runIf(passageFacts.length > 0)("is passed in the time that is known", () => {
    const problem = { ...read(file), time: null };
    const found = passageSummary({
      problem,
      passage: firstPassage(problem),
      committor: problem.regions && committor(problem),
    });
    for (const fact of passageFacts) expectFact(valueAt(found, fact.what), fact);
  });
});
