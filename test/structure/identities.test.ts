import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { faceCurrents } from "../../src/ledger/current.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { stationaryState } from "../../src/solve/stationary.js";
import { steady } from "../../src/solve/steady.js";
import { anyProblem, closedWall } from "./arbitrary.js";
import { apply, extended, fullMatrix, total } from "./oracle.js";

const SEED = 0x1ed6e2;

/**
 * The figure, of the size of the terms that are summed: fluxes of single faces times logarithms, of which the
 * sums are small differences.
 */
const EXACT = 1e-10;

/** Compares the ledger of every frame of a real run with dp/dt = A p of the frame's own density. */
function checkRun(definition: ProblemDefinition): void {
  const problem = defineProblem(definition);
  const run = evolve(problem);
  const { grid } = problem;
  const generator = discretize(problem);
  const A = fullMatrix(generator);
  const { logMass } = stationaryState(generator);
  run.frames.forEach(({ ledger }, frame) => {
    const mass = (run.density.data as Float64Array)
      .subarray(frame * grid.size, (frame + 1) * grid.size)
      .map((density, c) => density * grid.volumes[c]);
    // what is far below any sum here has no logarithm worth comparing
    if (mass.some((part) => part < 1e-100)) return;
    const rate = apply(A, extended(mass)).subarray(0, grid.size);
    const sums = (term: (c: number) => number) => {
      const terms = mass.map((_, c) => rate[c] * term(c));
      return { sum: total(terms), size: total(terms.map(Math.abs)) };
    };
    const entropy = sums((c) => -(Math.log(mass[c] / grid.volumes[c]) + 1));
    const relative = sums((c) => Math.log(mass[c]) - logMass[c] + 1);
    const { entropyRate, entropyProduction, housekeeping, excess } = ledger;
    if (entropyRate === null || excess === null) return;
    compared++;
    expect(Math.abs(entropyRate + entropy.sum)).toBeLessThanOrEqual(EXACT * entropy.size);
    expect(Math.abs(excess + relative.sum)).toBeLessThanOrEqual(EXACT * relative.size);
    expect(Math.abs(entropyProduction! - housekeeping! - excess)).toBeLessThanOrEqual(
      EXACT * (entropyProduction! + relative.size),
    );
    expect(entropyProduction!).toBeGreaterThanOrEqual(0);
    expect(housekeeping!).toBeGreaterThanOrEqual(-EXACT * entropyProduction!);
    expect(excess).toBeGreaterThanOrEqual(-EXACT * relative.size);
  });
}
let compared = 0;

const noPoint = ({ initial }: ProblemDefinition): boolean => !("point" in initial!);

describe("at every frame of a run sigma = housekeeping + excess, excess = -dKL/dt, entropy rate = -dH/dt", () => {
  for (const dimension of [1, 2] as const)
    it(`to 1e-10, for random problems in ${dimension}D`, () => {
      compared = 0;
      fc.assert(
        fc.property(anyProblem({ dimension, wall: closedWall, most: dimension === 1 ? 40 : 9 }), (definition) => {
          fc.pre(noPoint(definition));
          checkRun(definition);
        }),
        { seed: SEED, numRuns: 40 },
      );
      expect(compared, "frames that had something to compare").toBeGreaterThan(60);
    });

  it("to 1e-10, for a tilted ring and for a rotating Ornstein-Uhlenbeck process", () => {
    compared = 0;
    checkRun({
      axes: [{ name: "x", range: [0, 2 * Math.PI], cells: 64, boundary: "periodic" }],
      drift: { loss: "cos(x)", force: { x: "0.7" } },
      diffusion: 0.5,
      initial: { density: "1 + 0.9*sin(x)" },
      time: { end: 3, frames: 7 },
    });
    checkRun({
      axes: [
        { name: "x", range: [-3, 3], cells: 20 },
        { name: "y", range: [-3, 3], cells: 18 },
      ],
      drift: { force: { x: "-x - 2*y", y: "2*x - y" } },
      diffusion: 0.5,
      initial: { gaussian: { mean: [1, 0], variance: 0.3 } },
      time: { end: 2, frames: 7 },
    });
    expect(compared).toBe(14);
  });
});

describe("the stationary current of a ring", () => {
  const currents = (definition: ProblemDefinition): { J: Float64Array; hops: number } => {
    const generator = discretize(defineProblem(definition));
    const { mass } = stationaryState(generator);
    const hops = generator.axes[0].forward.reduce((most, rate, c) => Math.max(most, rate * mass[c]), 0);
    return { J: faceCurrents(mass, generator)[0], hops };
  };
  const spread = (values: Float64Array): number => {
    const mean = total(values) / values.length;
    return values.reduce((worst, value) => Math.max(worst, Math.abs(value - mean)), 0);
  };

  it("is the same through every face to 1e-12 or to the rounding of the hops, on random rings", () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 2, max: 60 }),
          fc.integer({ min: 0, max: 4 }),
          fc.integer({ min: 10, max: 400 }),
          fc.integer({ min: 0, max: 300 }),
          fc.integer({ min: -90, max: 90 }),
        ),
        ([cells, strength, push, height, depth]) => {
          const { J, hops } = currents({
            axes: [{ name: "x", range: [0, 2], cells, boundary: "periodic", stretch: { around: 0.6, strength } }],
            drift: { loss: `${height / 100}*cos(pi*x)`, force: { x: push / 100 } },
            diffusion: `0.5 + ${depth / 200}*sin(pi*x)`,
          });
          // A current is the difference of two hops, each rounded: which decides where they nearly cancel.
          expect(spread(J)).toBeLessThan(Math.max(1e-12 * Math.abs(J[0]), 4e-15 * hops));
        },
      ),
      { seed: SEED + 1, numRuns: 200 },
    );
  });

  it("is that of the problem: mean drift over the length where nothing varies, with every scheme", () => {
    for (const scheme of ["scharfetter-gummel", "integrated", "upwind", "central"] as const) {
      const { currents: found } = steady(
        defineProblem({
          axes: [{ name: "x", range: [0, 2], cells: 30, boundary: "periodic" }],
          drift: { force: { x: 0.7 } },
          diffusion: 0.5,
          solver: { scheme },
        }),
      );
      expect(found.x).toBeCloseTo(0.35, 13);
    }
  });

  it("of a loss that does not close is that of a constant tilt, not of a cliff at the wrap", () => {
    for (const scheme of ["scharfetter-gummel", "integrated"] as const) {
      const ring = (drift: ProblemDefinition["drift"]) =>
        currents({
          axes: [{ name: "x", range: [0, 2], cells: 37, boundary: "periodic" }],
          drift: drift!,
          diffusion: 0.5,
          solver: { scheme },
        }).J;
      const tilted = ring({ loss: "cos(pi*x) - 0.7*x" });
      const pushed = ring({ loss: "cos(pi*x)", force: { x: 0.7 } });
      // The same drift as differences of a loss and as a quadrature of a force.
      for (let c = 0; c < pushed.length; c++) expect(tilted[c]).toBeCloseTo(pushed[c], 12);
    }
  });
});
