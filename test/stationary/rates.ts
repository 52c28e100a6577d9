import type { AxisRates, Generator } from "../../src/generator/generator.js";
import { uniformAxis, type Boundary } from "../../src/grid/axis.js";
import { linesAlong, makeGrid, type Grid } from "../../src/grid/grid.js";

export const bernoulli = (x: number): number => (Math.abs(x) < 1e-8 ? 1 - x / 2 : x / Math.expm1(x));

/** Scharfetter-Gummel rates by hand: `peclet(axis, lower, upper)` for the face between two cells, D = 1 unless given. */
export function generatorFrom(
  grid: Grid,
  peclet: (axis: number, lower: number, upper: number) => number,
  fit: (x: number) => number = bernoulli,
  diffusion = 1,
): Generator {
  const axes = grid.axes.map((axis, a): AxisRates => {
    const empty = (): Float64Array => new Float64Array(grid.size);
    const rates = { forward: empty(), backward: empty(), peclet: empty(), diffusion: empty(), gaps: empty() };
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    const faces = axis.boundary.upper === "periodic" ? count : count - 1;
    for (let line = 0; line < lines; line++)
      for (let i = 0; i < faces; i++) {
        const next = (i + 1) % count;
        const lower = lineStart(line) + i * stride;
        const upper = lineStart(line) + next * stride;
        const gap = (axis.widths[i] + axis.widths[next]) / 2;
        const pe = peclet(a, lower, upper);
        rates.peclet[lower] = pe;
        rates.forward[lower] = ((diffusion / gap) * fit(-pe)) / axis.widths[i];
        rates.backward[upper] = ((diffusion / gap) * fit(pe)) / axis.widths[next];
      }
    return rates;
  });
  return { grid, axes, oblique: null, timeDependent: false, rebuild: () => undefined, freeEnergy: null };
}

export const square = (cells: readonly [number, number], ends: readonly [Boundary, Boundary], half = 4): Grid =>
  makeGrid([uniformAxis("x", [-half, half], cells[0], ends[0]), uniformAxis("y", [-half, half], cells[1], ends[1])]);
