import type { Spectrum } from "../solve/spectrum.js";
import { contiguous } from "../store/npy.js";
import { equalBins } from "./bins.js";
import { axisLines } from "./line-plot.js";
import type { Terminal } from "./terminal.js";

const COLUMNS = 60;
/** Lines of modes that are drawn at most. */
const MODES = 8;

/** From far below zero to far above; zero is the fourth. */
const levels = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
const plainLevels = "=-_.~+*#";

/** The densities of the modes over one axis, a line each: what is above the middle is positive. Nothing on two axes. */
export function modePlot({ problem, right }: Spectrum, { unicode }: Terminal): string {
  const [axis, other] = problem.grid.axes;
  if (other) return "";
  const { shape, data } = contiguous(right.re);
  const [count, cells] = shape;
  const bins = equalBins(axis, COLUMNS);
  const marks = unicode ? levels : plainLevels;
  const lines = Array.from({ length: Math.min(count, MODES) }, (_, k) => {
    const own = data.subarray(k * cells, (k + 1) * cells);
    const top = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const picture = bins.map(({ first, shares }) => {
      const value = shares.reduce((sum, share, i) => sum + share * own[first + i], 0) / (top || 1);
      return marks[value < 0 ? Math.max(0, Math.ceil(3 + 3 * value - 0.5)) : Math.min(7, Math.floor(3.5 + 4 * value))];
    });
    return `${String(k).padStart(4)} ${unicode ? "\u2502" : "|"}${picture.join("")}`;
  });
  const words = right.im ? "densities of the modes, real part" : "densities of the modes";
  return `\n${words}\n${[...lines, ...axisLines(axis, 4, COLUMNS, unicode)].join("\n")}\n`;
}
