import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const directory = fileURLToPath(new URL("../../examples/", import.meta.url));

/** Runs an example as a user would; it imports the package by its name. Gives the lines it prints. */
async function linesOf(file: string): Promise<string[]> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [`${directory}${file}`]);
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

const numbersIn = (line: string): number[] => (line.match(/-?\d+(\.\d+)?(e[+-]\d+)?/g) ?? []).map(Number);

/** The rows of a table: lines that hold nothing but so many numbers. */
const rowsOf = (lines: readonly string[], columns: number): number[][] =>
  lines.filter((line) => /^[\d\s.e+-]+$/.test(line) && numbersIn(line).length === columns).map(numbersIn);

const lineWith = (lines: readonly string[], words: string): string => {
  const found = lines.find((line) => line.includes(words));
  if (found === undefined) throw new Error(`no line with "${words}" in:\n${lines.join("\n")}`);
  return found;
};

describe("the examples", () => {
  it("are the five that are tested here", () => {
    expect(readdirSync(directory).sort()).toEqual([
      "density-and-particles.mjs",
      "escape-with-resets.mjs",
      "first-passage.mjs",
      "loop-by-hand.mjs",
      "potential-and-density.mjs",
    ]);
  });
});

describe("potential-and-density", () => {
  it("loses the left well at the rate that is known, and settles into the Gibbs state", async () => {
    const lines = await linesOf("potential-and-density.mjs");
    const rows = rowsOf(lines, 5);
    expect(rows.map(([time]) => time)).toEqual([0, 1, 10, 100, 300]);
    // Legendre-Galerkin: 0.8747306818. Half the default tolerance of 1e-4 in time, and 2e-5 in space.
    expect(Math.abs(rows[2][1] - 0.8747306818)).toBeLessThan(7e-5);
    // Free energy and divergence never grow, and differ by a constant: D KL. Printed to six decimals.
    for (let k = 1; k < rows.length; k++) {
      expect(rows[k][3]).toBeLessThan(rows[k - 1][3]);
      expect(rows[k][4]).toBeLessThan(rows[k - 1][4]);
      expect(Math.abs(rows[k][3] - rows[4][3] - 0.25 * (rows[k][4] - rows[4][4]))).toBeLessThan(1e-4);
    }
    expect(lineWith(lines, "stationary state")).toBe("stationary state by closed form, residual below 1e-12");
    expect(lineWith(lines, "its mass")).toBe("its mass is 1.000000000000");
    expect(lineWith(lines, "it differs")).toBe("it differs from exp(-L/D)/Z by less than 1e-13");
    expect(lines.filter((line) => line.includes("##")).length).toBeGreaterThan(8);
  });
});

describe("first-passage", () => {
  it("prints the survival, the flux, the splitting and the mean time of the exact solution", async () => {
    const lines = await linesOf("first-passage.mjs");
    const rows = rowsOf(lines, 5);
    expect(rows).toHaveLength(7);
    for (const [time, survival, exactSurvival, flux, exactFlux] of rows) {
      // Order 2 in space at h = 1/400; a point start is sharpest at first, where the flux is still rising.
      expect(Math.abs(survival - exactSurvival)).toBeLessThan(1e-5);
      expect(Math.abs(flux - exactFlux)).toBeLessThan(time < 0.03 ? 1e-3 : 2e-4);
    }
    for (const words of ["mean time", "leaves at x = 0 ", "leaves at x = 1 "]) {
      const [computed, exact] = numbersIn(lineWith(lines, words)).slice(-2);
      // Tolerance 1e-6 in time; Simpson's rule on steps of 0.01 adds about as much.
      expect(Math.abs(computed - exact), words).toBeLessThan(5e-6);
    }
    // The slowest mode, exp(-D pi^2 8), times (4/pi) sin(0.3 pi).
    const left = numbersIn(lineWith(lines, "still inside at")).at(-1) ?? NaN;
    expect(Math.abs(left / 2.75e-9 - 1)).toBeLessThan(0.05);
  });
});

describe("loop-by-hand", () => {
  it("follows the mean and the variance of an Ornstein-Uhlenbeck process", async () => {
    const lines = await linesOf("loop-by-hand.mjs");
    const rows = rowsOf(lines, 7);
    expect(rows.map(([time]) => time)).toEqual([0, 0.5, 1, 1.5, 2]);
    for (const [, mean, exactMean, variance, exactVariance] of rows) {
      // TR-BDF2 at dt = 1/64 on 512 cells: 7e-5 measured, of order 2 in both.
      expect(Math.abs(mean - exactMean)).toBeLessThan(1e-4);
      expect(Math.abs(variance - exactVariance)).toBeLessThan(1e-4);
    }
    // KL of two Gaussians, (v/s - 1 - ln(v/s) + m^2/s)/2 with s = 1/2, at the end.
    const [m, v] = [2 * Math.exp(-2), 0.5 - 0.4 * Math.exp(-4)];
    expect(Math.abs(rows[4][5] - 0.5 * (2 * v - 1 - Math.log(2 * v) + 2 * m * m))).toBeLessThan(1e-4);
    expect(lineWith(lines, "mass is")).toBe("mass is 1 to 1e-13");
  });
});

describe("escape-with-resets", () => {
  it("prints what resets at plateaus buy", async () => {
    const lines = await linesOf("escape-with-resets.mjs");
    const rows = rowsOf(lines, 5);
    expect(rows.map(([time]) => time)).toEqual([0, 5, 10, 15, 20, 25, 30]);
    // Legendre-Galerkin, as in the gallery: half the default tolerance in time, 1e-5 in space, four digits printed.
    const [, without, withResets, , loss] = rows[6];
    expect(Math.abs(without - 0.0180357)).toBeLessThan(1.5e-4);
    expect(Math.abs(withResets - 0.3771374)).toBeLessThan(1.5e-4);
    expect(Math.abs(loss - 0.1212765)).toBeLessThan(1.5e-4);
    expect(lines.filter((line) => line.startsWith("reset at")).map((line) => numbersIn(line)[0])).toEqual([2.5, 13]);
    // the first frame of 0.25 with 30 %, and the time of an exponential law at a rate of 6.1e-4
    expect(lineWith(lines, "30 %")).toContain("t = 14.25 with resets");
    expect(Math.abs(numbersIn(lineWith(lines, "without, at the rate"))[0] - 588)).toBeLessThan(30);
  });
});

describe("density-and-particles", () => {
  it("agrees with the same process, and not with another reading of its noise", async () => {
    const lines = await linesOf("density-and-particles.mjs");
    const rows = rowsOf(lines, 4);
    expect(rows.map(([time]) => time)).toEqual([0, 0.5, 2, 20]);
    // 5 standard errors, four times: one seed in 400000
    for (const [, density, particles, error] of rows) expect(Math.abs(particles - density)).toBeLessThan(5 * error);
    // the mean of sin x with the density 1/D: 128 cells at order 2, and half the tolerance in time
    const known = (Math.sqrt(0.75) - 1) / 0.5;
    expect(Math.abs(rows[3][1] - known)).toBeLessThan(2e-4);
    expect(numbersIn(lineWith(lines, "in the end"))).toEqual([Number(known.toFixed(5))]);
    expect(lineWith(lines, "smallest p")).toMatch(/: agree$/);
    expect(lineWith(lines, "Ito taken for Fick")).toMatch(/: disagree$/);
  });
});
