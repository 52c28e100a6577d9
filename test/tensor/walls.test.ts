import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { entropyBalance } from "../../src/ledger/balance.js";
import { currentField } from "../../src/ledger/current.js";
import { outflow } from "../../src/ledger/flux.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { stationaryState } from "../../src/solve/stationary.js";
import { explicitKernel } from "../../src/steppers/stepper.js";
import { halfLine, quadrant, rowsOf, turnedTensor, type Tensor } from "./images.js";
import { square } from "./problems.js";

type Walls = NonNullable<ProblemDefinition["axes"][number]["boundary"]>;

const orders = (errors: readonly number[]): number[] =>
  errors.slice(1).map((error, k) => Math.log2(Math.abs(errors[k]! / error)));

/** A Gaussian that was a point at [1, 0] − drift·age the time `age` ago, before an absorbing wall at x = 0. */
const age = 0.04;
const lasting = 0.3;
function beforeWall(D: Tensor, drift: number, cells: number) {
  const { frames, orderInSpace } = evolve(
    defineProblem({
      axes: [
        { name: "x", range: [0, 4], cells, boundary: { lower: "absorbing", upper: "reflecting" } },
        { name: "y", range: [-3, 3], cells: 1.5 * cells, boundary: "periodic" },
      ],
      drift: { force: { x: drift, y: 0.3 } },
      diffusion: { tensor: rowsOf(D) },
      initial: { gaussian: { mean: [1, 0], covariance: rowsOf(D.map((part) => 2 * part * age) as unknown as Tensor) } },
      time: { end: lasting, frames: 2 },
      solver: { tolerance: 2e-7 },
    }),
    { ledger: false },
  );
  const { mass, flux } = frames[1]!;
  return { survival: mass, flux: flux["x.lower"]!, orderInSpace };
}

describe("what is left before an absorbing wall, and what leaves through it, converges to the closed form at order 2", () => {
  // The density has a width of one and is seen by cells of 1/16, 1/32 and 1/64, at condition 100 by stencils of five of
  // them, so that half of these serve; against the drift layers of D_nn/|μ| = 0.05 to 0.3 have to be resolved too.
  it.each([
    [2, 0.6, 0, [48, 96, 192], 4e-4],
    [2, 0.6, -1, [48, 96, 192], 8e-4],
    [10, 2, 0, [48, 96, 192], 3e-4],
    [10, 2, -1, [48, 96, 192], 2e-3],
    [100, 1, 0, [48, 96, 192], 6e-4],
    [100, 0.6, 0, [48, 96, 192], 6e-4],
  ])("condition %d at the angle %d, drift %d", (condition, angle, drift, grids, small) => {
    const D = turnedTensor(condition, angle, 0.5);
    // 1e-6 of the start lies beyond the wall
    const exact = halfLine(1 - drift * age, drift, D[0], lasting + age);
    const found = grids.map((cells) => beforeWall(D, drift, cells));
    for (const order of orders(found.map(({ survival }) => survival - exact.survival)))
      expect(order).toBeGreaterThan(1.8);
    for (const order of orders(found.map(({ flux }) => flux - exact.flux))) expect(order).toBeGreaterThan(1.8);
    expect(Math.abs(found[2]!.survival - exact.survival)).toBeLessThan(small);
    expect(found[2]!.orderInSpace).toBe(2);
  });
});

