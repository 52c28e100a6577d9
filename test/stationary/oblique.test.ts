import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Generator } from "../../src/generator/generator.js";
import { pairDifference, pairSums } from "../../src/linear/compensated-sum.js";
import { sumAlongTreeInto } from "../../src/linear/spanning-sums.js";
import { resolutionWarnings } from "../../src/solve/resolution.js";
import { stationaryState } from "../../src/solve/stationary.js";
import { masses, stationaryState as dense } from "../ledger/chain.js";
import { linearWork, obliqueFaces, plane, randomObliqueChain, tensorChain, type Step } from "../ledger/oblique.js";
import { uniform } from "../linear/oracle.js";

/** Largest difference of log π from that of dense state reduction, which is a code of its own. */
function errorOf(generator: Generator, logMass: Float64Array): number {
  const exact = dense(generator).logMass;
  return logMass.reduce((worst, value, c) => Math.max(worst, Math.abs(value - exact[c]!)), 0);
}

describe("a stationary state with oblique faces", () => {
  it("is that of dense elimination, for random rates along any steps, walls and wraps", () => {
    const side = fc.constantFrom("reflecting" as const, "periodic" as const);
    const cells = fc.integer({ min: 4, max: 14 });
    const step = fc.constantFrom<Step>([1, 1], [1, -1], [2, 1], [1, -3], [3, 2], [5, -2]);
    fc.assert(
      fc.property(
        cells,
        cells,
        side,
        side,
        fc.uniqueArray(step, { minLength: 1, maxLength: 3 }),
        fc.integer(),
        (nx, ny, a, b, steps, seed) => {
          const draw = uniform(seed);
          const generator = randomObliqueChain(plane([nx, ny], [1, 1], [a, b]), steps, () => Math.exp(4 * draw() - 2));
          const state = stationaryState(generator);
          expect(state).toMatchObject({ method: "nested dissection", reversible: false });
          expect(state.residual).toBeLessThan(1e-14);
          // No subtraction in either: some 200 eliminations, each a few roundings.
          expect(errorOf(generator, state.logMass)).toBeLessThan(1e-12);
        },
      ),
      { seed: 11, numRuns: 40 },
    );
  });

  it("is so for steps 16 cells wide, wrapped or not", () => {
    const draw = uniform(5);
    for (const ends of [
      ["reflecting", "reflecting"],
      ["periodic", "reflecting"],
      ["periodic", "periodic"],
    ] as const) {
      const generator = randomObliqueChain(
        plane([36, 12], [1, 1], ends),
        [
          [16, -3],
          [7, 5],
        ],
        () => 0.1 + draw(),
      );
      const state = stationaryState(generator);
      expect(state.residual).toBeLessThan(1e-14);
      expect(errorOf(generator, state.logMass)).toBeLessThan(1e-11);
    }
  });

  const U = (x: number, y: number) => 3 * (x * x - 1) ** 2 + 2 * (y - 0.5 * x) ** 2;
  const work = ([x, y]: Step, [dx, dy]: Step) => U(x, y) - U(x + dx, y + dy);

  it("is the Gibbs state in closed form, also where D needs no faces of one axis", () => {
    for (const [D, idle] of [
      [{ xx: 0.6, xy: 0.2, yy: 0.3 }, false],
      // D = 0.2 e_y e_yᵀ + 0.2 (1, 1)(1, 1)ᵀ: both rates of every x-face are 0
      [{ xx: 0.2, xy: 0.2, yy: 0.4 }, true],
    ] as const) {
      const grid = plane([24, 24], [2, 2], ["reflecting", "reflecting"]);
      const generator = tensorChain(grid, D, [1, 1], work);
      expect(generator.axes[0]!.forward.every((rate) => rate === 0)).toBe(idle);
      const { logMass, method, residual } = stationaryState(generator);
      expect(method).toBe("closed form");
      expect(residual).toBeLessThan(1e-14);
      const gibbs = masses(grid, (x, y) => Math.exp(-U(x, y!)));
      // |U| to 50, each difference rounded to 1e-14; the sums are compensated.
      logMass.forEach((value, c) => expect(Math.abs(value - Math.log(gibbs[c]!))).toBeLessThan(1e-12));
    }
  });

  it("does not take a rotation of 1e-10 kT in the oblique faces for an equilibrium", () => {
    const generator = tensorChain(
      plane([12, 12], [2, 2], ["reflecting", "reflecting"]),
      { xx: 0.6, xy: 0.2, yy: 0.3 },
      [1, 1],
      (z, d) => work(z, d) + (d[0] !== 0 && d[1] !== 0 ? 1e-8 * z[0] : 0),
    );
    const state = stationaryState(generator);
    expect(state).toMatchObject({ method: "nested dissection", reversible: false });
  });

  it("is found in one part of the grid when the other is left for good, and refused when there are two", () => {
    const grid = plane([8, 8], [1, 1], ["reflecting", "reflecting"]);
    const generator = randomObliqueChain(grid, [[1, 1]], () => 1);
    const { oblique } = generator;
    generator.axes[0]!.forward.fill(0, 24, 32);
    generator.axes[0]!.backward.fill(0, 32, 40);
    oblique!.lower.forEach((lower, f) => {
      if (lower >= 24 && lower < 32) oblique!.backward[f] = 0;
    });
    const { mass } = stationaryState(generator);
    expect(mass.subarray(0, 32).every((p) => p === 0)).toBe(true);
    expect(Math.abs(mass.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-14);
    oblique!.lower.forEach((lower, f) => {
      if (lower >= 24 && lower < 32) oblique!.forward[f] = 0;
    });
    expect(() => stationaryState(generator)).toThrow(/2 regions that are never left/);
  });
});

describe("sums along a spanning tree", () => {
  it("telescope the differences of a potential of 1e6 to rounding of the differences", () => {
    const draw = uniform(2);
    const values = Float64Array.from({ length: 200 }, (_, v) => 1e6 * Math.sin(v) + draw());
    const ends = Array.from({ length: 600 }, (_, e) => [e % 200, Math.floor(200 * draw())] as const);
    const [lower, upper] = [0, 1].map((k) => Int32Array.from(ends, (pair) => pair[k]!)) as [Int32Array, Int32Array];
    const terms = Float64Array.from(lower, (from, e) => values[upper[e]!]! - values[from]!);
    const sums = pairSums(200);
    expect(sumAlongTreeInto(sums, lower, upper, terms)).toBe(true);
    // Each term is rounded to 1e-10 of its 1e6; paths are a dozen edges long.
    values.forEach((value, v) =>
      expect(Math.abs(pairDifference(sums, v, 0) - (value - values[0]!))).toBeLessThan(1e-8),
    );
    terms.fill(NaN);
    expect(sumAlongTreeInto(pairSums(200), lower, upper, terms)).toBe(false);
  });
});

describe("warnings about oblique faces", () => {
  const D = { xx: 0.5, xy: 0.1, yy: 0.25 };
  const A = [
    [1, -2],
    [1.5, 0.8],
  ] as const;
  const gaussian = (x: number, y?: number) => Math.exp(-x * x - 2 * y! * y!);

  it("are none where walls are far and cells small", () => {
    const generator = tensorChain(plane([80, 80], [4, 4], ["reflecting", "reflecting"]), D, [1, 1], linearWork(A, D));
    expect(resolutionWarnings(generator, masses(generator.grid, gaussian))).toEqual([]);
  });

  it("name layers along an oblique direction", () => {
    const generator = tensorChain(
      plane([12, 12], [4, 4], ["reflecting", "reflecting"]),
      D,
      [1, 1],
      linearWork(
        [
          [6, 0],
          [0, 6],
        ],
        D,
      ),
    );
    expect(resolutionWarnings(generator, masses(generator.grid, gaussian)).join("\n")).toMatch(
      /oblique direction \(1, 1\), in cells, are not resolved: \|Pe\| reaches [\d.]+ where [\d.e+]+ % of the mass is; \d+ times as many cells/,
    );
  });

  it("name the reflecting walls at which faces are missing while mass is near", () => {
    const [generator, leaky] = (["reflecting", "absorbing"] as const).map((wall) =>
      tensorChain(plane([10, 40], [1, 4], [wall, "reflecting"]), D, [1, 1], linearWork(A, D)),
    ) as [Generator, Generator];
    const warnings = resolutionWarnings(generator, masses(generator.grid, gaussian)).filter((text) =>
      text.includes("full tensor D"),
    );
    expect(warnings.length).toBe(2);
    expect(warnings[0]).toMatch(
      /At x = -1 \(lower\).*within one cell.*density reaches 0\.\d+ of the peak.*first order/,
    );
    expect(warnings[0]).toContain(
      "A finer grid does not mend the order; put the wall where the density is negligible.",
    );
    // absorbing walls cut faces, which leaves the order as it is
    expect(resolutionWarnings(leaky, masses(leaky.grid, gaussian))).toEqual([]);
    const ring = tensorChain(plane([10, 40], [1, 4], ["periodic", "reflecting"]), D, [1, 1], () => 0);
    expect(
      resolutionWarnings(
        ring,
        masses(ring.grid, (_, y) => Math.exp(-2 * y! * y!)),
      ),
    ).toEqual([]);
  });

  it("name a step wider than four cells, and none that no face with a rate takes", () => {
    const grid = plane([40, 40], [1, 1], ["periodic", "periodic"]);
    const wide = (weight: number): Generator => ({
      ...tensorChain(grid, D, [1, 1], () => 0),
      oblique: obliqueFaces(
        grid,
        [
          [1, 1],
          [5, -2],
        ],
        (k) => {
          const lambda = k === 1 ? weight : 1;
          return { forward: lambda, backward: lambda, peclet: 0, weight: lambda };
        },
      ),
    });
    const mass = masses(grid, () => 1);
    expect(resolutionWarnings(wide(0.1), mass).join()).toMatch(
      /cells as far as \(5, -2\) away.*Choose the numbers of cells/,
    );
    expect(resolutionWarnings(wide(0), mass)).toEqual([]);
  });
});
