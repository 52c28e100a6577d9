import { cellCenters, linesAlong } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { constantDiffusion } from "./gibbs.js";
import { temperatureOf } from "./criteria.js";

/**
 * The rate that a function relaxes with, by the loss, D and η alone:
 *
 *   D ∫|∇f|²π / ∫(f − ⟨f⟩)²π,   π = exp(−ηL/D)/Z
 *
 * which is −λ₁ for the first mode and more for any other function (Rayleigh quotient). For the gradients π is the harmonic
 * mean between two centres, by Simpson's rule: order 2 in the cell width.
 */
export function rayleighQuotient(problem: Problem, f: Float64Array): number {
  const { grid, drift } = problem;
  const T = temperatureOf(problem);
  const D = constantDiffusion(problem)!;
  const centers = cellCenters(grid);
  const loss = new Float64Array(grid.size);
  drift.loss!.valuesInto(centers, 0, loss);
  const lowest = loss.reduce((least, value) => Math.min(least, value), Infinity);
  const weights = loss.map((value, c) => grid.volumes[c] * Math.exp((lowest - value) / T));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = weights.reduce((sum, weight, c) => sum + weight * f[c], 0) / total;
  const variance = weights.reduce((sum, weight, c) => sum + weight * (f[c] - mean) ** 2, 0);
  let slopes = 0;
  grid.axes.forEach((axis, a) => {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    const pairs = lines * (count - 1);
    const between = centers.map(() => new Float64Array(pairs));
    const rise = new Float64Array(pairs);
    const ends = new Float64Array(pairs);
    for (let line = 0, k = 0; line < lines; line++)
      for (let i = 0; i + 1 < count; i++, k++) {
        const [low, high] = [lineStart(line) + i * stride, lineStart(line) + (i + 1) * stride];
        centers.forEach((center, b) => (between[b][k] = 0.5 * (center[low] + center[high])));
        const gap = axis.centers[i + 1] - axis.centers[i];
        const across = grid.volumes[low] / axis.widths[i];
        ends[k] = Math.exp((loss[low] - lowest) / T) + Math.exp((loss[high] - lowest) / T);
        rise[k] = ((f[high] - f[low]) ** 2 / gap) * across * D[a];
      }
    const middle = new Float64Array(pairs);
    drift.loss!.valuesInto(between, 0, middle);
    for (let k = 0; k < pairs; k++) slopes += (6 * rise[k]) / (ends[k] + 4 * Math.exp((middle[k] - lowest) / T));
  });
  return slopes / variance;
}
