import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { discretize, type Discretization } from "../../src/generator/discretize.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { initialMasses } from "../../src/problem/initial.js";
import { evolve } from "../../src/solve/evolve.js";
import { spectral } from "../../src/steppers/spectral.js";
import { advance, type Stepper } from "../../src/steppers/stepper.js";
import { orderOf } from "../convergence/order.js";
import { timeConvergence } from "../convergence/time.js";
import { drivenLine, line, plane, ring, type TimeProblem } from "../convergence/time-problems.js";
import { lowest, total } from "../structure/oracle.js";

const WELLS =
  "-log(0.6/(2*pi*0.35)*exp(-((x + 1.2)^2 + y^2)/(2*0.35)) + 0.4/(2*pi*0.25)*exp(-((x - 1.2)^2 + (y - 0.4)^2)/(2*0.25)))";

const cosineRing: ProblemDefinition = {
  axes: [{ name: "x", range: [0, "2*pi"], cells: 100, boundary: "periodic" }],
  drift: { loss: "cos(x)" },
  diffusion: 0.3,
  initial: { gaussian: { mean: 2, variance: 0.2 } },
  time: { end: 2, frames: 2 },
};

const doubleWell: ProblemDefinition = {
  axes: [{ name: "x", range: [-2.5, 2.5], cells: 128 }],
  drift: { loss: "(x^2 - 1)^2" },
  diffusion: 0.4,
  initial: { gaussian: { mean: 0.3, variance: 0.2 } },
  time: { end: 2, frames: 2 },
};

const twoWells: ProblemDefinition = {
  axes: ["x", "y"].map((name) => ({ name, range: [-4, 4] as const, cells: 48 })),
  drift: { loss: WELLS },
  diffusion: { x: 0.3, y: 0.4 },
  initial: { gaussian: { mean: [0, 1], variance: 0.2 } },
  time: { end: 0.5, frames: 2 },
};

const definitions = { "a ring with a cosine": cosineRing, "a double well": doubleWell, "two wells": twoWells };

const wells: TimeProblem = { name: "two wells, D_x and D_y", end: 0.5, problem: defineProblem(twoWells) };

describe("the error in time of the spectral stepper, against uniformisation on the same grid,", () => {
  const plain = (own: Discretization): Stepper => spectral(own, { extrapolate: false });
  // terms of higher order at the last halving; the starts are where the terms of the lowest order have taken over
  const NEAR = 0.15;

  it.each([
    [line, [64, 128, 256], 3e-5],
    [ring, [32, 64, 128], 2e-6],
    [drivenLine, [64, 128, 256], 5e-6],
    [plane, [32, 64, 128], 1e-6],
    [wells, [32, 64, 128], 3e-5],
  ] as const)("shrinks with order 2, and to nothing, without extrapolation ($name)", (problem, sizes, largest) => {
    const convergence = timeConvergence(problem, plain, sizes);
    expect(Math.abs(orderOf(convergence) - 2)).toBeLessThan(NEAR);
    expect(convergence.errors.at(-1)).toBeLessThan(largest);
  });

  it.each([
    [line, [4, 8, 16], 1e-5],
    [ring, [8, 16, 32], 1e-9],
    [drivenLine, [8, 16, 32], 5e-9],
    [plane, [16, 32, 64], 1e-10],
    [wells, [16, 32, 64], 2e-9],
  ] as const)("shrinks with order 4, and to nothing, with it ($name)", (problem, sizes, largest) => {
    const convergence = timeConvergence(problem, spectral, sizes);
    expect(Math.abs(orderOf(convergence) - 4)).toBeLessThan(NEAR);
    expect(convergence.errors.at(-1)).toBeLessThan(largest);
  });
});

const lastMasses = (definition: ProblemDefinition, solver: ProblemDefinition["solver"]) => {
  const solution = evolve(defineProblem({ ...definition, ...(solver && { solver }) }), { ledger: false });
  const { size, volumes } = solution.problem.grid;
  const density = (solution.density.data as Float64Array).slice(-size);
  return { solution, masses: density.map((value, c) => value * volumes[c]) };
};
const L1 = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, c) => sum + Math.abs(value - other[c]), 0);

