import type { Grid } from "../grid/grid.js";
import { heatMap } from "./heat-map.js";
import { linePlot } from "./line-plot.js";
import type { Terminal } from "./terminal.js";

/** A small picture of a density at cell centres, or of another field that is not negative, for the terminal. */
export const densityPreview = (grid: Grid, density: Float64Array, terminal: Terminal, name = "density"): string =>
  grid.axes.length === 1 ? linePlot(grid.axes[0], density, terminal, name) : heatMap(grid, density, terminal, name);
