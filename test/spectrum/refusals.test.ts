import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.js";
import { parseProblem } from "../../src/problem/file.js";
import { spectrum } from "../../src/solve/spectrum.js";

const problem = (stated: object) => parseProblem(JSON.stringify({ name: "a", ...stated }));
const axes = [{ name: "x", range: [-2, 2], cells: 16 }];

describe("a spectrum is refused, with the reason,", () => {
  const refused = (stated: object, modes?: number): InputError => {
    try {
      spectrum(problem(stated), modes === undefined ? {} : { modes });
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
    throw new Error("not refused");
  };

  it("with a mean field", () => {
    const { code, path } = refused({ axes, drift: { interaction: "dx^2/2" }, diffusion: 1 });
    expect([code, path]).toEqual(["mean-field", "drift.interaction"]);
  });

  it("with a loss, a force or a D that depends on t", () => {
    for (const stated of [
      { drift: { loss: "x^2*t" }, diffusion: 1 },
      { drift: { force: { x: "sin(t)" } }, diffusion: 1 },
      { diffusion: "1+0.5*sin(t)" },
    ])
      expect(refused({ axes, ...stated }).code).toBe("time-dependent");
  });

  it("for more modes than cells, and for a number that is none", () => {
    expect(refused({ axes, diffusion: 1 }, 17).code).toBe("too-many-modes");
    for (const modes of [0, -1, 1.5, NaN]) expect(refused({ axes, diffusion: 1 }, modes).code).toBe("bad-modes");
  });

  it("and is not, with an entropic drift, which is linear in the density", () => {
    const { eigenvalues } = spectrum(
      problem({ axes, drift: { loss: "x^2/2", entropy: { beta: 0.2, sign: "diversify" } }, diffusion: 0.3 }),
      { modes: 2 },
    );
    const plain = spectrum(problem({ axes, drift: { loss: "x^2/2" }, diffusion: 0.5 }), { modes: 2 });
    expect(eigenvalues[1].re).toBeCloseTo(plain.eigenvalues[1].re, 12);
  });

  it("says what resets at times have no part in it, and when regions are never left", () => {
    const reset = problem({ axes, diffusion: 1, time: { end: 1 }, resets: [{ at: [0.5], boost: 0.5 }] });
    expect(spectrum(reset, { modes: 2 }).warnings.join()).toMatch(/A spectrum knows no times/);
    const wells = problem({
      axes: [{ name: "x", range: [-2, 2], cells: 64 }],
      drift: { loss: "1000*(x^2-1)^2" },
      diffusion: 0.001,
    });
    const { eigenvalues, closedRegions, warnings } = spectrum(wells, { modes: 2 });
    expect(closedRegions).toBe(2);
    expect(eigenvalues.map(({ re }) => re)).toEqual([0, 0]);
    expect(warnings.join()).toMatch(/0 is an eigenvalue 2 times/);
  });
});
