import type { Grid } from "../grid/grid.js";
import { erf } from "./expression/erf.js";
import { gaussLegendre } from "../linear/gauss-legendre.js";
import type { Gaussian } from "./problem.js";

/** Exact to degree 7. */
const rule = gaussLegendre(4);

/** P(u > z) for a standard normal u. */
const above = (z: number): number => 0.5 * (1 - erf(z / Math.SQRT2));
/** P(u < low or u > high). */
const beyond = (low: number, high: number): number => above(-low) + above(high);

/** Probability that a Gaussian point lies off the grid, to about 1e-12; periodic axes have no outside. */
export function probabilityOutside({ mean, covariance }: Gaussian, { axes }: Grid): number {
  const bounded = axes.map(({ faces, boundary }, a): [number, number] => {
    const deviation = Math.sqrt(covariance[a][a]);
    if (boundary.lower === "periodic") return [-Infinity, Infinity];
    return [(faces[0] - mean[a]) / deviation, (faces[faces.length - 1] - mean[a]) / deviation];
  });
  const [[low, high], second] = bounded as [[number, number], [number, number]?];
  const outsideFirst = beyond(low, high);
  if (!second) return outsideFirst;
  const correlation = covariance[0][1] / Math.sqrt(covariance[0][0] * covariance[1][1]);
  return Math.min(1, outsideFirst + outsideSecondOnly([low, high], second, correlation));
}

/** ∫ over the first axis' range of φ(u)·P(v outside its range | u) du. */
function outsideSecondOnly(
  [low, high]: readonly [number, number],
  [bottom, top]: readonly [number, number],
  correlation: number,
): number {
  const spread = Math.sqrt(1 - correlation * correlation);
  // Beyond 9 standard deviations lies less than 1e-18.
  const ends = [Math.max(low, -9), Math.min(high, 9)] as const;
  if (!(ends[1] > ends[0])) return 0;
  // Where the conditional mean crosses an end of the second axis the integrand turns within a few conditional deviations.
  const turns = [bottom, top].flatMap((end) =>
    [-8, 0, 8].map((deviations) => (end + deviations * spread) / correlation),
  );
  const pieces = [...ends, ...turns.filter((u) => u > ends[0] && u < ends[1])].sort((a, b) => a - b);
  const panels = 40;
  let sum = 0;
  for (let piece = 1; piece < pieces.length; piece++) {
    const size = (pieces[piece] - pieces[piece - 1]) / panels;
    for (let panel = 0; panel < panels; panel++)
      for (const [g, node] of rule.nodes.entries()) {
        const weight = rule.weights[g];
        const u = pieces[piece - 1] + size * (panel + node);
        const centre = correlation * u;
        sum += size * weight * Math.exp(-0.5 * u * u) * beyond((bottom - centre) / spread, (top - centre) / spread);
      }
  }
  return sum / Math.sqrt(2 * Math.PI);
}
