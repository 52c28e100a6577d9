import { describe, expect, it } from "vitest";
import { modePlot } from "../../src/cli/mode-plot.js";
import { spectrumTable } from "../../src/cli/spectrum-table.js";
import { parseProblem } from "../../src/problem/file.js";
import { spectrumSummary } from "../../src/solve/spectrum-summary.js";
import { spectrum } from "../../src/solve/spectrum.js";

const found = (stated: object, modes: number, extrapolate = true) =>
  spectrum(parseProblem(JSON.stringify({ name: "a", ...stated })), { modes, extrapolate });

describe("a spectrum in words", () => {
  it("has a line a mode, and digits that the error leaves", () => {
    const ou = { axes: [{ name: "x", range: [-6, 6], cells: 128 }], drift: { loss: "x^2/2" }, diffusion: 0.5 };
    const result = found(ou, 3);
    const table = spectrumTable(spectrumSummary(result), result.problem);
    expect(table).toMatch(/detailed balance +at every face/);
    expect(table).toMatch(/eigenvalues +extrapolated to cells of no width/);
    expect(table).toMatch(/\n {2}0 +0 +- +0 +0 +0e\+0\n/);
    expect(table).toMatch(
      /\n {2}1 +(1|0\.99999\d*|1\.0000\d*) +(1|0\.99999\d*|1\.0000\d*) +\de-\d +0\.998\d+ +\de-\d+\n/,
    );
    expect(table).toMatch(/spectral gap +(0\.9999|1)/);
    const onGrid = found(ou, 3, false);
    expect(spectrumTable(spectrumSummary(onGrid), onGrid.problem)).toMatch(
      /eigenvalues +those of the grid\nmodes +decay rate +relaxation time +residual\n {2}0 +0 +- +0e\+0\n {2}1 +0\.998\d+ +1\.00\d+ +\de-\d+\n/,
    );
    const plot = modePlot(result, { unicode: false, colours: false });
    // all of ρ* is above the middle, and half of the next mode below it
    expect(plot).toMatch(/\n {3}0 \|[.~+*#]{60}\n/);
    expect(plot).toMatch(/\n {3}1 \|\S*#\S*=\S*\n/);
  });

  it("has frequencies where a current flows, and the rate of loss with absorbing ends", () => {
    const ring = {
      axes: [{ name: "x", range: [0, 1], cells: 32, boundary: "periodic" }],
      drift: { force: { x: 1 } },
      diffusion: 0.1,
    };
    const turning = found(ring, 3);
    expect(spectrumTable(spectrumSummary(turning), turning.problem)).toMatch(/decay rate +frequency/);
    const walls = { axes: [{ name: "x", range: [0, 1], cells: 32, boundary: "absorbing" }], diffusion: 0.1 };
    const leaving = found(walls, 2);
    expect(spectrumTable(spectrumSummary(leaving), leaving.problem)).toMatch(/rate of loss in the end +0\.98/);
    expect(spectrumSummary(leaving).quasiStationary!.meanTime).toBeCloseTo(1 / (0.1 * Math.PI ** 2), 2);
  });
});