describe("a run with the spectral stepper", () => {
  for (const [name, definition] of Object.entries(definitions))
    it(`stays within its tolerance, and within what it says of itself (${name})`, () => {
      const exact = lastMasses(definition, { stepper: "uniformization" });
      for (const tolerance of [1e-3, 1e-4, 1e-5, 1e-6]) {
        const { solution, masses } = lastMasses(definition, { stepper: "spectral", tolerance });
        const error = L1(masses, exact.masses);
        expect(error).toBeLessThan(tolerance);
        expect(error).toBeLessThan(solution.error.time!);
        expect(solution.error.time).toBeLessThanOrEqual(tolerance);
        expect(solution.minDensity).toBeGreaterThanOrEqual(0);
        expect(solution.massError).toBeLessThan(1e-13);
      }
    });

  it("follows a drift that moves and a D that falls, on two axes", () => {
    const moving: ProblemDefinition = {
      axes: ["x", "y"].map((axis) => ({ name: axis, range: [-4, 4] as const, cells: 32 })),
      drift: { loss: "(x^2 + y^2)/2", force: { x: "sin(3*t) - y", y: "x*cos(2*t)" } },
      diffusion: { x: "0.3 + 0.4*exp(-2*t)", y: "0.5" },
      initial: { gaussian: { mean: [0.5, 0], variance: 0.4 } },
      time: { end: 0.5, frames: 2 },
    };
    // ssprk43 at its smallest tolerance is of another kind, explicit and of order 3
    const exact = lastMasses(moving, { stepper: "ssprk43", tolerance: 1e-8 });
    const { masses } = lastMasses(moving, { stepper: "spectral", tolerance: 1e-5 });
    expect(L1(masses, exact.masses)).toBeLessThan(1e-5);
  });

  it("comes to rest at the Gibbs state of the grid, which no splitting of a single step keeps", () => {
    const { masses } = lastMasses(
      { ...cosineRing, time: { end: 40, frames: 2 } },
      { stepper: "spectral", tolerance: 1e-7 },
    );
    const gibbs = Float64Array.from(masses, (_, i) => Math.exp(-Math.cos((2 * Math.PI * (i + 0.5)) / 100) / 0.3));
    const sum = total(gibbs);
    // one well: what the start was has died out as exp(−t); steps of the largest size alone decide
    const distance = L1(
      masses,
      gibbs.map((value) => value / sum),
    );
    expect(distance).toBeLessThan(1e-7);
  });
});

describe("from a point, with steps from a hundredth of the longest on,", () => {
  const cases = ([1, 2] as const).flatMap((dimension) =>
    (["reflecting", "periodic"] as const).flatMap((boundary) => [0.02, 0.5].map((D) => ({ dimension, boundary, D }))),
  );
  it.each(cases)(
    "nothing is negative and mass is kept ($dimension D, $boundary, D = $D)",
    ({ dimension, boundary, D }) => {
      const problem = defineProblem({
        axes: ["x", "y"].slice(0, dimension).map((name) => ({ name, range: [-2, 2] as const, cells: 31, boundary })),
        drift: { loss: "x^4/4 - x^2/2", ...(dimension === 2 && { force: { y: "2*sin(3*x)" } }) },
        diffusion: D,
        initial: { point: [0.3, -0.7].slice(0, dimension) },
      });
      for (const share of [0.01, 0.1, 1])
        for (const extrapolate of [true, false]) {
          const stepper = spectral(discretize(problem), { extrapolate });
          stepper.state.set(initialMasses(problem).mass);
          const dt = share * stepper.maximumStep;
          for (let k = 0; k < 30; k++) {
            advance(stepper, k * dt, dt);
            expect(lowest(stepper.state)).toBeGreaterThanOrEqual(0);
            // put back at every step, from sums of 961 numbers
            expect(Math.abs(total(stepper.state) - 1)).toBeLessThan(1e-13);
          }
        }
    },
  );

  it("mass is kept to 1e-12 over 10 000 steps", () => {
    const problem = defineProblem(doubleWell);
    const stepper = spectral(discretize(problem));
    stepper.state.set(initialMasses(problem).mass);
    for (let k = 0; k < 10_000; k++) advance(stepper, k * 1e-4, 1e-4);
    expect(Math.abs(total(stepper.state) - 1)).toBeLessThan(1e-12);
  });
});

it("takes D as stated, whatever the scheme makes of it at the faces", () => {
  for (const scheme of ["integrated", "scharfetter-gummel", "upwind", "central"] as const) {
    const problem = defineProblem({
      ...doubleWell,
      axes: [{ name: "x", range: [-2, 2], cells: 64 }],
      diffusion: "0.9",
      solver: { scheme },
    });
    const discretization = discretize(problem);
    expect(discretization.constantDiffusion!()).toEqual([0.9]);
    const exact = timeConvergence({ name: scheme, problem, end: 0.1 }, spectral, [16, 32]);
    // transport is the rest of the same generator, so that with every scheme the limit is that of the scheme
    expect(exact.errors[1]).toBeLessThan(1e-6);
  }
});

describe("what the spectral stepper cannot do is refused, with one that can", () => {
  const absorbing = { lower: "absorbing", upper: "reflecting" } as const;
  it.each([
    [
      "an absorbing end",
      { ...doubleWell, axes: [{ name: "x", range: [-2, 2], cells: 32, boundary: absorbing }] },
      "tr-bdf2",
    ],
    [
      "a stretched axis",
      { ...doubleWell, axes: [{ name: "x", range: [-2, 2], cells: 32, stretch: { around: 0, strength: 2 } }] },
      "tr-bdf2",
    ],
    ["D that varies in space", { ...doubleWell, diffusion: "0.4 + 0.1*x^2" }, "tr-bdf2"],
    ["D that varies along one of two axes", { ...twoWells, diffusion: { x: 0.3, y: "0.3 + 0.1*x^2" } }, "strang"],
  ] as [string, ProblemDefinition, string][])("(%s)", (_, definition, remedy) => {
    let fault: unknown;
    try {
      evolve(defineProblem({ ...definition, solver: { stepper: "spectral" } }));
    } catch (thrown) {
      fault = thrown;
    }
    expect(fault).toBeInstanceOf(InputError);
    expect(fault).toMatchObject({ code: "stepper-does-not-fit", path: "solver.stepper" });
    expect((fault as InputError).remedy).toContain(remedy);
  });
});
