import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem, type AxisDefinition, type ProblemDefinition } from "../../src/problem/define.js";
import { initialMasses } from "../../src/problem/initial.js";
import { advance, highestRate } from "../../src/steppers/stepper.js";
import { lowest, total } from "../structure/oracle.js";
import { steppersFor } from "../structure/steppers.js";
import { WALLS, wallName, type Ends } from "../structure/walls.js";

const STEPS = 10_000;

/** 1024 cells that differ by a factor of ten, on which a step of 1e-3 is a thousand of the fastest jumps. */
const line = (boundary: Ends): ProblemDefinition => ({
  axes: [{ name: "x", range: [-2.5, 2.5], cells: 1024, boundary, stretch: { around: 0.2, strength: 4 } }],
  drift: { loss: "(x^2-1)^2", force: { x: "0.5" } },
  diffusion: "0.25 + 0.1*sin(x)",
  initial: { gaussian: { mean: [-1], variance: 0.05 } },
});

const axis = (name: string, boundary: Ends, cells = 64): AxisDefinition => ({
  name,
  range: [-2, 2],
  cells,
  boundary,
});

const plane = (x: Ends, y: Ends, cells = 64): ProblemDefinition => ({
  axes: [axis("x", x, cells), axis("y", y, cells)],
  drift: { loss: "x^4/4 - x^2/2 + y^2/2", force: { x: "-2*y", y: "x" } },
  diffusion: { x: "0.3", y: "0.2 + 0.05*x^2" },
  initial: { gaussian: { mean: [0.5, -0.5], variance: 0.05 } },
});

/** |mass + absorbed − 1| and the least mass, at the worst of many steps. */
function worst(definition: ProblemDefinition, name: string, jumps: number, steps: number) {
  const problem = defineProblem(definition);
  const discretization = discretize(problem);
  const stepper = steppersFor(problem.grid.axes.length)[name](discretization);
  stepper.state.set(initialMasses(problem).mass);
  const dt = Math.min(jumps / highestRate(discretization), stepper.maximumStep);
  let drift = 0;
  let least = 0;
  for (let k = 0; k < steps; k++) {
    advance(stepper, k * dt, dt);
    if (k % 100 !== 99) continue;
    drift = Math.max(drift, Math.abs(total(stepper.state) + total(stepper.absorbed) - 1));
    least = Math.min(least, lowest(stepper.state));
  }
  return { drift, least };
}

// Every update is a sum of fluxes that telescopes: 1e4 steps leave a random walk of roundings of single cells, far
// below 1e-12, where a bare tridiagonal solve drifts to 2e-10.
const ROUNDING = 1e-12;

describe(`over ${STEPS} steps mass is kept to 1e-12 and nothing is negative`, () => {
  for (const boundary of WALLS)
    for (const [name, jumps] of [
      ["tr-bdf2", 1000],
      ["ssprk43", 2],
      ...(boundary === WALLS[3] ? ([["uniformization", 2]] as const) : []),
    ] as const)
      it(`by ${name} on 1024 stiff cells (${wallName(boundary)})`, () => {
        const { drift, least } = worst(line(boundary), name, jumps, STEPS);
        expect(drift).toBeLessThan(ROUNDING);
        expect(least).toBe(0);
      });

  const [reflecting, absorbing, periodic] = WALLS;
  for (const [name, jumps] of [
    ["strang", 20],
    ["strang, not extrapolated", 20],
    ["uniformization", 0.1],
    ["ssprk43", 2],
  ] as const)
    it(`by ${name} on 64 x 64 cells`, () => {
      const { drift, least } = worst(plane(reflecting, reflecting), name, jumps, STEPS);
      expect(drift).toBeLessThan(ROUNDING);
      expect(least).toBe(0);
    });

  for (const [x, y] of [
    [absorbing, periodic],
    [periodic, absorbing],
    [periodic, periodic],
    [WALLS[3], WALLS[4]],
  ])
    for (const name of ["strang", "ssprk43"])
      it(`by ${name} on 15 x 15 cells (x ${wallName(x)}, y ${wallName(y)})`, () => {
        const { drift, least } = worst(plane(x, y, 15), name, 2, STEPS);
        expect(drift).toBeLessThan(ROUNDING);
        expect(least).toBe(0);
      });
});
