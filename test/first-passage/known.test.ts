import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { firstPassage, type PassageFromStart } from "../../src/solve/first-passage.js";
import { exactValue } from "../known/answers.js";

const fromStart = (definition: ProblemDefinition): PassageFromStart =>
  firstPassage(defineProblem(definition)).fromStart!;
const closeTo = (found: number, exact: number, relative: number): void =>
  expect(Math.abs(found / exact - 1), `${found} for ${exact}`).toBeLessThanOrEqual(relative);

const KRAMERS = ((2 * Math.PI) / Math.sqrt(8 * 4)) * Math.exp(4);

describe("first passage meets the known answers", () => {
  it("E10: drift towards a wall, and away from it", () => {
    const axes = [
      { name: "x", range: [-18.5, 1.5], cells: 2000, boundary: { lower: "reflecting", upper: "absorbing" } },
    ];
    const to = fromStart({ axes, drift: { force: { x: 1 } }, diffusion: 0.5, initial: { point: 0 } } as never);
    // h = 0.01: exact flux in 1D leaves the mean exact for a constant drift, and h² = 1e-4 in the variance of 1.5
    closeTo(to.meanTime, exactValue("E10", "mean"), 1e-4);
    closeTo(to.variance, exactValue("E10", "var"), 1e-4);
    const ends = [{ name: "x", range: [-10.5, 1.5], cells: 1200, boundary: "absorbing" }];
    const away = fromStart({ axes: ends, drift: { force: { x: -1 } }, diffusion: 0.5, initial: { point: 0 } } as never);
    // who is 12 away comes back with a probability of exp(−24)
    closeTo(away.probability["x.upper"], exactValue("E10", "hit prob mu=-1"), 1e-4);
  });

  it("E12: exit from an interval, where order 2 is exact", () => {
    const found = fromStart({
      axes: [{ name: "x", range: [0, 1], cells: 400, boundary: "absorbing" }],
      diffusion: 0.25,
      initial: { point: 0.3 },
    });
    expect(found.meanTime).toBeCloseTo(exactValue("E12", "E[T]"), 12);
    expect(found.probability["x.upper"]).toBeCloseTo(exactValue("E12", "P_right"), 12);
    // E[T²] is a polynomial of degree 4 in x0: h² = 6e-6
    closeTo(found.variance + found.meanTime ** 2, exactValue("E12", "E[T^2]"), 1e-5);
    // (a − x0²)/(6D) of those that leave at a = 1
    expect(found.conditionalMeanTime["x.upper"]).toBeCloseTo((1 - 0.09) / (6 * 0.25), 4);
  });

  it("E13: an Ornstein-Uhlenbeck process to the origin, as a target that begins inside a cell", () => {
    const { fromStart: found, density } = firstPassage(
      defineProblem({
        axes: [{ name: "x", range: [-1.0123, 8], cells: 800 }],
        drift: { loss: "x^2/2" },
        diffusion: 0.5,
        target: "x < 0",
        initial: { point: 1.2 },
        time: { at: [0.5, 1, 2] },
      }),
    );
    // h² = 1.3e-4, and the solver's tolerance of 1e-4
    closeTo(found!.meanTime, exactValue("E13", "E[T]"), 1e-4);
    [0.5, 1, 2].forEach((t, k) => closeTo(density!.survival[k], exactValue("E13", `S(${t})`), 1e-4));
    closeTo(density!.byExit["target"][1], exactValue("E13", "f(1)"), 1e-4);
  });

  it("E22: from well to well, by an exact flux; Kramers' formula is 12 % below", () => {
    const found = fromStart({
      axes: [{ name: "x", range: [-2.5, 2.5], cells: 400 }],
      drift: { loss: "(x^2-1)^2" },
      diffusion: 0.25,
      target: "x > 1",
      initial: { point: -1 },
    });
    closeTo(found.meanTime, exactValue("E22", "MFPT(-1->1)"), 1e-8);
    closeTo(KRAMERS, exactValue("E22", "Kramers(-1->1)"), 1e-12);
    closeTo(found.meanTime / KRAMERS, exactValue("E22", "ratio exact/Kramers"), 1e-8);
  });

  it("E29: from the centre of a square, by its walls", () => {
    const at = (x: number): number =>
      fromStart({
        axes: ["x", "y"].map((name) => ({ name, range: [0, 1] as const, cells: 64, boundary: "absorbing" })),
        diffusion: 1,
        initial: { point: [x, 0.5] },
      }).meanTime;
    // order 2: h² = 2.4e-4 against T = 0.07
    closeTo(at(0.5), exactValue("E29", "E[T] square centre"), 2e-3);
    closeTo(at(0.25), exactValue("E29", "E[T] square (0.25,0.5)"), 2e-3);
  });

  it("Brownian motion that is taken back to its start: (exp(x0 √(r/D)) − 1)/r, Evans and Majumdar 2011", () => {
    const { fromStart: found, density } = firstPassage(
      defineProblem({
        axes: [{ name: "x", range: [-0.3, 20], cells: 812 }],
        diffusion: 0.5,
        target: "x < 0",
        initial: { point: 1 },
        resets: [{ restart: { rate: 0.7, to: [1] } }],
        time: { end: 40, frames: 401 },
      }),
    );
    const exact = (Math.exp(Math.sqrt(0.7 / 0.5)) - 1) / 0.7;
    // h = 0.025; the restart is shared between two cells
    closeTo(found!.meanTime, exact, 3e-4);
    // the trapezoidal rule over 0.1 leaves f(0)·0.01/12 = 0, and S(40) falls as exp(−40/T) = 3e-8
    const integral = density!.survival.reduce((sum, s, k) => sum + (k % 400 === 0 ? 0.05 : 0.1) * s, 0);
    closeTo(integral, found!.meanTime, 1e-4);
  });
});
