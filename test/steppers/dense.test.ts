import { describe, expect, it } from "vitest";
import { discretize, type Discretization } from "../../src/generator/discretize.js";
import { defineProblem } from "../../src/problem/define.js";
import { ssprk43 } from "../../src/steppers/ssprk43.js";
import { advance, highestRate, type Stepper } from "../../src/steppers/stepper.js";
import { strang } from "../../src/steppers/strang.js";
import { trBdf2 } from "../../src/steppers/tr-bdf2.js";
import { uniformization } from "../../src/steppers/uniformization.js";
import {
  apply,
  axisMatrix,
  distance,
  exponential,
  exponentialOn,
  extended,
  fullMatrix,
  lowest,
  plus,
  solve,
  ssprk43Step,
  strangStep,
  trBdf2Step,
  type Matrix,
} from "../structure/oracle.js";
import { roughMasses } from "../structure/random.js";
import { WALLS, wallName, type Ends } from "../structure/walls.js";

/** L1 of some hundred masses, each with a few hundred roundings of 1e-16 of its own size. */
const ROUNDING = 1e-12;

function onLine(cells: number, boundary: Ends): Discretization {
  return discretize(
    defineProblem({
      axes: [{ name: "x", range: [-1, 2], cells, boundary, stretch: { around: 0.3, strength: 2 } }],
      drift: { loss: (x) => Math.sin(3 * x) + x * x, force: { x: (x) => 0.7 + Math.cos(2 * x) } },
      diffusion: (x) => 0.3 + 0.1 * Math.sin(2 * x),
    }),
  );
}

function onPlane([nx, ny]: readonly [number, number], x: Ends, y: Ends): Discretization {
  return discretize(
    defineProblem({
      axes: [
        { name: "x", range: [0, 1], cells: nx, boundary: x },
        { name: "y", range: [0, 2], cells: ny, boundary: y, stretch: { around: 1.3, strength: 1 } },
      ],
      drift: {
        loss: (a, b) => Math.sin(4 * a) + Math.cos(3 * b) * a,
        force: { x: (_, b) => b, y: (a) => a + 1 },
      },
      diffusion: { x: (a, b) => 0.3 + 0.1 * a * b, y: 0.2 },
    }),
  );
}

/** Where a stepper stands after one step: cell masses and behind them what each end has absorbed. */
function after(stepper: Stepper, start: Float64Array, dt: number): Float64Array {
  stepper.state.set(start);
  advance(stepper, 0, dt);
  const state = extended(stepper.state);
  state.set(stepper.absorbed, stepper.state.length);
  return state;
}

/** A start that long steps leave positive too, so that nothing is cut: rough masses that have diffused for a while. */
const diffused = (A: Matrix, size: number): Float64Array => {
  let state = extended(roughMasses(size, 7));
  for (let k = 0; k < 10; k++) state = solve(plus(A, -0.01), state);
  return state.slice(0, size);
};

function expectSame(found: Float64Array, wanted: Float64Array, tolerance = ROUNDING): void {
  expect(lowest(wanted), "the oracle itself has nothing negative").toBeGreaterThanOrEqual(0);
  expect(distance(found, wanted)).toBeLessThan(tolerance);
}

const lineSizes = [2, 3, 4, 5, 6, 7, 8, 13, 16, 17, 31, 40];
const planes = [
  [2, 3],
  [3, 2],
  [7, 9],
  [8, 8],
  [17, 5],
] as const;

describe("on one axis, masses and what each end absorbs", () => {
  for (const wall of WALLS)
    it(`equal those of full matrices for every stepper (${wallName(wall)}, 2 to 40 cells)`, () => {
      for (const cells of lineSizes) {
        const discretization = onLine(cells, wall);
        const A = fullMatrix(discretization);
        const start = diffused(A, cells);
        const fastest = 1 / highestRate(discretization);
        for (const dt of [0.5 * fastest, 2 * fastest, 0.05]) {
          expectSame(after(trBdf2(discretization), start, dt), trBdf2Step(A, dt, extended(start)));
          expectSame(after(uniformization(discretization), start, dt), apply(exponential(A, dt), extended(start)));
        }
        expectSame(
          after(ssprk43(discretization), start, 1.9 * fastest),
          ssprk43Step(A, 1.9 * fastest, extended(start)),
        );
      }
    });
});

describe("on two axes, masses and what each end absorbs", () => {
  for (const x of WALLS)
    for (const y of WALLS)
      it(`equal those of full matrices for every stepper (x ${wallName(x)}, y ${wallName(y)})`, () => {
        for (const plane of planes) {
          const discretization = onPlane(plane, x, y);
          const size = plane[0] * plane[1];
          const [X, Y] = [axisMatrix(discretization, 0), axisMatrix(discretization, 1)];
          const A = fullMatrix(discretization);
          const start = diffused(A, size);
          const fastest = 1 / highestRate(discretization);
          const plain = (h: number, times: number): Float64Array => {
            let state = extended(start);
            for (let k = 0; k < times; k++) state = strangStep(X, Y, h, state);
            return state;
          };
          for (const dt of [fastest, Math.min(10 * fastest, 0.04)])
            expectSame(after(strang(discretization, { extrapolate: false }), start, dt), plain(dt, 1));
          const dt = Math.min(6 * fastest, 0.04);
          const [two, three] = [plain(dt / 2, 2), plain(dt / 3, 3)];
          const kept = three.map((value, i) => (9 * value - 4 * two[i]) / 5);
          expectSame(after(strang(discretization), start, dt), kept);
          expectSame(
            after(uniformization(discretization), start, 5 * fastest),
            exponentialOn(A, 5 * fastest, extended(start)),
          );
          expectSame(
            after(ssprk43(discretization), start, 1.9 * fastest),
            ssprk43Step(A, 1.9 * fastest, extended(start)),
          );
        }
      });
});

describe("long steps", () => {
  it("of uniformization are exact over thousands of jumps", () => {
    const discretization = onPlane([7, 9], WALLS[3], WALLS[2]);
    const A = fullMatrix(discretization);
    const start = roughMasses(63, 3);
    const dt = 5000 / highestRate(discretization);
    // Thirteen squarings double the relative rounding of the oracle each time, nine chunks add theirs.
    expectSame(after(uniformization(discretization), start, dt), apply(exponential(A, dt), extended(start)), 1e-11);
  });
});
