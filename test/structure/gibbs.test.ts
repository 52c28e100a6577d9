import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { stretchedAxis, uniformAxis, type Axis } from "../../src/grid/axis.js";
import { cellCenters, type Grid } from "../../src/grid/grid.js";
import { defineProblem } from "../../src/problem/define.js";
import type { Problem, SchemeName } from "../../src/problem/problem.js";
import { advance, highestRate } from "../../src/steppers/stepper.js";
import { distance, total } from "./oracle.js";
import { steppersFor } from "./steppers.js";

const WAVES = 3;

/** A loss with barriers everywhere, periodic on [0, 1]. */
const wave = (x: number): number => Math.sin(2 * Math.PI * WAVES * x) + 0.3 * Math.cos(2 * Math.PI * x);

const axes: Readonly<Record<string, (name: string, cells: number) => Axis>> = {
  uniform: (name, cells) => uniformAxis(name, [0, 1], cells),
  "stretched (strength 5)": (name, cells) => stretchedAxis(name, [0, 1], cells, { around: 0.4, strength: 5 }),
  periodic: (name, cells) => uniformAxis(name, [0, 1], cells, "periodic"),
  "periodic, stretched (strength 5)": (name, cells) =>
    stretchedAxis(name, [0, 1], cells, { around: 0.4, strength: 5 }, "periodic"),
};

const D = 0.7;

/** −D·steepest·wave, scaled so that the largest difference between neighbouring centres is the Péclet number asked for. */
function withPeclet(axes: readonly Axis[], peclet: number, scheme: SchemeName): Problem {
  const rises = axes.flatMap(({ centers, boundary }) =>
    Array.from(centers, (x, i) => {
      const wraps = i + 1 === centers.length;
      return wraps && boundary.upper !== "periodic" ? 0 : Math.abs(wave(centers[wraps ? 0 : i + 1]) - wave(x));
    }),
  );
  const height = (D * peclet) / Math.max(...rises);
  return defineProblem({
    axes,
    drift: {
      loss: axes.length === 1 ? (x) => height * wave(x) : (x, y) => height * (wave(x) + wave(y)),
    },
    diffusion: D,
    initial: { uniform: true },
    time: { end: 1 },
    solver: { scheme },
  });
}

/** exp(−L/D)·V, normalised. */
function gibbsMasses(problem: Problem): Float64Array {
  const { grid, drift } = problem;
  const loss = new Float64Array(grid.size);
  drift.loss!.valuesInto(cellCenters(grid), 0, loss);
  const least = loss.reduce((low, value) => Math.min(low, value));
  const mass = loss.map((value, c) => Math.exp((least - value) / D) * grid.volumes[c]);
  const sum = total(mass);
  return mass.map((part) => part / sum);
}

/** Σ|net flow into a cell| / Σ flow through faces, from the two rates of each face. */
function residual(grid: Grid, rates: ReturnType<typeof discretize>["axes"], mass: Float64Array): number {
  const net = new Float64Array(grid.size);
  let gross = 0;
  rates.forEach(({ forward, backward }, axis) => {
    const stride = axis === 0 ? (grid.shape[1] ?? 1) : 1;
    const count = grid.shape[axis];
    for (let c = 0; c < grid.size; c++) {
      const top = Math.floor(c / stride) % count === count - 1;
      if (top && grid.axes[axis].boundary.upper !== "periodic") continue;
      const above = top ? c - (count - 1) * stride : c + stride;
      const [up, down] = [forward[c] * mass[c], backward[above] * mass[above]];
      net[c] += down - up;
      net[above] += up - down;
      gross += up + down;
    }
  });
  return net.reduce((sum, value) => sum + Math.abs(value), 0) / gross;
}

/** The figure. Potentials reach some hundred D here: their rounding, 1e-14, is what is seen. */
const EXACT = 1e-13;

describe("the Gibbs state exp(-L/D) is stationary to 1e-13", () => {
  for (const scheme of ["scharfetter-gummel", "integrated"] as const)
    for (const [kind, axis] of Object.entries(axes))
      for (const dimension of [1, 2] as const)
        it(`for |Pe| to 100, with every stepper (${kind}, ${dimension}D, ${scheme})`, () => {
          for (const peclet of [0.01, 1, 10, 100]) {
            const problem = withPeclet(
              dimension === 1 ? [axis("x", 24)] : [axis("x", 14), axis("y", 11)],
              peclet,
              scheme,
            );
            const mass = gibbsMasses(problem);
            const discretization = discretize(problem);
            expect(Math.max(...discretization.axes.flatMap((rates) => Array.from(rates.peclet, Math.abs)))).toBeCloseTo(
              peclet,
              6,
            );
            expect(residual(problem.grid, discretization.axes, mass), `residual, |Pe| ${peclet}`).toBeLessThan(EXACT);
            for (const [name, make] of Object.entries(steppersFor(dimension)))
              for (const jumps of [1, 1000]) {
                const own = discretize(problem);
                const stepper = make(own);
                stepper.state.set(mass);
                advance(stepper, 0, Math.min(jumps / highestRate(own), stepper.maximumStep));
                expect(distance(stepper.state, mass), `${name}, ${jumps} jumps, |Pe| ${peclet}`).toBeLessThan(EXACT);
              }
          }
        });
});

describe("with a D that varies in space", () => {
  it("the Gibbs state of a constant ratio of drift and D, exp(-U), is stationary to rounding", () => {
    // mu = -D(x) U', U = 2 cos 3x + x^2: Pe is a quadrature of U', exact to 1e-13 or so on cells this small.
    const problem = defineProblem({
      axes: [{ name: "x", range: [-2, 2], cells: 200 }],
      drift: { force: { x: "(1 + 0.5*sin(x))*(6*sin(3*x) - 2*x)" } },
      diffusion: "1 + 0.5*sin(x)",
    });
    const discretization = discretize(problem);
    const U = problem.grid.axes[0].centers.map((x) => 2 * Math.cos(3 * x) + x * x);
    const mass = U.map((value) => Math.exp(-value));
    const sum = total(mass);
    expect(
      residual(
        problem.grid,
        discretization.axes,
        mass.map((part) => part / sum),
      ),
    ).toBeLessThan(1e-12);
  });

  it("zero drift leaves 1/D in Ito, 1/sqrt(D) in Stratonovich and a constant in Fick form stationary", () => {
    for (const [convention, power] of [
      ["ito", 1],
      ["stratonovich", 0.5],
      ["fick", 0],
    ] as const)
      for (const scheme of ["scharfetter-gummel", "integrated"] as const) {
        const problem = defineProblem({
          axes: [{ name: "x", range: [0, 6], cells: 40, boundary: "periodic" }],
          diffusion: (x) => 1 + 0.9 * Math.cos((Math.PI / 3) * x),
          convention,
          solver: { scheme },
        });
        const mass = problem.grid.axes[0].centers.map((x) => (1 + 0.9 * Math.cos((Math.PI / 3) * x)) ** -power);
        // The conversion enters as -ln(D_R/D_L), so only logarithms and exponentials of numbers near 1 round.
        expect(residual(problem.grid, discretize(problem).axes, mass)).toBeLessThan(EXACT);
      }
  });
});
