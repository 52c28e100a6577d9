import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { initialMasses } from "../../src/problem/initial.js";
import type { Problem } from "../../src/problem/problem.js";
import { ledger } from "../../src/ledger/ledger.js";
import { explicitKernel } from "../../src/steppers/stepper.js";
import { evolve } from "../../src/solve/evolve.js";
import { doubleWell, kuramoto, swarm } from "./problems.js";

/** The ledger of masses in the field they make, and their rate of change. */
function readAt(problem: Problem, mass: Float64Array) {
  const generator = discretize(problem);
  generator.meanField!.follow(() => mass);
  generator.rebuild(0);
  const { allocate } = generator.workspace;
  const [state, change] = [allocate(mass.length), allocate(mass.length)];
  state.set(mass);
  explicitKernel(generator)(state, change, 0, 1);
  return { ledger: ledger(mass, generator, null), change };
}

const problems = [
  ["on a ring", kuramoto(3), 1],
  [
    "between wells, with a learning rate",
    doubleWell(0.3, { drift: { loss: "x^4/4 - x^2/2", learningRate: 2, interaction: "dx^2/2" } }),
    0.15,
  ],
  ["on a plane", swarm(), 0.3],
] as const;

describe("the free energy E[L] + E[W * rho]/(2 eta) - (D/eta) H", () => {
  it.each(problems)("falls at the rate (D/eta) times the entropy production %s", (_, problem, temperature) => {
    const { mass } = initialMasses(problem);
    const { ledger: now, change } = readAt(problem, mass);
    // a central difference along the flow; F is smooth there, so h² and rounding/h meet near 1e-5 of a density's change
    const size = Math.max(...change.map((value, c) => Math.abs(value) / mass[c]));
    const slope = (h: number): number => {
      const free = (sign: number) =>
        readAt(
          problem,
          mass.map((part, c) => part + sign * h * change[c]),
        ).ledger.freeEnergy!;
      return (free(1) - free(-1)) / (2 * h);
    };
    const h = 2e-3 / size;
    const extrapolated = (4 * slope(h) - slope(2 * h)) / 3;
    const expected = -temperature * now.entropyProduction!;
    expect(now.entropyProduction).toBeGreaterThan(0);
    expect(Math.abs(extrapolated - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
  });

  it.each(problems)("falls over a run, by what the totals say, %s", (_, stated, temperature) => {
    const problem: Problem = {
      ...stated,
      time: { start: 0, frames: [0, 0.1, 0.2, 0.4, 0.8, 1.6], jumps: [] },
      solver: { ...stated.solver, tolerance: 1e-6 },
    };
    const { frames, totals } = evolve(problem);
    for (let k = 1; k < frames.length; k++)
      expect(frames[k].ledger.freeEnergy!).toBeLessThan(frames[k - 1].ledger.freeEnergy!);
    const fallen = frames[0].ledger.freeEnergy! - frames[5].ledger.freeEnergy!;
    // the books are integrated to the error of the steps
    expect(Math.abs(fallen / temperature - totals.entropyProduction!)).toBeLessThan(1e-4);
    for (const { ledger: at } of frames) expect(Math.abs(at.housekeeping!)).toBeLessThan(1e-10);
  });

  it("reduces to E[L] - (D/eta) H without an interaction, and does not exist for a W that is not symmetric", () => {
    const none = doubleWell(0.3, { drift: { loss: "x^4/4 - x^2/2", interaction: "0*dx" } });
    const plain = doubleWell(0.3, { drift: { loss: "x^4/4 - x^2/2" } });
    const { mass } = initialMasses(none);
    const generator = discretize(plain);
    expect(readAt(none, mass).ledger.freeEnergy).toBe(ledger(mass, generator, null).freeEnergy);
    const oneSided = doubleWell(0.3, { drift: { interaction: "dx^2/2 + dx" } });
    expect(readAt(oneSided, mass).ledger.freeEnergy).toBeNull();
  });
});
