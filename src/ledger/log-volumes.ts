import type { Grid } from "../grid/grid.js";

/** log V of every cell, from the logarithms of the widths. */
export function logVolumes({ axes, size }: Grid): Float64Array {
  const [x, y = Float64Array.of(0)] = axes.map(({ widths, uniform }) =>
    uniform ? new Float64Array(widths.length).fill(Math.log(widths[0])) : widths.map(Math.log),
  );
  const logs = new Float64Array(size);
  for (let i = 0, cell = 0; i < x.length; i++) for (let j = 0; j < y.length; j++, cell++) logs[cell] = x[i] + y[j];
  return logs;
}