describe("in the corner between two absorbing walls", () => {
  // measured in D the corner is one of 60 degrees, whatever the ratio of the cells
  it.each([1, 2])(
    "density and fluxes converge to the six images at order 2, with %d times the cells along y",
    (ratio) => {
      const [D, start] = [[0.5, -0.25, 0.5] as const, [1.2, 1.2] as const];
      const density = quadrant(D, start);
      const [from, to, side] = [0.05, 0.4, 5];
      const lost = (time: number, cells: number): number => {
        // D_nn·∂ρ/∂n, for both walls alike
        let sum = 0;
        for (let k = 0; k < cells; k++)
          sum += (D[0] * density(1e-4, ((k + 0.5) * side) / cells, time) * side) / (1e-4 * cells);
        return sum;
      };
      const exact = lost(to, 2000);
      const errors = [40, 80, 160].map((cells) => {
        const shape = [cells, ratio * cells] as const;
        const {
          density: found,
          frames,
          massError,
        } = evolve(
          defineProblem({
            axes: ["x", "y"].map((name, a) => ({ name, range: [0, side], cells: shape[a]!, boundary: "absorbing" })),
            diffusion: { tensor: rowsOf(D) },
            initial: {
              gaussian: { mean: [...start], covariance: rowsOf(D.map((part) => 2 * part * from) as unknown as Tensor) },
            },
            time: { end: to - from, frames: 2 },
            solver: { tolerance: 1e-6 },
          }),
          { ledger: false },
        );
        expect(massError).toBeLessThan(1e-12);
        let apart = 0;
        const last = found.pick(1);
        for (let i = 0; i < shape[0]; i++)
          for (let j = 0; j < shape[1]; j++) {
            const exactly = density(((i + 0.5) * side) / shape[0], ((j + 0.5) * side) / shape[1], to);
            apart += (Math.abs(last.get(i, j) - exactly) * side ** 2) / (shape[0] * shape[1]);
          }
        const { flux } = frames[1]!;
        return [apart, flux["x.lower"]! - exact, flux["y.lower"]! - exact];
      });
      for (const k of [0, 1, 2]) {
        for (const order of orders(errors.map((all) => all[k]!))) expect(order).toBeGreaterThan(1.7);
        expect(orders(errors.map((all) => all[k]!))[1]).toBeGreaterThan(1.9);
      }
      expect(errors[2]![0]).toBeLessThan(5e-4);
    },
  );
});

describe("at a corner towards which D points, into which the drift carries", () => {
  // nearly all leaves through it: 0.336 through either wall, where an edge through both, given to one, made 0.343 and 0.329
  const absorbed = (cells: number, stepper: "strang" | "ssprk43" | "uniformization" = "strang") =>
    evolve(
      defineProblem({
        axes: square(cells, 1, "absorbing"),
        drift: { force: { x: "1", y: "1" } },
        diffusion: {
          tensor: [
            [0.5, 0.45],
            [0.45, 0.5],
          ],
        },
        initial: { gaussian: { mean: [0.5, 0.5], variance: 0.03 } },
        time: { end: 0.3, frames: 2 },
        solver: { stepper, tolerance: 1e-6 },
      }),
      { ledger: false },
    ).frames[1]!.absorbed;

  it.each(["strang", "ssprk43", "uniformization"] as const)("x and y count alike: %s", (stepper) => {
    const gone = absorbed(32, stepper);
    // splitting sweeps x and y one after the other
    for (const side of ["lower", "upper"])
      expect(Math.abs(gone[`x.${side}`]! - gone[`y.${side}`]!)).toBeLessThan(stepper === "strang" ? 1e-6 : 1e-12);
  });

  it("what leaves at each end converges at order 2", () => {
    const found = [24, 48, 96].map((cells) => absorbed(cells));
    for (const end of ["x.lower", "x.upper", "y.lower", "y.upper"]) {
      const [coarse, middle, fine] = found.map((gone) => gone[end]!) as [number, number, number];
      expect(Math.log2(Math.abs((middle - coarse) / (fine - middle)))).toBeGreaterThan(1.9);
    }
  });
});

describe("where D turns with the place", () => {
  it.each(["fick", "ito"] as const)(
    "what is left and what is absorbed at each end converge at order 2, to an extrapolated value: %s",
    (convention) => {
      const found = [24, 48, 96].map((cells) => {
        const { frames } = evolve(
          defineProblem({
            axes: square(cells, 1.5, "absorbing"),
            convention,
            drift: { force: { x: "0.5 - y", y: "x" } },
            diffusion: {
              tensor: [
                ["0.6 + 0.5*cos(2*x)", "0.5*sin(2*x)"],
                ["0.5*sin(2*x)", "0.6 - 0.5*cos(2*x)"],
              ],
            },
            initial: { gaussian: { mean: [0.3, -0.2], variance: 0.06 } },
            time: { end: 0.4, frames: 2 },
            solver: { tolerance: 1e-6 },
          }),
          { ledger: false },
        );
        return [frames[1]!.mass, ...Object.values(frames[1]!.absorbed)];
      }) as [number[], number[], number[]];
      for (const [k, coarse] of found[0].entries()) {
        const [middle, fine] = [found[1][k]!, found[2][k]!];
        expect(Math.log2(Math.abs((middle - coarse) / (fine - middle)))).toBeGreaterThan(1.8);
      }
    },
  );
});

