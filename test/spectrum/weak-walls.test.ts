import { describe, expect, it } from "vitest";
import { parseProblem } from "../../src/problem/file.js";
import type { Problem } from "../../src/problem/problem.js";
import { spectrum, type Spectrum } from "../../src/solve/spectrum.js";

const problem = (stated: object): Problem => parseProblem(JSON.stringify({ name: "a", ...stated }));

/** λ_n = −n(n − 1)/2 − n(a + b), Jacobi polynomials; ρ ~ x^(2a − 1) at 0 and likewise with b at 1. */
const wrightFisher = (a: number, b: number, cells: number): Problem =>
  problem({
    axes: [{ name: "x", range: [0, 1], cells }],
    drift: { force: { x: `${a}*(1-x)-${b}*x` } },
    diffusion: "x*(1-x)/2",
    convention: "ito",
  });
/** λ_n = −2n, Laguerre polynomials of r²; ρ ~ r^(d − 1). What lies beyond 7.5, e^-56, is nothing. */
const radius = (d: number, cells: number): Problem =>
  problem({
    axes: [{ name: "r", range: [0, 7.5], cells }],
    drift: { loss: `r^2/2-(${d}-1)*0.5*log(r)` },
    diffusion: 0.5,
  });

/** The largest of how far the eigenvalues are off over how far they may be, as is stated. */
function worst({ eigenvalues, errors }: Spectrum, exact: (n: number) => number): number {
  return Math.max(
    ...eigenvalues.map(({ re }, n) => {
      const off = Math.abs(re + exact(n));
      // rounding of the grid's eigenvalues, which extrapolation magnifies
      return off <= 1e-9 * exact(n) ? 0 : off / errors[n]!;
    }),
  );
}

// A density that vanishes slowly (a < 1), is finite beside D = 0 (a = 0) or is infinite (a < 0) at a wall lowers the order to 1 + a.
// Errors were stated up to 70 times too small there. An estimate that rests on three or four grids may be short by a fifth by chance.
const ALLOWED = 1.2;

describe("errors of eigenvalues where a wall lowers the order", () => {
  it.each([
    [0.75, 0.75],
    [0.5, 0.5],
    [0.6, 0.6],
    [0.9, 0.95],
    [1.2, 0.8],
    [0.15, 0.3],
    [0.3, 0.8],
    [0.52, 0.52],
    [1.05, 1.05],
  ])("hold for Wright-Fisher of a = %f, b = %f: Jacobi polynomials", (a, b) => {
    for (const cells of [100, 400])
      expect(
        worst(
          spectrum(wrightFisher(a, b, cells), { modes: cells === 400 ? 6 : 4 }),
          (n) => (n * (n - 1)) / 2 + n * (a + b),
        ),
      ).toBeLessThan(ALLOWED);
  });

  it.each([0.5, 0.7, 1.2, 1.5, 2, 2.1, 2.5, 3])("hold for the radius in a trap of %f dimensions: Laguerre", (d) => {
    for (const cells of [128, 400]) expect(worst(spectrum(radius(d, cells)), (n) => 2 * n)).toBeLessThan(ALLOWED);
  });

  it("hold for Legendre's polynomials, n(n + 1): D = 0 at walls where the density is finite", () => {
    for (const cells of [100, 200, 400]) {
      const legendre = problem({ axes: [{ name: "x", range: [-1, 1], cells }], diffusion: "1-x^2" });
      expect(worst(spectrum(legendre), (n) => n * (n + 1))).toBeLessThan(ALLOWED);
    }
  });

  it("hold for the grid's own, where modes are lost on coarser grids", () => {
    // most of [0, 30] is empty: 16 cells of it see one of Laguerre's polynomials of 2x, λ_n = −n
    for (const theta of [0.5, 0.7, 1.3]) {
      const wide = problem({
        axes: [{ name: "x", range: [0, 30], cells: 128 }],
        drift: { force: { x: `${theta}-x` } },
        diffusion: "x/2",
        convention: "ito",
      });
      const found = spectrum(wide, { modes: 5 });
      expect(found.extrapolated).toContain(false);
      // lost: the order is all that is known
      expect(worst(found, (n) => n)).toBeLessThan(2);
    }
  });

  it("and are no larger than those of the grid, so that extrapolation is worth it", () => {
    for (const [found, exact] of [
      [spectrum(wrightFisher(0.75, 0.75, 400)), (n: number) => (n * (n - 1)) / 2 + 1.5 * n],
      [spectrum(radius(1.5, 400)), (n: number) => 2 * n],
    ] as const)
      for (let n = 1; n < 6; n++) {
        const grid = Math.abs(found.gridEigenvalues[n].re + exact(n));
        expect(found.errors[n]).toBeLessThan(grid);
        // the two lowest orders are gone, h^1.5 and h²
        expect(Math.abs(found.eigenvalues[n].re + exact(n))).toBeLessThan(0.3 * grid);
      }
  });
});

describe("an infinite density at a wall", () => {
  it("draws the warning that solve and steady give, and not the advice of more cells", () => {
    const { warnings } = spectrum(wrightFisher(0.15, 0.3, 400));
    expect(warnings.join("\n")).toMatch(
      /At x = 0 \(lower\) the density is infinite.*errors in space shrink as h\^0\.3 only/,
    );
    expect(warnings.join("\n")).toMatch(/At x = 1 \(upper\) the density is infinite/);
    expect(warnings.join("\n")).not.toMatch(/Use more cells/);
  });

  it("and a density that vanishes at a wall which is an end of all there is draws none", () => {
    expect(spectrum(wrightFisher(0.75, 0.75, 400)).warnings).toEqual([]);
  });
});
