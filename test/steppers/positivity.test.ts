import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { initialMasses } from "../../src/problem/initial.js";
import { evolve } from "../../src/solve/evolve.js";
import { advance, highestRate } from "../../src/steppers/stepper.js";
import { lowest, total } from "../structure/oracle.js";
import { steppersFor } from "../structure/steppers.js";
import { WALLS, wallName, type Ends } from "../structure/walls.js";

const line = (boundary: Ends, cells = 200): ProblemDefinition => ({
  axes: [{ name: "x", range: [-2, 2], cells, boundary, stretch: { around: 0, strength: 3 } }],
  drift: { loss: "3*(x^2-1)^2", force: { x: "1 + sin(3*x)" } },
  diffusion: "0.1 + 0.05*cos(x)",
  initial: { point: [0.3] },
  time: { end: 1, frames: 3 },
});

const plane = (x: Ends, y: Ends, cells = 31): ProblemDefinition => ({
  axes: [
    { name: "x", range: [-2, 2], cells, boundary: x },
    { name: "y", range: [-2, 2], cells: cells + 2, boundary: y, stretch: { around: 0.5, strength: 2 } },
  ],
  drift: { loss: "x^4/4 - x^2/2 + y^2", force: { x: "-4*y", y: "4*x" } },
  diffusion: { x: "0.05", y: "0.02 + 0.01*x^2" },
  initial: { point: [0.3, -0.7] },
  time: { end: 0.5, frames: 3 },
});

const cases: readonly (readonly [string, ProblemDefinition])[] = [
  ...WALLS.map((wall) => [wallName(wall), line(wall)] as const),
  ...WALLS.map((wall, k) => {
    const other = WALLS[(k + 2) % WALLS.length];
    return [`x ${wallName(wall)}, y ${wallName(other)}`, plane(wall, other)] as const;
  }),
];

describe("from a point, with steps of 0.3 to 1e4 of the fastest jumps", () => {
  for (const [walls, definition] of cases)
    for (const [name, make] of Object.entries(steppersFor(definition.axes.length)))
      it(`${name} leaves nothing negative and keeps the mass (${walls})`, () => {
        const problem = defineProblem(definition);
        for (const jumps of [
          0.3,
          3,
          30,
          name === "uniformization" ? 100 : 300,
          name === "uniformization" ? 1000 : 1e4,
        ]) {
          const discretization = discretize(problem);
          const stepper = make(discretization);
          const dt = Math.min(jumps / highestRate(discretization), stepper.maximumStep);
          stepper.state.set(initialMasses(problem).mass);
          for (let k = 0; k < 30; k++) {
            advance(stepper, k * dt, dt);
            expect(lowest(stepper.state), `after step ${k} of ${jumps} jumps`).toBeGreaterThanOrEqual(0);
          }
          // The explicit half of a step moves its number of jumps times the mass back and forth: 1e4 roundings of 1e-16.
          expect(Math.abs(total(stepper.state) + total(stepper.absorbed) - 1)).toBeLessThan(1e-12);
        }
      });
});

describe("a run from a point", () => {
  for (const [walls, definition] of cases)
    for (const solver of [{ tolerance: 1e-2 }, { tolerance: 1e-5 }, { dt: 0.1 }, { dt: 0.003 }])
      it(`with ${JSON.stringify(solver)} has no negative density at any step (${walls})`, () => {
        const { minDensity, massError, density } = evolve(defineProblem({ ...definition, solver }), { ledger: false });
        expect(minDensity).toBeGreaterThanOrEqual(0);
        expect(lowest(density.data as Float64Array)).toBeGreaterThanOrEqual(0);
        expect(massError).toBeLessThan(1e-12);
      });
});

describe("rates that grow during a step", () => {
  it("leave nothing negative with ssprk43, whose limit was that of the start", () => {
    const problem = defineProblem({
      ...line(WALLS[0], 64),
      diffusion: "0.1 + 5*t",
      solver: { stepper: "ssprk43", tolerance: 0.4 },
      time: { end: 0.02, frames: 2 },
    });
    const { minDensity, massError } = evolve(problem, { ledger: false });
    expect(minDensity).toBeGreaterThanOrEqual(0);
    expect(massError).toBeLessThan(1e-12);
  });
});
