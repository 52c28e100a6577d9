import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { spectrum } from "../../src/solve/spectrum.js";
import { steady } from "../../src/solve/steady.js";

const box: ProblemDefinition = {
  axes: [
    { name: "x", range: [0, 1], cells: 8 },
    { name: "y", range: [0, 1], cells: 8 },
  ],
  diffusion: 1,
  initial: { uniform: true },
  time: { end: 0.1, frames: 2 },
};
const saidOf = (definition: ProblemDefinition): readonly string[][] => {
  const problem = defineProblem(definition);
  return [evolve(problem), steady(problem), spectrum(problem, { modes: 2 })].map(({ warnings }) =>
    warnings.filter((text) => text.includes("presses")),
  );
};

describe("mass at reflecting walls", () => {
  it("is worth one line, however many there are", () => {
    for (const said of saidOf(box))
      expect(said).toEqual([
        "Mass presses against the reflecting walls at x = 0 (lower): density 1.0 of the peak, x = 1 (upper): density 1.0, y = 0 (lower): density 1.0, y = 1 (upper): density 1.0. Unless the walls are meant, widen the ranges.",
      ]);
    for (const said of saidOf({
      ...box,
      axes: [{ name: "x", range: [0, 9], cells: 64 }],
      drift: { force: { x: -1 } },
      initial: { point: [0.5] },
    }))
      expect(said.join()).toMatch(
        /^Mass presses against the reflecting wall at x = 0 \(lower\): .* widen the range\.$/,
      );
  });

  it("is none where D vanishes or the drift is infinite: there is no wider range", () => {
    const line = { ...box, axes: [{ name: "x", range: [0, 1] as const, cells: 64 }] };
    // Wright-Fisher with mutation, whose density is bounded at both ends
    expect(
      saidOf({ ...line, drift: { force: { x: "1 - 2*x" } }, diffusion: "x*(1 - x)/2", convention: "ito" }),
    ).toEqual([[], [], []]);
    // the radius of a plane: rho = r exp(-r^2/2), and the centre is no wall
    const radius = [{ name: "r", range: [0, 6] as const, cells: 64 }];
    expect(saidOf({ ...line, axes: radius, drift: { loss: "r^2/2 - log(r)" }, time: { end: 20, frames: 2 } })).toEqual([
      [],
      [],
      [],
    ]);
    // a wall where D vanishes as s^2 is never reached, but the start touches it
    const problem = defineProblem({ ...line, diffusion: "x^2", initial: { uniform: true } });
    expect(evolve(problem).warnings.join()).not.toContain("at x = 0");
  });
});
