import { describe, expect, it } from "vitest";
import { spectrumTable } from "../../src/cli/spectrum-table.js";
import { NumericalError } from "../../src/errors.js";
import { parseProblem } from "../../src/problem/file.js";
import { spectrumSummary } from "../../src/solve/spectrum-summary.js";
import { spectrum, type Spectrum } from "../../src/solve/spectrum.js";

const found = (stated: object, modes: number): Spectrum =>
  spectrum(parseProblem(JSON.stringify({ name: "a", ...stated })), { modes, extrapolate: false });
const rates = ({ eigenvalues }: Spectrum): number[] => eigenvalues.map(({ re }) => -re);
const FREQUENCY = /turn faster than/;

describe("slow motion", () => {
  it("has the same modes as fast motion, in any unit of time", () => {
    for (const diffusion of [1e-30, 1e-14, 1e12]) {
      const slow = found({ axes: [{ name: "x", range: [0, 1], cells: 100 }], diffusion }, 5);
      // −(4D/h²) sin²(nπh/2); the smallest of five, beside a largest rate of 4e4, has ten digits
      rates(slow).forEach((rate, n) =>
        expect(Math.abs(rate / diffusion - 4e4 * Math.sin((n * Math.PI) / 200) ** 2)).toBeLessThanOrEqual(1e-9 * n * n),
      );
    }
  });
});

describe("a deep double well, barrier 100 kT", () => {
  const deep = found(
    { axes: [{ name: "x", range: [-2.5, 2.5], cells: 400 }], drift: { loss: "(x^2-1)^2" }, diffusion: 0.01 },
    7,
  );

  it("has modes on top of the barrier, where a density is e^-100, beside those of its wells", () => {
    // in the harmonic limit 8n in each well and 4(n + 1) on top: 4, 8, 8, 8, 12; lower by the anharmonic part, as dense algebra has them
    [3.949, 7.797, 7.797, 7.797, 11.544].forEach((rate, k) =>
      expect(Math.abs(rates(deep)[k + 2] - rate)).toBeLessThan(1e-3),
    );
  });

  it("is crossed too slowly to say, and says so: 7e-44 by Kramers", () => {
    expect(rates(deep)[1]).toBeLessThan(1e-23);
    expect(deep.warnings.join()).toMatch(/mode 1 are rounding: slower than \de-2\d/);
  });
});

describe("without detailed balance", () => {
  const wells = (diffusion: number, loss: string) => ({
    axes: [
      { name: "x", range: [-2, 2], cells: 60 },
      { name: "y", range: [-1, 1], cells: 24 },
    ],
    drift: { loss, force: { x: "0.3*y", y: "-0.3*x" } },
    diffusion,
  });
  const lost = (diffusion: number) => ({
    axes: [
      { name: "x", range: [-1.4, 0], cells: 40, boundary: { lower: "reflecting", upper: "absorbing" } },
      { name: "y", range: [-0.6, 0.6], cells: 30 },
    ],
    drift: { force: { x: "x-x^3-x*y^2", y: "-(1+x^2)*y+0.1*x" } },
    diffusion,
  });

  it("a rate beside larger ones is told as long as cancellation leaves it digits", () => {
    // 2/(mean time from one well to the other) by elimination without subtractions: 1.29541e-12; rounding is 4e-15
    expect(Math.abs(rates(found(wells(0.035, "(x^2-1)^2+2*y^2"), 2))[1] - 1.29541e-12)).toBeLessThan(1e-14);
  });

  it("and refused below, whether it comes out as 0, with the wrong sign or not at all", () => {
    for (const [diffusion, loss, modes] of [
      [0.02, "(x^2-1)^2+2*y^2+0.1*x", 4],
      [0.02, "(x^2-1)^2+2*y^2+0.1*x", 10],
      [0.02, "(x^2-1)^2+2*y^2", 4],
    ] as const)
      expect(() => found(wells(diffusion, loss), modes)).toThrow(NumericalError);
    expect(() => found(wells(0.02, "(x^2-1)^2+2*y^2"), 3)).toThrow(/more slowly than \de-1\d per time/);
  });

  it("the slowest loss has its digits, however slow", () => {
    const [fast, slow] = [0.012, 0.006].map((diffusion) => found(lost(diffusion), 2));
    // by Q and by its inverse; 6.4e-19 is 13 digits below what Q tells
    expect(fast.quasiStationary!.rate).toBeCloseTo(6.24546e-10, 15);
    expect(slow.quasiStationary!.rate / 6.46905e-19).toBeCloseTo(1, 4);
    // ΔV/D is the slope of −ln rate in 1/D: 0.25 to the saddle, a little less for the force across
    const barrier = Math.log(fast.quasiStationary!.rate / slow.quasiStationary!.rate) / (1 / 0.006 - 1 / 0.012);
    expect(barrier).toBeGreaterThan(0.22);
    expect(barrier).toBeLessThan(0.28);
  });

  it("a warning says from which frequency on modes may be missing, also where all that are listed are real", () => {
    const ring = {
      axes: [
        { name: "x", range: [0, 2 * Math.PI], cells: 64, boundary: "periodic" },
        { name: "y", range: [0, 1], cells: 24 },
      ],
      drift: { force: { x: 20 } },
      diffusion: { x: 1, y: 0.01 },
    };
    const across = found(ring, 6);
    // −1 ± 20i is slower than the last of them, −π²·25·0.01
    expect(across.eigenvalues.every(({ im }) => im === 0)).toBe(true);
    const [, from] = /turn faster than (\S+) per time/.exec(across.warnings.join())!;
    expect(Number(from)).toBeLessThan(20);
  });

  it("but not where all eigenvalues are listed, where no rates are that fast, or for restarts of what is balanced", () => {
    const line = (force: number, boundary: string) => ({
      axes: [{ name: "x", range: [0, 1], cells: 16, boundary }],
      drift: { force: { x: force } },
      diffusion: 1,
    });
    expect(found(line(3, "periodic"), 16).warnings.join()).not.toMatch(FREQUENCY);
    expect(found(line(1e-6, "periodic"), 1).warnings.join()).not.toMatch(FREQUENCY);
    const restart = found({ ...line(0, "reflecting"), resets: [{ restart: { rate: 0.7, to: [0.5] } }] }, 3);
    expect(restart.warnings.join()).not.toMatch(FREQUENCY);
    expect(spectrumTable(spectrumSummary(restart), restart.problem)).toMatch(/detailed balance +none: restarts/);
  });

  it("a complex pair is not cut", () => {
    const ring = {
      axes: [{ name: "x", range: [0, 1], cells: 32, boundary: "periodic" }],
      drift: { force: { x: 1 } },
      diffusion: 0.1,
    };
    expect(found(ring, 2).eigenvalues.map(({ im }) => Math.sign(im))).toEqual([0, 1, -1]);
    expect(found(ring, 3).eigenvalues).toHaveLength(3);
  });
});

describe("a grid that is too large", () => {
  it("is refused before anything is computed, in words of its own", () => {
    const huge = {
      axes: ["x", "y"].map((name) => ({ name, range: [0, 1], cells: 2000 })),
      diffusion: 1,
    };
    expect(() => found(huge, 2)).toThrow(/whose generator can be factorised .* Modes need a direct solve/);
  });
});
