import type { Grid } from "../grid/grid.js";
import { equalBins } from "./bins.js";
import { axisLines } from "./line-plot.js";
import type { Terminal } from "./terminal.js";
import { figure } from "./text-table.js";

const COLUMNS = 60;
const ROWS = 20;

/** From nothing to the maximum; the shade is that of the square root, so that the flanks are seen too. */
const shades = " \u00b7\u2591\u2592\u2593\u2588";
const plainShades = " .:-=+*#%@";
/** Numbers of xterm's 256 colours from black over violet and orange to white, of rising lightness. */
const colours = [16, 17, 18, 54, 55, 90, 126, 162, 168, 203, 209, 215, 221, 228, 231];

/** A density over two axes, or what the name says, as shaded characters, or as half blocks in colour: x to the right, y up. */
export function heatMap(grid: Grid, density: Float64Array, terminal: Terminal, name = "density"): string {
  const [x, y] = [grid.axes[0], grid.axes[1]];
  const halves = terminal.colours && terminal.unicode ? 2 : 1;
  const picture = binned(grid, density, COLUMNS, ROWS * halves);
  const top = density.reduce((most, value) => Math.max(most, value), 0);
  const level = (value: number, count: number): number =>
    top > 0 ? Math.min(count - 1, Math.floor(Math.sqrt(Math.max(0, value) / top) * count)) : 0;
  const marks = terminal.unicode ? shades : plainShades;
  const [lower, upper] = [figure(y.faces[0]), figure(y.faces[y.faces.length - 1])];
  const margin = Math.max(lower.length, upper.length, Math.min(y.name.length, 12));
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const label = row === 0 ? upper : row === ROWS - 1 ? lower : row === ROWS / 2 ? y.name.slice(0, 12) : "";
    const left = `${label.padStart(margin)} ${terminal.unicode ? "\u2502" : "|"}`;
    if (halves === 1)
      return (
        left +
        picture[row]
          .map((value) => marks[level(value, marks.length)])
          .join("")
          .trimEnd()
      );
    const [above, below] = [picture[2 * row], picture[2 * row + 1]];
    const colour = (value: number): number => colours[level(value, colours.length)];
    return `${left}${above
      .map((value, column) => `\x1b[38;5;${colour(value)};48;5;${colour(below[column])}m\u2580`)
      .join("")}\x1b[0m`;
  });
  const scale = halves === 1 ? ` "${marks}"` : ", dark to light";
  const legend = `${" ".repeat(margin + 2)}${name} 0 to ${figure(top)}${scale} (square-root scale)`;
  return `${[...lines, ...axisLines(x, margin, COLUMNS, terminal.unicode), legend].join("\n")}\n`;
}

/** Mean densities in equal bins, the row of the largest y first. */
function binned(grid: Grid, density: Float64Array, columns: number, rows: number): number[][] {
  const across = equalBins(grid.axes[0], columns);
  const up = equalBins(grid.axes[1], rows).reverse();
  const inner = grid.shape[1];
  return up.map((bin) =>
    across.map(({ first, shares }) =>
      shares.reduce(
        (sum, share, i) =>
          sum + share * bin.shares.reduce((part, s, j) => part + s * density[(first + i) * inner + bin.first + j], 0),
        0,
      ),
    ),
  );
}
