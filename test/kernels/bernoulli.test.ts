import { describe, expect, it } from "vitest";
import { bernoulli, faceFactors } from "../../src/generator/bernoulli.js";
import { discretize } from "../../src/generator/discretize.js";
import { defineProblem } from "../../src/problem/define.js";
import { errorOfBernoulli } from "./bernoulli-exactly.js";

/** From 1e-12 to 700 on a logarithmic scale and evenly, the places where formulas change, and both signs. */
function sampled(): number[] {
  const sizes = [0, 1e-3, 9.999e-3, 1e-2, 1.0001e-2, Math.LN2 / 2, Math.LN2, 1, 36.7, 37, 40, 699, 700];
  for (let k = 0; k < 700; k++) sizes.push(k + 0.37, 10 ** (-12 + (14.8 * k) / 700));
  return sizes.flatMap((size) => [size, -size]);
}

describe("the Bernoulli function", () => {
  it("is within 4e-16 of x/(exp(x) - 1) from -700 to 700", () => {
    // A correctly rounded quotient of a good expm1 is within 2 units of 1.1e-16 and a half.
    for (const x of sampled()) expect(Math.abs(errorOfBernoulli(bernoulli(x), x)), `B(${x})`).toBeLessThan(4e-16);
  });

  it("is measured by a ruler that shows an error of 1e-14", () => {
    expect(errorOfBernoulli(bernoulli(3) * (1 + 1e-14), 3)).toBeCloseTo(1e-14, 15);
    expect(errorOfBernoulli(bernoulli(-600) * (1 - 1e-14), -600)).toBeCloseTo(-1e-14, 15);
  });

  it("ends in 0 above and -x below, far out, without overflow", () => {
    expect(bernoulli(1000)).toBe(0);
    expect(bernoulli(Infinity)).toBe(0);
    expect(bernoulli(-1000)).toBe(1000);
    expect(bernoulli(1e300)).toBe(0);
    expect(bernoulli(-1e300)).toBe(1e300);
  });

  it("keeps B(-x) = B(x) + x", () => {
    for (const x of sampled()) {
      const [up, down] = faceFactors("exponential", x);
      // One rounding of the sum.
      expect(Math.abs(up - down - x)).toBeLessThanOrEqual(2.3e-16 * Math.max(up, down));
    }
  });
});

describe("the kernel's rates of a face", () => {
  // Unit cells and D = 1: rates are B(-Pe) and B(Pe) as they are, with Pe what the drift makes of it.
  const rates = (cells: number, slope: number) => {
    const half = cells / 2;
    return discretize(
      defineProblem({
        axes: [{ name: "x", range: [-half, half], cells }],
        drift: { force: { x: (x) => slope * x } },
        diffusion: 1,
        solver: { scheme: "scharfetter-gummel" },
      }),
    ).axes[0];
  };

  for (const [reach, cells] of [
    [1000, 2001],
    [40, 2000],
    [1, 1501],
    [1e-6, 700],
  ] as const)
    it(`are B(-Pe) and B(Pe) within 4.5e-16 for |Pe| to ${reach}`, () => {
      const { forward, backward, peclet } = rates(cells, reach / (cells / 2 - 1));
      let furthest = 0;
      for (let c = 0; c + 1 < cells; c++) {
        const pe = peclet[c];
        furthest = Math.max(furthest, Math.abs(pe));
        for (const [found, x] of [
          [forward[c], -pe],
          [backward[c + 1], pe],
        ]) {
          // Beyond 700 B is below 1e-301 and cut off.
          if (x > 700) expect(found).toBe(0);
          else if (Math.abs(x) > 1e-60)
            // Two units in the last place: the exponential, its reduction, one division, one sum.
            expect(Math.abs(errorOfBernoulli(found, x)), `B(${x})`).toBeLessThan(4.5e-16);
        }
      }
      expect(furthest).toBeGreaterThan(0.99 * reach);
    });
});

describe("very steep faces", () => {
  it("have finite rates, one of them the upwind rate, with every scheme, up to |Pe| of 1e8", () => {
    for (const scheme of ["scharfetter-gummel", "integrated", "upwind"] as const)
      for (const slope of [1e4, 1e6, 1e8]) {
        const { forward, backward } = discretize(
          defineProblem({
            axes: [{ name: "x", range: [0, 8], cells: 8 }],
            drift: { loss: (x) => -slope * x },
            diffusion: 1,
            solver: { scheme },
          }),
        ).axes[0];
        for (let c = 0; c < 7; c++) expect(forward[c] / slope).toBeCloseTo(1, 3);
        for (let c = 1; c < 8; c++) expect(backward[c]).toBeLessThanOrEqual(1);
      }
  });
});
