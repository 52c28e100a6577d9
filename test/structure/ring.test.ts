import { describe, expect, it } from "vitest";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { steady } from "../../src/solve/steady.js";

const ring = (loss: string | ((x: number) => number), cells = 200): ProblemDefinition => ({
  axes: [{ name: "x", range: [0, 1], cells, boundary: "periodic" }],
  drift: { loss },
  diffusion: 1,
});
const torus = (loss: string): ProblemDefinition => ({
  ...ring(loss),
  axes: [
    { name: "x", range: [0, 1], cells: 50, boundary: "periodic" },
    { name: "y", range: [0, 1], cells: 10 },
  ],
});

/** Largest relative distance of a stationary density from exp(-L). */
function distanceFromGibbs(definition: ProblemDefinition, loss: (x: number) => number): number {
  const { density, problem } = steady(defineProblem(definition));
  const { axes, size, volumes } = problem.grid;
  const inner = problem.grid.shape[1] ?? 1;
  const weights = Float64Array.from({ length: size }, (_, c) =>
    Math.exp(-loss(axes[0].centers[Math.floor(c / inner)]!)),
  );
  const total = weights.reduce((sum, weight, c) => sum + weight * volumes[c]!, 0);
  let worst = 0;
  for (let c = 0; c < size; c++) worst = Math.max(worst, Math.abs(density.data[c]! / (weights[c]! / total) - 1));
  return worst;
}

const step = (x: number): number => 2 * Number(Math.sin(2 * Math.PI * x) < 0);

describe("a loss that closes on a ring has its Gibbs state, to rounding,", () => {
  it.each([
    ["smooth", "cos(2*pi*x)", (x: number) => Math.cos(2 * Math.PI * x)],
    ["with a jump at the wrap", "2*(sin(2*pi*x)<0)", step],
    ["with a jump at the wrap, the other way", "2*(sin(2*pi*x)>=0)", (x: number) => 2 - step(x)],
    ["with jumps inside", "2*(x>0.25 and x<0.75)", (x: number) => 2 * Number(x > 0.25 && x < 0.75)],
    ["with a kink at the wrap", "x*(1-x)", (x: number) => x * (1 - x)],
    ["with a kink and a jump there", "x*(1-x) + sign(sin(2*pi*x))", (x: number) => x * (1 - x) + 1 - step(x)],
    ["with a jump inside that undoes a slope", "3*(x-(x>0.5))", (x: number) => 3 * (x - Number(x > 0.5))],
  ])("%s", (_, text, loss) => {
    // differences of losses of order 1 and two hundred faces: 200 roundings of 1e-16
    for (const definition of [ring(text), ring(loss), torus(text)])
      expect(distanceFromGibbs(definition, loss)).toBeLessThan(1e-13);
    expect(steady(defineProblem(ring(text))).warnings).toEqual([]);
  });
});

describe("a loss that does not close", () => {
  it("is a constant tilt, and a warning names the axis, the rise and the two ways to state it", () => {
    const { currents, density, warnings } = steady(defineProblem(ring("-3*x")));
    // ρ = 1 and J = 3: the drift is the same everywhere, also through the wrap
    expect(Math.abs(currents.max - 3)).toBeLessThan(1e-11);
    for (const value of density.data as Float64Array) expect(Math.abs(value - 1)).toBeLessThan(1e-12);
    expect(warnings.join()).toMatch(/ring x: it falls by 3 .*drift\.force\.x.*period 1/);
  });

  it("is the same tilt stated as a force", () => {
    const tilted = steady(defineProblem(ring("cos(2*pi*x) - 3*x")));
    const forced = steady(defineProblem({ ...ring("cos(2*pi*x)"), drift: { loss: "cos(2*pi*x)", force: { x: 3 } } }));
    // both by five Gauss points per cell, the one through a difference
    expect(Math.abs(tilted.currents.max / forced.currents.max - 1)).toBeLessThan(1e-9);
    expect(forced.warnings).toEqual([]);
  });

  it("may not exist beyond the range: then its limits at the two ends count", () => {
    const { warnings, currents } = steady(defineProblem(ring((x) => (x < 0 || x > 1 ? NaN : -3 * x))));
    expect(Math.abs(currents.max - 3)).toBeLessThan(1e-8);
    expect(warnings.length).toBe(1);
  });
});

describe("a constant in the loss", () => {
  const well = (loss: string): readonly string[] =>
    steady(defineProblem({ axes: [{ name: "x", range: [-4, 4], cells: 64 }], drift: { loss }, diffusion: 0.3 }))
      .warnings;
  it("that drowns the digits of its differences is warned of", () => {
    expect(well("x^2/2 + 1e10").join()).toMatch(/Subtract the constant/);
    expect(well("(x+1e6)^2/2 - 1e6*x").join()).toMatch(/Subtract the constant/);
  });
  it("of a moderate size is not, nor a loss that is high where no mass is", () => {
    for (const loss of ["x^2/2 + 1e6", "1e10*x^8"]) expect(well(loss).join()).not.toMatch(/Subtract/);
  });
});
