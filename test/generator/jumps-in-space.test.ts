import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";

type Drift = NonNullable<ProblemDefinition["drift"]>;

/** A V-shaped valley as a loss with a kink and as a force with a jump, on grids whose cells the jump meets anywhere. */
const valley = (cells: number, drift: Drift, more: Partial<ProblemDefinition> = {}) =>
  defineProblem({
    axes: [{ name: "x", range: [-3, 3], cells }],
    drift,
    diffusion: 0.5,
    initial: { gaussian: { mean: 1, variance: 0.1 } },
    time: { end: 2 },
    ...more,
  });
const LOSS = { loss: "2*abs(x - 0.3)" };
const FORCE = { force: { x: "-2*sign(x - 0.3)" } };

const peclet = (definition: ReturnType<typeof valley>, axis = 0): Float64Array => {
  const generator = discretize(definition, 0);
  const found = generator.axes[axis].peclet.slice();
  generator.workspace.release();
  return found;
};

const close = (one: Float64Array, other: Float64Array, by: number): void =>
  one.forEach((value, k) => expect(Math.abs(value - other[k])).toBeLessThan(by));

describe("a force that jumps between two centres", () => {
  for (const cells of [97, 120, 240, 480])
    it(`is integrated on both sides of the jump: the density is that of its loss (${cells} cells)`, () => {
      const [force, loss] = [valley(cells, FORCE), valley(cells, LOSS)];
      // both are the same integral up to rounding of numbers up to 0.25
      close(peclet(force), peclet(loss), 1e-13);
      const last = (of: typeof force): number => evolve(of, { ledger: false }).frames.at(-1)!.mean[0];
      // steps are chosen from errors that differ by rounding: 1e-9 of the tolerance 1e-6
      expect(Math.abs(last(force) - last(loss))).toBeLessThan(1e-9);
      expect(Math.abs(steady(force).mean[0] - steady(loss).mean[0])).toBeLessThan(1e-11);
    });

  it("has its jump in time where it is then", () => {
    const generator = discretize(valley(60, { force: { x: "-2*sign(x - t)" } }), 0);
    for (const time of [0.13, 0.731]) {
      generator.rebuild(time);
      close(generator.axes[0].peclet, peclet(valley(60, { loss: `2*abs(x - ${time})` })), 1e-13);
    }
  });

  it("is integrated so along both axes, and between the outermost centres and an absorbing wall", () => {
    const axes: ProblemDefinition["axes"] = [
      { name: "x", range: [-1, 1], cells: 13, boundary: "absorbing" },
      { name: "y", range: [-1, 2], cells: 11 },
    ];
    const plane: Partial<ProblemDefinition> = { axes, initial: { uniform: true } };
    const across = "x + 0.7*y - 0.21";
    const force = { x: `-sign(${across})`, y: `-0.7*sign(${across})` };
    for (const axis of [0, 1])
      close(
        peclet(valley(0, { force }, plane), axis),
        peclet(valley(0, { loss: `abs(${across})` }, plane), axis),
        1e-13,
      );
    const wall = (drift: Drift): number => {
      const ends: ProblemDefinition["axes"] = [{ name: "x", range: [0, 1], cells: 8, boundary: "absorbing" }];
      return discretize(valley(0, drift, { axes: ends }), 0).axes[0].backward[0];
    };
    // rates of 32, and 5 nodes across a kink in exp(U): 1e-15 each
    expect(wall({ force: { x: "3*sign(x - 0.02)" } })).toBeCloseTo(wall({ loss: "-3*abs(x - 0.02)" }), 12);
  });

  it("on a ring jumps at the wrap as well, where it does not go on", () => {
    const ring: ProblemDefinition["axes"] = [{ name: "x", range: [-1, 2], cells: 30, boundary: "periodic" }];
    const found = peclet(valley(0, { force: { x: "x" } }, { axes: ring }));
    // from 1.95 to 2 and from −1 to −0.95, over D = 0.5
    expect(found[29]).toBeCloseTo((1.975 * 0.05 - 0.975 * 0.05) / 0.5, 14);
    const sum = found.reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo((4 - 1) / 2 / 0.5, 13);
  });
});

describe("a D that jumps between two centres", () => {
  it("has its harmonic mean there, and Pe is the integral of μ/D", () => {
    const diffusion = "0.5 + (x > 0.31)";
    const of = (scheme: "integrated" | "scharfetter-gummel") =>
      discretize(valley(60, { force: { x: "1 + (x > 0.31)" } }, { diffusion, solver: { scheme } }), 0).axes[0];
    // from 0.25 to 0.35 with D = 0.5 and a force of 1 up to 0.31, then 1.5 and 2
    expect(of("scharfetter-gummel").peclet[32]).toBeCloseTo(0.06 / 0.5 + (0.04 * 2) / 1.5, 13);
    expect(of("scharfetter-gummel").diffusion[32]).toBeCloseTo(0.1 / (0.06 / 0.5 + 0.04 / 1.5), 13);
    // the weights exp(U) of the integrated scheme vary by Pe = 0.17 along the piece
    expect(of("integrated").diffusion[32] / of("scharfetter-gummel").diffusion[32]).toBeCloseTo(1, 1);
  });
});
