import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineProblem } from "../../src/problem/define.js";
import { stationaryState } from "../../src/solve/stationary.js";
import { discretize } from "../../src/generator/discretize.js";
import { cellCenters } from "../../src/grid/grid.js";
import type { Problem } from "../../src/problem/problem.js";
import { advance, explicitKernel, highestRate } from "../../src/steppers/stepper.js";
import { strang } from "../../src/steppers/strang.js";
import { square, withPotential } from "./problems.js";

/** exp(−U) at the centres, as masses: U is the observable of the problem. */
function gibbsMasses(problem: Problem): Float64Array {
  const U = new Float64Array(problem.grid.size);
  problem.observables[0]!.field.valuesInto(cellCenters(problem.grid), 0, U);
  const least = U.reduce((low, value) => Math.min(low, value));
  const mass = U.map((value) => Math.exp(least - value));
  const sum = mass.reduce((total, part) => total + part, 0);
  return mass.map((part) => part / sum);
}

/** ‖A p‖₁ over the largest rate: the change of the Gibbs state in the time that the fastest cell takes to empty. */
function residual(problem: Problem): number {
  const discretization = discretize(problem);
  const { workspace, grid } = discretization;
  const mass = workspace.allocate(grid.size);
  mass.set(gibbsMasses(problem));
  const change = workspace.allocate(grid.size);
  explicitKernel(discretization)(mass, change, 0, 1);
  return change.reduce((sum, part) => sum + Math.abs(part), 0) / highestRate(discretization);
}

const confining = ["(x^2 + y^2)/2 + 0.5*cos(2*x) + 0.3*x*y", "x - sin(2*x) + 0.3*y", "y + 0.3*x"] as const;
const rotatingTensor = [
  "0.5 + 0.4*cos(2*(x + y))",
  "0.4*sin(2*(x + y))",
  "0.5 - 0.4*cos(2*(x + y)) + 0.02*x^2",
] as const;

describe("a full tensor D(z) with D⁻¹μ = −∇U keeps exp(−U)", () => {
  // the quadrature of D⁻¹μ·dl leaves some 1e-15 of Pe, as rounding does
  it("stationary to 1e-13 where D turns with the place, between walls", () => {
    expect(residual(withPotential(confining, rotatingTensor, square(48, 3)))).toBeLessThan(1e-13);
  });

  it("stationary to 1e-13 on a torus, at condition 200", () => {
    const wave = ["cos(x) + 0.5*sin(y + x)", "-sin(x) + 0.5*cos(y + x)", "0.5*cos(y + x)"] as const;
    const tensor = ["0.505 + 0.495*cos(x)", "0.495*sin(x)", "0.505 - 0.495*cos(x)"] as const;
    const axes = square(40, Math.PI, "periodic");
    expect(residual(withPotential(wave, tensor, axes))).toBeLessThan(1e-13);
  });

  it("stationary to 1e-13 on cells that are no squares, for random tensors", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.double({ min: 0, max: Math.PI, noNaN: true }),
        (power, angle) => {
          const low = 10 ** -power;
          const [c, s] = [Math.cos(angle), Math.sin(angle)];
          const D = [c * c + low * s * s, (1 - low) * c * s, s * s + low * c * c].map(String);
          const problem = withPotential(confining, D as unknown as [string, string, string], square([64, 40], 2));
          expect(residual(problem)).toBeLessThan(1e-13);
        },
      ),
      { seed: 3, numRuns: 25 },
    );
  });

  it("through 50 long steps of the default stepper, to 1e-12", () => {
    const problem = withPotential(confining, rotatingTensor, square(48, 3));
    const stepper = strang(discretize(problem));
    const gibbs = gibbsMasses(problem);
    stepper.state.set(gibbs);
    for (let k = 0; k < 50; k++) advance(stepper, k * 0.1, 0.1);
    expect(stepper.state.reduce((sum, p, c) => sum + Math.abs(p - gibbs[c]!), 0)).toBeLessThan(1e-12);
  });
});

describe("corners between walls", () => {
  it.each([
    [0.7, 0.44, 0.3],
    [0.6, 0.54, 0.5],
    [0.5005, 0.4995, 0.5005],
  ])("stay joined to the rest whatever the anisotropy: D = [[%d, %d], [., %d]]", (xx, xy, yy) => {
    const problem = defineProblem({
      axes: square(40, 1),
      diffusion: {
        tensor: [
          [xx, xy],
          [xy, yy],
        ],
      },
    });
    const { mass, reversible } = stationaryState(discretize(problem));
    expect(reversible).toBe(true);
    // no drift: the uniform density
    for (const part of mass) expect(part * problem.grid.size).toBeCloseTo(1, 10);
  });
});
