import { describe, expect, it } from "vitest";
import * as library from "../../src/index.js";
import type { Problem } from "../../src/index.js";
import { simulateOnThreads } from "../../src/threads/simulate-on-threads.js";

/** What a program may hand over that has forgotten defineProblem. */
const definition = {
  axes: [{ name: "x", range: [-3, 3] as const, cells: 32 }],
  drift: { loss: "x^2/2" },
  diffusion: 1,
  initial: { uniform: true as const },
  time: { end: 1 },
  observables: {},
  target: "x > 1",
  regions: { A: "x < -1", B: "x > 1" },
};
const others: readonly (readonly [string, unknown])[] = [
  ["a plain definition", definition],
  ["an object without a grid", {}],
  ["a list", [definition]],
  ["a string", "ou.yaml"],
  ["null", null],
  ["undefined", undefined],
];

const takesProblem: Readonly<Record<string, (problem: Problem) => unknown>> = {
  evolve: library.evolve,
  evolution: library.evolution,
  steady: library.steady,
  spectrum: library.spectrum,
  simulate: library.simulate,
  simulation: library.simulation,
  compare: library.compare,
  comparison: library.comparison,
  studyDiscretization: library.studyDiscretization,
  discretizationStudy: library.discretizationStudy,
  firstPassage: library.firstPassage,
  committor: library.committor,
  discretize: library.discretize,
  initialMasses: library.initialMasses,
  requestsFor: library.requestsFor,
  observableWeights: (problem) => library.observableWeights(problem, { name: "f", field: null! }, 0),
};

describe("what is no problem", () => {
  it.each(Object.entries(takesProblem))("is refused by %s at the call", (_name, take) => {
    for (const [found, given] of others)
      expect(() => take(given as Problem)).toThrow(
        expect.objectContaining({
          name: "InputError",
          code: "not-a-problem",
          expected: "a problem, as defineProblem or parseProblem gives it",
          found,
        }),
      );
  });

  it("is refused by simulateOnThreads", async () => {
    await expect(simulateOnThreads(definition as unknown as Problem)).rejects.toMatchObject({ code: "not-a-problem" });
  });

  it("is no request to examine either", () => {
    const problem = library.defineProblem({ ...definition, axes: [{ name: "x", range: [-3, 3], cells: 32 }] });
    const request = library.documentedSet()[0];
    for (const given of [
      problem,
      definition,
      null,
      3,
      { ...request, proposition: "constructor" },
      { ...request, protocol: null },
    ]) {
      const refused = expect.objectContaining({ name: "InputError", code: "not-a-request" }) as Error;
      expect(() => library.examine(given as never)).toThrow(refused);
      expect(() => library.rerun((given ?? {}) as never)).toThrow(refused);
      expect(() => library.verification(given as never)).toThrow(refused);
      expect(() => library.verification([given] as never)).toThrow(refused);
      expect(() => library.verify([given] as never)).toThrow(refused);
    }
    expect(() => library.examine(problem as never)).toThrow("found a problem. requestsFor(problem) gives those");
  });
});
