import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { cellCenters } from "../../src/grid/grid.js";
import { defineProblem } from "../../src/problem/define.js";
import { initialMasses } from "../../src/problem/initial.js";
import { evolve } from "../../src/solve/evolve.js";
import { advance, highestRate } from "../../src/steppers/stepper.js";
import { anyProblem, closedWall } from "./arbitrary.js";
import { apply, distance, extended, fullMatrix, lowest, total } from "./oracle.js";
import { steppersFor } from "./steppers.js";

const SEED = 0x5eed;

describe.each([1, 2] as const)("for random drift, D > 0, boundaries and grids in %iD", (dimension) => {
  it("rates are finite and never negative, and columns of A sum to zero", () => {
    fc.assert(
      fc.property(anyProblem({ dimension }), (definition) => {
        const generator = discretize(defineProblem(definition));
        for (const { forward, backward } of generator.axes) {
          expect(lowest(forward)).toBeGreaterThanOrEqual(0);
          expect(lowest(backward)).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(total(forward) + total(backward))).toBe(true);
        }
        const A = fullMatrix(generator);
        for (let j = 0; j < A.length; j++) {
          const column = A.map((row) => row[j]);
          // Four entries and their sum, one rounding each.
          expect(Math.abs(total(column))).toBeLessThanOrEqual(4e-16 * Math.abs(column[j]));
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it("every stepper keeps mass and positivity, whatever the step", () => {
    fc.assert(
      fc.property(anyProblem({ dimension }), fc.integer({ min: -2, max: 3 }), (definition, power) => {
        const problem = defineProblem(definition);
        for (const [name, make] of Object.entries(steppersFor(dimension))) {
          const discretization = discretize(problem);
          const stepper = make(discretization);
          stepper.state.set(initialMasses(problem).mass);
          const dt = Math.min(10 ** power / highestRate(discretization), stepper.maximumStep);
          for (let k = 0; k < 8; k++) {
            advance(stepper, k * dt, dt);
            expect(lowest(stepper.state), name).toBeGreaterThanOrEqual(0);
            expect(Math.abs(total(stepper.state) + total(stepper.absorbed) - 1), name).toBeLessThan(1e-13);
          }
        }
      }),
      { seed: SEED + 1, numRuns: 60 },
    );
  });

  it("a run keeps mass and positivity, and its time error is below the tolerance at every frame", () => {
    fc.assert(
      fc.property(anyProblem({ dimension, most: dimension === 1 ? 20 : 9 }), (definition) => {
        const tolerance = 1e-3;
        const run = evolve(defineProblem({ ...definition, solver: { tolerance } }));
        const exact = evolve(defineProblem({ ...definition, solver: { stepper: "uniformization" } }));
        expect(run.minDensity).toBeGreaterThanOrEqual(0);
        expect(run.massError).toBeLessThan(1e-12);
        const { volumes, size } = run.problem.grid;
        run.frames.forEach((_, frame) => {
          const density = (solution: typeof run): Float64Array =>
            (solution.density.data as Float64Array)
              .subarray(frame * size, (frame + 1) * size)
              .map((value, c) => value * volumes[c]);
          expect(distance(density(run), density(exact))).toBeLessThan(tolerance);
        });
      }),
      { seed: SEED + 2, numRuns: 40 },
    );
  });

  it("the Gibbs state of a gradient drift stays where it is", () => {
    fc.assert(
      fc.property(anyProblem({ dimension, wall: closedWall, gradient: true }), (definition) => {
        const problem = defineProblem(definition);
        const D = definition.diffusion as number;
        const { grid } = problem;
        const loss = new Float64Array(grid.size);
        problem.drift.loss!.valuesInto(cellCenters(grid), 0, loss);
        const least = lowest(loss);
        const mass = loss.map((value, c) => Math.exp((least - value) / D) * grid.volumes[c]);
        const sum = total(mass);
        for (let c = 0; c < mass.length; c++) mass[c] /= sum;
        const range = loss.reduce((top, value) => Math.max(top, value), -Infinity) - least;
        // L/D is rounded to 1e-16 of its size, and so is the ratio of two neighbours.
        const exact = 2e-15 * (10 + range / D);
        const A = fullMatrix(discretize(problem));
        const gross = A.reduce((flow, row, c) => (c < grid.size ? flow - row[c] * mass[c] : flow), 0);
        expect(total(apply(A, extended(mass)).map(Math.abs)) / gross).toBeLessThan(exact);
        for (const [name, make] of Object.entries(steppersFor(dimension))) {
          const discretization = discretize(problem);
          const stepper = make(discretization);
          stepper.state.set(mass);
          advance(stepper, 0, Math.min(30 / highestRate(discretization), stepper.maximumStep));
          expect(distance(stepper.state, mass), name).toBeLessThan(100 * exact);
        }
      }),
      { seed: SEED + 3, numRuns: 60 },
    );
  });

  it("the relative entropy of two densities never grows in a step of uniformization", () => {
    fc.assert(
      fc.property(anyProblem({ dimension, wall: closedWall }), (definition) => {
        const problem = defineProblem(definition);
        const after = (mass: Float64Array): Float64Array => {
          const discretization = discretize(problem);
          const stepper = steppersFor(dimension).uniformization(discretization);
          stepper.state.set(mass);
          advance(stepper, 0, 3 / highestRate(discretization));
          return stepper.state.slice();
        };
        const p = initialMasses(problem).mass;
        const sum = total(problem.grid.volumes);
        const q = problem.grid.volumes.map((volume) => volume / sum);
        const relativeEntropy = (a: Float64Array, b: Float64Array): number =>
          total(a.map((value, c) => (value > 0 ? value * Math.log(value / b[c]) : 0)));
        // Rounding of the logarithms.
        expect(relativeEntropy(after(p), after(q))).toBeLessThanOrEqual(relativeEntropy(p, q) + 1e-14);
      }),
      { seed: SEED + 4, numRuns: 60 },
    );
  });
});
