import { describe, expect, it } from "vitest";
import { singularWalls } from "../../src/generator/singular-walls.js";
import { defineProblem, type ProblemDefinition } from "../../src/problem/define.js";
import { evolve } from "../../src/solve/evolve.js";
import { steady } from "../../src/solve/steady.js";

/** dX = (m - X) dt + √X dW: stationary Gamma with shape 2m and scale 1/2, ρ ~ x^(2m - 1). */
const cir = (m: number, cells = 600): ProblemDefinition => ({
  axes: [{ name: "x", range: [0, 12], cells }],
  drift: { force: { x: `${m} - x` } },
  diffusion: "x/2",
  convention: "ito",
  initial: { gaussian: { mean: 1, variance: 0.01 } },
  time: { end: 20, frames: 2 },
});
const radial = (strength: number): ProblemDefinition => ({
  axes: [{ name: "r", range: [0, 5], cells: 200 }],
  drift: { loss: `${strength}*log(r) + r^2/2` },
  diffusion: 1,
  initial: { gaussian: { mean: 2, variance: 0.05 } },
  time: { end: 1, frames: 2 },
});

/** P(X < x) of a Gamma(shape, scale 1/2), by its series, for shapes up to 1. */
function gammaShare(shape: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 400; n++) sum += term *= (2 * x) / (shape + n);
  return ((2 * x) ** shape * Math.exp(-2 * x) * sum) / gammaFunction(shape + 1);
}
/** Γ for arguments from 1 to 2: Abramowitz and Stegun 6.1.36, to 3e-7. */
function gammaFunction(z: number): number {
  const terms = [
    1, -0.577191652, 0.988205891, -0.897056937, 0.918206857, -0.756704078, 0.482199394, -0.193527818, 0.035868343,
  ];
  return terms.reduceRight((sum, term) => sum * (z - 1) + term, 0);
}

describe("the exponent of a singular wall", () => {
  it.each([
    ["Gamma(0.2), Ito", cir(0.1), -0.8],
    ["Gamma(3), Ito", cir(1.5), 2],
    ["the same in Fick form", { ...cir(0.1), drift: { force: { x: "0.1 - x - 0.5" } }, convention: "fick" }, -0.8],
    [
      "the same in Stratonovich form",
      { ...cir(0.1), drift: { force: { x: "0.1 - x - 0.25" } }, convention: "stratonovich" },
      -0.8,
    ],
    ["a logarithm", radial(0.5), -0.5],
    ["a logarithm, as a function", { ...radial(0), drift: { loss: (r: number) => 0.5 * Math.log(r) } }, -0.5],
    ["a force 1/r", { ...radial(0), drift: { force: { r: "1/r - r" } } }, 1],
  ] as const)("is read from the coefficients: %s", (_, definition, exponent) => {
    const walls = singularWalls(defineProblem(definition as ProblemDefinition), 0);
    expect(walls.length).toBe(1);
    // the limit is read at 1e-6 of a cell
    expect(Math.abs(walls[0]!.exponent - exponent)).toBeLessThan(1e-4);
    expect(walls[0]!.end).toBe("lower");
  });

  it("is the smallest over all lines of two axes, at the end it belongs to", () => {
    const walls = singularWalls(
      defineProblem({
        axes: [
          { name: "x", range: [0, 1], cells: 4 },
          { name: "y", range: [-1, 0], cells: 20 },
        ],
        drift: { force: { y: "(0.3 + x)/y" } },
        diffusion: 1,
      }),
      0,
    );
    // the force points inwards, c/s with c = 0.3 + x from 0.425 to 1.175
    expect(walls).toMatchObject([{ axis: 1, end: "upper", reached: true }]);
    expect(Math.abs(walls[0]!.exponent - 0.425)).toBeLessThan(1e-4);
  });

  it("is not seen at regular walls, however steep", () => {
    for (const loss of ["x^2/2", "1e4*x", "-1e4*x"])
      expect(
        singularWalls(
          defineProblem({ axes: [{ name: "x", range: [-1, 1], cells: 10 }], drift: { loss }, diffusion: "0.1 + x^2" }),
          0,
        ),
      ).toEqual([]);
  });
});

describe("a density that is infinite at a wall", () => {
  it.each([0.1, 0.15, 0.25])("has a stated error in space that is the true one (Gamma, m = %s)", (m) => {
    const { density, problem, error, warnings } = evolve(defineProblem(cir(m)), { estimateError: true, ledger: false });
    const { faces, widths } = problem.grid.axes[0]!;
    let measured = 0;
    for (let i = 0; i < widths.length; i++) {
      const mass = gammaShare(2 * m, faces[i + 1]!) - gammaShare(2 * m, faces[i]!);
      measured += Math.abs(density.get(1, i) * widths[i]! - mass);
    }
    // e^-20 is left of the start; the order 2m is reached slowly as it tends to 0, and the estimate then errs upwards
    expect(error.space! / measured).toBeGreaterThan(0.7);
    expect(error.space! / measured).toBeLessThan(2);
    expect(warnings.join()).toMatch(/x = 0 \(lower\) the density is infinite.*faces that become narrower/);
    expect(warnings.join()).not.toMatch(/widen the range/);
  });

  it("is warned of by steady as well", () => {
    for (const definition of [cir(0.1), radial(0.5)])
      expect(steady(defineProblem(definition)).warnings.join()).toMatch(/the density is infinite/);
  });

  it("without an integral there has no stationary state, and a run says that mass collects", () => {
    for (const definition of [cir(0), radial(2)]) {
      expect(() => steady(defineProblem(definition))).toThrow(/can be normalised.*in the end all mass is at that wall/);
      const { warnings, error } = evolve(defineProblem(definition), { estimateError: true });
      expect(warnings.join()).toMatch(/mass collects at the wall for good/);
      expect(error.space).toBeNull();
    }
  });
});

it("a bounded density at a wall where D vanishes needs no word: there is nothing beyond", () => {
  expect(steady(defineProblem(cir(0.5))).warnings).toEqual([]);
});
