import type { Workspace } from "../kernels/workspace.js";
import { matrixEntries } from "../problem/matrix-field.js";
import type { Problem } from "../problem/problem.js";
import { bernoulli } from "./bernoulli.js";
import type { CutEdges } from "./cut-edges.js";
import type { AxisRates, CutFaces } from "./generator.js";
import { slopes } from "./tensor-mean-field.js";
import { faceWork, type WorkTimes } from "./tensor-work.js";

/** The rates of leaving along edges that absorbing walls cut, and how to bring them to another d or time. */
export interface CutRates {
  /** Those of the oblique directions; those of the axes stand in their rates. */
  readonly oblique: CutFaces;
  /**
   * @param d of D = dI + S, and `extra`, what has been added to λ of each axis since the edges were made, 1/time
   * @param central share of the central weight
   */
  update(d: number, extra: readonly number[], time: number, central: number, axes: readonly AxisRates[]): void;
}

/**
 * Rates of leaving through absorbing walls for a full tensor D: where a fraction θ of the edge from a cell along e is
 * inside and the density is 0 at its end,
 *
 *   rate = (λ/θ)·B(−Pe),   Pe = ∫ D⁻¹μ·dl from the cell to the wall
 *
 * with λ of the cell. On a line across the wall θ = 1/2. The balance of a cell beside the wall is off by an error that
 * does not shrink, but so little flows through it that the density keeps order 2 (Gibou, Fedkiw, Cheng and Kang 2002).
 */
export function cutRates(
  problem: Problem,
  edges: CutEdges,
  times: WorkTimes,
  workspace: Workspace,
  potential: Float64Array | null,
): CutRates {
  const { groups, first, lower, weight, end } = edges;
  const count = lower.length;
  const work = count > 0 ? faceWork(problem, edges, times, workspace) : null;
  // what moves is made anew all the time, and is never worked on by the kernels
  const peclet = times.moving ? new Float64Array(count) : workspace.allocate(count);
  const rate = new Float64Array(count);
  const oblique = first[groups.filter(({ direction }) => direction < 2).length];
  return {
    oblique: {
      cell: lower.subarray(oblique),
      end: end.subarray(oblique),
      direction: perEdge(edges, ({ direction }) => direction - 2).subarray(oblique),
      sign: perEdge(edges, ({ up }) => (up ? 1 : -1)).subarray(oblique),
      rate: rate.subarray(oblique),
    },
    update(d, extra, time, central, axes) {
      if (!work) return;
      work(d, peclet);
      if (potential) pullToWall(problem, edges, time, d, potential, peclet);
      for (const [g, { direction, up, fraction }] of groups.entries())
        for (let k = first[g]; k < first[g + 1]; k++) {
          const onAxis = direction < 2;
          const own = weight[k] + (onAxis ? extra[direction] : 0);
          rate[k] = (own / fraction) * leavingFactor(peclet[k], central);
          if (onAxis) (up ? axes[direction].forward : axes[direction].backward)[lower[k]] = rate[k];
        }
    },
  };
}

/** One value for each edge from its group. */
function perEdge({ groups, first }: CutEdges, value: (group: CutEdges["groups"][number]) => number): Int32Array {
  const out = new Int32Array(first[groups.length]);
  for (const [g, group] of groups.entries()) out.fill(value(group), first[g], first[g + 1]);
  return out;
}

/** What stands in for B(−Pe), as at inner faces: against the drift the mean of B and of the central weight, cut at 0. */
function leavingFactor(peclet: number, central: number): number {
  const size = Math.abs(peclet);
  const against = (1 - central) * bernoulli(size) + central * Math.max(1 - size / 2, 0);
  return peclet > 0 ? against + size : against;
}

/** Adds −∫ D⁻¹∇V·dl along the edges, with ∇V and D of their cells, for a V known at cell centres. */
function pullToWall(
  { grid, diffusion }: Problem,
  { directions, first, lower }: CutEdges,
  time: number,
  d: number,
  potential: Float64Array,
  peclet: Float64Array,
): void {
  const ny = grid.shape[1];
  const [x, y] = grid.axes;
  const points = [
    Float64Array.from(lower, (c) => x.centers[Math.floor(c / ny)]),
    Float64Array.from(lower, (c) => y.centers[c % ny]),
  ];
  const { xx, xy, yy } = matrixEntries(diffusion, points, time);
  const [slopeX, slopeY] = [slopes(grid, potential, 0), slopes(grid, potential, 1)];
  for (const [g, [a, b]] of directions.entries()) {
    const [ex, ey] = [a * x.widths[0], b * y.widths[0]];
    for (let k = first[g]; k < first[g + 1]; k++) {
      const [p, q, r] = [xx[k] + d, xy[k], yy[k] + d];
      const determinant = p * r - q * q;
      peclet[k] -= ((r * ex - q * ey) * slopeX[lower[k]] + (p * ey - q * ex) * slopeY[lower[k]]) / determinant;
    }
  }
}
