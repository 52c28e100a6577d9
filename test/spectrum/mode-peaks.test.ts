import { describe, expect, it } from "vitest";
import { discretize } from "../../src/generator/discretize.js";
import { parseProblem } from "../../src/problem/file.js";
import { faintestPeak } from "../../src/solve/mode-peaks.js";
import { relaxationOf } from "../../src/solve/relaxation.js";
import { spectrum } from "../../src/solve/spectrum.js";

const wells = (diffusion: number) =>
  parseProblem(
    JSON.stringify({
      name: "wells",
      axes: [{ name: "x", range: [-2.5, 2.5], cells: 400 }],
      drift: { loss: "(x^2-1)^2" },
      diffusion,
    }),
  );

/** The Gibbs masses, normalised, and what `faintestPeak` needs. */
function stated(diffusion: number) {
  const discretization = discretize(wells(diffusion));
  const mass = discretization.freeEnergy!.loss.map((value) => Math.exp(-value / diffusion));
  const total = mass.reduce((sum, value) => sum + value, 0);
  return { relaxation: relaxationOf(discretization), weight: mass.map((value) => value / total) };
}

describe("where modes can be largest", () => {
  it("bounds where those of a spectrum are, mode by mode", () => {
    const { relaxation, weight } = stated(0.1);
    const { gridEigenvalues, left } = spectrum(wells(0.1), { modes: 12, extrapolate: false });
    gridEigenvalues.forEach(({ re }, k) => {
      let peak = 0;
      const size = (c: number): number => Math.abs(left.re.get(k, c)) * Math.sqrt(weight[c]);
      for (let c = 1; c < weight.length; c++) if (size(c) > size(peak)) peak = c;
      // a share for the rounding of eigenvalues and rates
      expect(weight[peak]).toBeGreaterThanOrEqual(faintestPeak(relaxation, weight, -re * (1 + 1e-9) + 1e-9));
    });
  });

  it("sees the top of a barrier of 100 kT, e^-100, where its modes begin, and not before", () => {
    const { relaxation, weight } = stated(0.01);
    const least = (rate: number): number => Math.log(faintestPeak(relaxation, weight, rate));
    // on top D|∇U|²/4 − DΔU/2 is 2, as U'' = −400, and its first mode decays with 3.95; within the wells it is −4 and the masses are e^-4
    expect(least(3.95)).toBeLessThan(-100);
    expect(least(1)).toBeGreaterThan(-20);
    expect(faintestPeak(relaxation, weight, -10)).toBe(Infinity);
  });
});