const conditions = fc.double({ min: 0, max: 2.3, noNaN: true }).map((power) => 10 ** power);
const angles = fc.double({ min: 0, max: Math.PI, noNaN: true });

describe("rates of leaving", () => {
  it("take D_nn·(slope) from a density that falls to 0 at the wall as a straight line, to rounding", () => {
    fc.assert(
      fc.property(conditions, angles, fc.constantFrom(0, 1), (condition, angle, axis) => {
        const D = turnedTensor(condition, angle, 1);
        const problem = defineProblem({
          axes: ["x", "y"].map((name, a) => ({
            name,
            range: [0, 3],
            cells: [40, 50][a]!,
            boundary: a === axis ? "absorbing" : "periodic",
          })),
          diffusion: { tensor: rowsOf(D) },
        });
        const { grid } = problem;
        const distance = (c: number): number =>
          axis === 0 ? grid.axes[0]!.centers[Math.floor(c / 50)]! : grid.axes[1]!.centers[c % 50]!;
        const mass = grid.volumes.map((volume, c) => volume * distance(c));
        const name = axis === 0 ? "x" : "y";
        const discretization = discretize(problem);
        // slope 1 along a wall of length 3
        expect(outflow(mass, discretization)[`${name}.lower`]! / (3 * D[axis === 0 ? 0 : 2])).toBeCloseTo(1, 10);
        // J = −D∇ρ, in the cells at the wall as well; at the other wall the density is not 0
        currentField(mass, discretization).forEach((J, component) => {
          const apart = J.map((value, c) => (distance(c) < 1.5 ? Math.abs(value + D[axis + component]!) : 0));
          expect(Math.max(...apart)).toBeLessThan(5e-11);
        });
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it("belong to the wall that is crossed first: what is left of an edge behind a reflecting one is dropped", () => {
    // D along (1, 1) and the axes: the cell in the corner sees (−1, −1) cross both walls at once
    const at = (boundary: "absorbing" | "reflecting") =>
      discretize(
        defineProblem({
          axes: [
            { name: "x", range: [0, 1], cells: 8, boundary: { lower: "absorbing", upper: "reflecting" } },
            { name: "y", range: [0, 1], cells: 8, boundary: { lower: boundary, upper: "reflecting" } },
          ],
          diffusion: {
            tensor: [
              [3, 2],
              [2, 3],
            ],
          },
        }),
      ).oblique!.cut;
    const beside = at("reflecting");
    // every cell of the first row of x, the corner too, where the density is 0 because of the absorbing wall
    expect([...beside.cell].sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...beside.end]).toEqual(Array(8).fill(0));
    const both = at("absorbing");
    expect([...both.cell].sort((one, other) => one - other)).toEqual([
      ...[0, 0, 1, 2, 3, 4, 5, 6, 7],
      ...[8, 16, 24, 32, 40, 48, 56],
    ]);
    // λ = 2·64 per time, half an edge inside; from the corner half through each of its walls
    both.rate.forEach((rate, k) => expect(rate).toBeCloseTo(both.cell[k] === 0 ? 128 : 256, 9));
    expect([...both.end].filter((_, k) => both.cell[k] === 0).sort()).toEqual([0, 2]);
  });

  it("leave nothing stationary, also where nothing leaves along the axis across the wall", () => {
    const discretization = discretize(
      defineProblem({
        axes: [square(16, 1, "absorbing")[0]!, square(16, 1)[1]!],
        // 2·(1, 1) and 1·(0, 1)
        diffusion: {
          tensor: [
            [2, 2],
            [2, 3],
          ],
        },
      }),
    );
    expect(discretization.axes[0]!.backward.every((rate) => rate === 0)).toBe(true);
    expect(() => stationaryState(discretization)).toThrowError(/absorbing lower end of x/);
  });

  it("are the same on both sides of a mirror", () => {
    const lost = (side: 1 | -1) => {
      const [from, to] = [side > 0 ? 0 : -3, side > 0 ? 3 : 0];
      const wall: Walls = {
        lower: side > 0 ? "absorbing" : "reflecting",
        upper: side > 0 ? "reflecting" : "absorbing",
      };
      const { frames } = evolve(
        defineProblem({
          axes: [
            { name: "x", range: [from, to], cells: 48, boundary: wall },
            { name: "y", range: [-1, 1], cells: 40, boundary: "absorbing" },
          ],
          drift: { force: { x: `${side}*(0.5 - (x^2)/4)`, y: `-y + ${side}*x` } },
          diffusion: {
            tensor: [
              ["0.5", `${side}*0.3*cos(y)`],
              [`${side}*0.3*cos(y)`, "0.4 + 0.05*x^2"],
            ],
          },
          initial: { gaussian: { mean: [side * 0.9, 0.1], variance: 0.03 } },
          time: { end: 0.5, frames: 2 },
        }),
        { ledger: false },
      );
      return frames[1]!.absorbed;
    };
    const [here, there] = [lost(1), lost(-1)];
    // sums in another order, and lengths of steps that depend on them
    expect(there["x.upper"]).toBeCloseTo(here["x.lower"]!, 9);
    for (const end of ["y.lower", "y.upper"]) expect(there[end]).toBeCloseTo(here[end]!, 9);
    expect(here["y.lower"]).toBeGreaterThan(0.01);
  });

  it("follow d(t) as those of a problem frozen at that time", () => {
    const at = (D0: number, tau: number) =>
      discretize(
        defineProblem({
          axes: square(24, 2, "absorbing"),
          drift: { force: { x: "-x - 2*y", y: "-y + 2*x" } },
          diffusion: {
            adaptive: {
              D0,
              tau,
              sigma2: 1,
              fisher: {
                tensor: [
                  ["0.6", "0.2 + 0.05*x"],
                  ["0.2 + 0.05*x", "0.3"],
                ],
              },
            },
          },
          initial: { gaussian: { mean: [0.5, 0], variance: 0.2 } },
          time: { end: 0.5, frames: 2 },
        }),
      );
    const moving = at(1, 0.2);
    moving.rebuild(0.5);
    const frozen = at(Math.exp(-0.5 / 0.2), 1e12);
    expect(moving.oblique!.cut.cell.length).toBeGreaterThan(90);
    moving.oblique!.cut.rate.forEach((rate, k) => expect(rate).toBeCloseTo(frozen.oblique!.cut.rate[k]!, 8));
    for (const axis of [0, 1]) {
      moving.axes[axis]!.forward.forEach((rate, c) => expect(rate).toBeCloseTo(frozen.axes[axis]!.forward[c]!, 8));
      moving.axes[axis]!.backward.forEach((rate, c) => expect(rate).toBeCloseTo(frozen.axes[axis]!.backward[c]!, 8));
    }
  });

  it("feel a mean field as the same potential given as a loss", () => {
    const common = {
      axes: square(40, 2, "absorbing"),
      diffusion: {
        tensor: [
          [0.6, 0.3],
          [0.3, 0.4],
        ],
      },
      initial: { gaussian: { mean: [0.3, -0.2], variance: 0.05 } },
      time: { end: 0.1, frames: 2 },
    } as const;
    const drawn = discretize(
      defineProblem({ ...common, drift: { interaction: "(dx^2 + dy^2)/2" } } as unknown as ProblemDefinition),
    );
    const held = discretize(
      defineProblem({ ...common, drift: { loss: "((x - 0.3)^2 + (y + 0.2)^2)/2" } } as unknown as ProblemDefinition),
    );
    const [here, there] = [drawn.oblique!.cut.rate, held.oblique!.cut.rate];
    // ∇V is taken at the cell and not half way to the wall: Pe, of 0.3, is off by h²/4·D⁻¹, 1e-2
    here.forEach((rate, k) => expect(Math.abs(rate / there[k]! - 1)).toBeLessThan(1e-2));
  });

  it("count in the balance of entropy as in dp/dt", () => {
    const discretization = discretize(
      defineProblem({
        axes: square([20, 24], 1.5, "absorbing"),
        drift: { force: { x: "0.3 - x - y", y: "x" } },
        diffusion: {
          tensor: [
            [0.5, "0.3*cos(x)"],
            ["0.3*cos(x)", 0.4],
          ],
        },
      }),
    );
    const { grid, workspace } = discretization;
    const [mass, change] = [workspace.allocate(grid.size), workspace.allocate(grid.size)];
    for (let c = 0; c < grid.size; c++) mass[c] = (1 + 0.5 * Math.sin(c)) / grid.size;
    explicitKernel(discretization)(mass, change, 0, 1);
    let [entropyRate, gone] = [0, 0];
    for (let c = 0; c < grid.size; c++) {
      entropyRate += change[c]! * (Math.log(mass[c]! / grid.volumes[c]!) + 1);
      gone -= change[c]!;
    }
    const balance = entropyBalance(mass, discretization, null);
    expect(balance.entropyRate).toBeCloseTo(entropyRate, 9);
    expect(Object.values(outflow(mass, discretization)).reduce((sum, part) => sum + part)).toBeCloseTo(gone, 9);
  });
});

const walls = fc.constantFrom<Walls>(
  "absorbing",
  "reflecting",
  { lower: "absorbing", upper: "reflecting" },
  { lower: "reflecting", upper: "absorbing" },
  "periodic",
);

describe("mass and what has been absorbed add up to 1, nothing is negative,", () => {
  it("whatever the tensor, the walls and the stepper, and all steppers count the same at every end", () => {
    fc.assert(
      fc.property(conditions, angles, walls, walls, (condition, angle, x, y) => {
        const [xx, xy, yy] = turnedTensor(condition, angle, 0.5);
        const problem = defineProblem({
          axes: square([33, 40], 1.5).map((axis, a) => ({ ...axis, boundary: [x, y][a]! })),
          drift: { force: { x: "0.5 - x", y: "x" } },
          diffusion: {
            tensor: [
              [`${xx}*(1 + 0.2*sin(2*pi*y/3))`, xy],
              [xy, `${yy}*(1 + 0.2*cos(2*pi*x/3)^2)`],
            ],
          },
          initial: { gaussian: { mean: [0.9, -0.8], variance: 0.05 } },
          time: { end: 0.2, frames: 2 },
        });
        const found = (["uniformization", "ssprk43", "strang"] as const).map((stepper) => {
          const { frames, massError, minDensity } = evolve(
            { ...problem, solver: { ...problem.solver, stepper } },
            { ledger: false },
          );
          expect(massError).toBeLessThan(1e-12);
          expect(minDensity).toBeGreaterThanOrEqual(0);
          return frames[1]!.absorbed;
        });
        for (const [end, exact] of Object.entries(found[0]!))
          for (const other of found.slice(1))
            expect(Math.abs(other[end]! - exact)).toBeLessThan(problem.solver.tolerance);
      }),
      { seed: 12, numRuns: 12 },
    );
  });

  /** What is absorbed in far shorter steps, the same for both steppers. */
  const finely: Record<string, Readonly<Record<string, number>>> = {};
  it.each([
    ["turning in time", "strang"],
    ["turning in time", "ssprk43"],
    ["adaptive", "strang"],
    ["adaptive", "ssprk43"],
  ] as const)("with a point start beside a corner and D %s: %s", (kind, stepper) => {
    const tensor: [[string, string], [string, string]] = [
      ["0.5 + 0.45*cos(5*t)", "0.45*sin(5*t)"],
      ["0.45*sin(5*t)", "0.5 - 0.45*cos(5*t)"],
    ];
    const frozen: [[string, string], [string, string]] = [
      ["0.6 + 0.5*cos(x)", "0.5*sin(x)"],
      ["0.5*sin(x)", "0.6 - 0.5*cos(x)"],
    ];
    const run = (own: "strang" | "ssprk43", tolerance: number) =>
      evolve(
        defineProblem({
          axes: square(20, 1, "absorbing"),
          drift: { loss: "(x^2 + y^2)/2" },
          diffusion:
            kind === "adaptive"
              ? { adaptive: { D0: 1, tau: 0.2, sigma2: 0.5, fisher: { tensor: frozen } } }
              : { tensor },
          initial: { point: [0.93, -0.93] },
          time: { end: 0.3, frames: 2 },
          solver: { stepper: own, tolerance },
        }),
        { ledger: false },
      );
    const { massError, minDensity, frames } = run(stepper, 1e-3);
    expect(massError).toBeLessThan(1e-12);
    expect(minDensity).toBeGreaterThanOrEqual(0);
    const fine = (finely[kind] ??= run("ssprk43", 1e-5).frames[1]!.absorbed);
    for (const [end, gone] of Object.entries(frames[1]!.absorbed))
      expect(Math.abs(gone - fine[end]!)).toBeLessThan(1e-3);
  });
});
