import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem } from "../../src/problem/define.js";
import { forecast } from "../../src/solve/forecast.js";

/** What is said over so many steps of `length(step)` that take `each` seconds. */
function said(length: (step: number) => number, each: number, steps: number, end: number, timeDependent = true) {
  const ahead = forecast(0, end, timeDependent);
  const words: string[] = [];
  let time = 0;
  for (let step = 1; step <= steps; step++) {
    time += length(step);
    const word = ahead.look(time, step, step * each);
    if (word) words.push(word);
  }
  return words;
}

describe("the forecast of a run", () => {
  it("is given once, when more than a minute is to come", () => {
    // 10 ms a step of 1e-3 to t = 100: 1000 seconds, less those that have gone
    const words = said(() => 1e-3, 0.01, 2000, 100);
    expect(words.length).toBe(1);
    expect(words[0]).toMatch(/about 17 minutes to come/);
  });
  it("is not given for a run that ends within the minute, nor while steps grow", () => {
    expect(said(() => 1e-3, 0.01, 2000, 5)).toEqual([]);
    expect(said((step) => 1e-6 * 1.01 ** step, 0.01, 1000, 1e6)).toEqual([]);
  });
  it("of more than a month is an error once a minute has gone, but for constant coefficients, whose steps grow", () => {
    expect(() => said(() => 1e-3, 0.01, 7000, 1e9)).toThrow(/expected a run of less than a month, found about/);
    expect(said(() => 1e-3, 0.01, 7000, 1e9, false).length).toBe(1);
  });
});

it("rates asked for twice at the same time are made once", () => {
  let calls = 0;
  const force = (x: number, t: number): number => {
    calls++;
    return Math.sin(t) - x;
  };
  const generator = discretize(
    defineProblem({ axes: [{ name: "x", range: [-1, 1], cells: 20 }], drift: { force: { x: force } }, diffusion: 1 }),
  );
  generator.rebuild(0.5);
  const before = calls;
  generator.rebuild(0.5);
  expect(calls).toBe(before);
  generator.rebuild(0.6);
  expect(calls).toBeGreaterThan(before);
});
