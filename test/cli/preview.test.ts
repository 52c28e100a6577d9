import { describe, expect, it } from "vitest";
import { equalBins } from "../../src/cli/bins.js";
import { densityPreview } from "../../src/cli/density-preview.js";
import { printable, terminalOf } from "../../src/cli/terminal.js";
import { figure, textTable } from "../../src/cli/text-table.js";
import { stretchedAxis, uniformAxis } from "../../src/grid/axis.js";
import { makeGrid } from "../../src/grid/grid.js";

const plain = { unicode: false, colours: false };
const shaded = { unicode: true, colours: false };

describe("the preview of a density", () => {
  it("is true to scale on a stretched axis: its columns hold the mass of the cells", () => {
    const axis = stretchedAxis("x", [0, 3], 50, { around: 0, strength: 5 });
    const density = axis.centers.map((x) => Math.exp(-x));
    const mass = density.reduce((sum, rho, i) => sum + rho * axis.widths[i]!, 0);
    for (const count of [7, 60, 200]) {
      const binned = equalBins(axis, count).map(({ first, shares }) =>
        shares.reduce((sum, share, k) => sum + share * density[first + k]!, 0),
      );
      // Sums of some hundred rounded products.
      expect((binned.reduce((sum, rho) => sum + rho, 0) * 3) / count).toBeCloseTo(mass, 12);
    }
  });

  it("draws one axis from left to right, with its range", () => {
    const grid = makeGrid([uniformAxis("x", [-1, 2], 6)]);
    const lines = densityPreview(grid, Float64Array.of(0, 0, 0, 0, 0, 2), shaded).split("\n");
    expect(lines[0]).toBe(`      2 \u2502${" ".repeat(50)}${"\u2588".repeat(10)}`);
    expect(lines).toHaveLength(11);
    expect(lines[9]).toMatch(/^ {9}-1 +x +2$/);
  });

  it("draws x to the right and y up", () => {
    const grid = makeGrid([uniformAxis("x", [0, 1], 2), uniformAxis("y", [0, 1], 2)]);
    // All of the mass at large x and small y.
    const lines = densityPreview(grid, Float64Array.of(0, 0, 4, 0), plain).split("\n");
    expect(lines[0]).toBe("1 |");
    expect(lines[19]).toBe(`0 |${" ".repeat(30)}${"@".repeat(30)}`);
    expect(lines[22]).toContain("density 0 to 4");
  });

  it("uses colours only where they are shown", () => {
    const grid = makeGrid([uniformAxis("x", [0, 1], 2), uniformAxis("y", [0, 1], 2)]);
    const density = Float64Array.of(1, 1, 1, 1);
    expect(densityPreview(grid, density, shaded)).not.toContain("\x1b");
    expect(densityPreview(grid, density, { unicode: true, colours: true })).toContain("\x1b[38;5;231;48;5;231m\u2580");
  });

  it("can show a density that is zero everywhere", () => {
    const line = makeGrid([uniformAxis("x", [0, 1], 2)]);
    expect(densityPreview(line, new Float64Array(2), plain)).not.toMatch(/NaN|#/);
    const plane = makeGrid([uniformAxis("x", [0, 1], 2), uniformAxis("y", [0, 1], 2)]);
    expect(densityPreview(plane, new Float64Array(4), plain)).not.toMatch(/NaN|@{2}/);
  });
});

describe("the terminal", () => {
  const colourful = { isTTY: true, getColorDepth: () => 8 } as const;

  it("gets colours unless it is none, or NO_COLOR or TERM=dumb say otherwise", () => {
    expect(terminalOf(colourful, { LANG: "en_GB.UTF-8" })).toEqual({ unicode: true, colours: true });
    expect(terminalOf({}, {}).colours).toBe(false);
    expect(terminalOf(colourful, { NO_COLOR: "1" }).colours).toBe(false);
    expect(terminalOf(colourful, { TERM: "dumb" })).toEqual({ unicode: false, colours: false });
  });

  it("gets ASCII when its locale is not UTF-8", () => {
    expect(terminalOf({}, { LC_ALL: "C", LANG: "en_GB.UTF-8" }).unicode).toBe(false);
    expect(terminalOf({}, { LANG: "de_DE.ISO-8859-1" }).unicode).toBe(false);
  });

  it("shows control characters instead of obeying them", () => {
    expect(printable("a\x1b[2Jb\u009bc\td\ne")).toBe("a\\x1b[2Jb\\x9bc d\ne");
  });
});

describe("tables", () => {
  it("give six digits, and a dash for what does not exist", () => {
    expect([1 / 3, 1e-15, -123456.789, 1e300, 0, null].map(figure)).toEqual([
      "0.333333",
      "1e-15",
      "-123457",
      "1e+300",
      "0",
      "-",
    ]);
  });

  it("align their columns, whatever the length of headings and last cells", () => {
    expect(textTable([["a long heading"], ["a", "1", "22"], ["bb", "333", "4"], ["c", "a long sentence"]])).toBe(
      "a long heading\na   1    22\nbb  333  4\nc   a long sentence\n",
    );
  });
});
