import { linesAlong } from "../grid/grid.js";
import { valueAt } from "../problem/field.js";
import type { Problem } from "../problem/problem.js";
import { faceFactors, type FaceScheme } from "./bernoulli.js";
import { coefficients } from "./coefficients.js";
import type { Discretization } from "./discretize.js";
import type { Way } from "./region-ways.js";

/** The rates of a way: into the region, and of the whole face there and back (0 where it leads to a wall). */
export interface WayRates {
  readonly rate: number;
  readonly there: number;
  readonly back: number;
}

/**
 * The rates of ways into regions. Where the edge is at the distance d from a centre, the density is 0 there, as at an
 * absorbing wall:
 *
 *   rate = D/(d·w)·B(−Pe),   Pe = ∫μ/D dz from the centre to the edge
 *
 * with w the width of the cell, so that the process stays one of two rates a face. Along oblique faces, and through the wrap
 * of a ring, Pe and D are the shares of those of the whole face. The balance of such a cell is off by an error that does
 * not shrink, but times and densities keep order 2 (Gibou, Fedkiw, Cheng and Kang 2002).
 * @param discretization with its rates as they were made
 */
export function wayRates(problem: Problem, discretization: Discretization, ways: readonly Way[]): WayRates[] {
  const whole = ways.map((way) => wholeFace(discretization, way));
  const found = ways.map((way, k) => ({ ...whole[k], rate: shareOf(problem, discretization, way, whole[k]) }));
  if (problem.diffusion.cross) return found;
  for (const axis of problem.grid.axes.keys()) {
    const own = [...ways.keys()].filter((k) => ways[k].axis === axis && staysInside(problem, ways[k]));
    if (own.length === 0) continue;
    const rates = piecewise(
      problem,
      axis,
      own.map((k) => ways[k]),
    );
    own.forEach((k, n) => (found[k] = { ...found[k], rate: rates[n] }));
  }
  return found;
}

const isUp = ({ step, axis }: Way): boolean => step[axis ?? 0] > 0;
const schemeOf = ({ solver: { scheme } }: Problem): FaceScheme =>
  scheme === "upwind" || scheme === "central" ? scheme : "exponential";

/** The rates of the whole face, and its Pe in the direction of the way; at a wall the rate of leaving. */
function wholeFace({ axes, oblique }: Discretization, way: Way): { there: number; back: number; peclet: number } {
  const { cell, beyond, axis, face } = way;
  const up = isUp(way);
  if (axis === null) {
    const { lower, forward, backward, peclet, cut } = oblique!;
    if (beyond < 0) return { there: cut.rate[face], back: 0, peclet: 0 };
    const along = lower[face] === cell;
    return along
      ? { there: forward[face], back: backward[face], peclet: peclet[face] }
      : { there: backward[face], back: forward[face], peclet: -peclet[face] };
  }
  const { forward, backward, peclet } = axes[axis];
  if (beyond < 0) return { there: up ? forward[cell] : backward[cell], back: 0, peclet: 0 };
  return up
    ? { there: forward[cell], back: backward[beyond], peclet: peclet[cell] }
    : { there: backward[cell], back: forward[beyond], peclet: -peclet[beyond] };
}

function shareOf(
  problem: Problem,
  { axes, grid }: Discretization,
  { cell, beyond, axis, fraction }: Way,
  { there, peclet }: { there: number; peclet: number },
): number {
  if (beyond < 0 && there === 0 && axis !== null) {
    // a reflecting wall under a full tensor: the diffusion along the axis at the next face, and no drift over so little
    const { stride, count } = linesAlong(grid, axis);
    const at = Math.floor(cell / stride) % count === 0 ? cell : cell - stride;
    const width = grid.axes[axis].widths[0];
    return axes[axis].diffusion[at] / (fraction * 0.5 * width * width);
  }
  const factor = (pe: number): number => faceFactors(schemeOf(problem), pe)[0];
  const ratio = factor(fraction * peclet) / factor(peclet);
  return there > 0 ? (there / fraction) * ratio : 0;
}

/** Whether the part of a way that is outside of the region passes no wrap. */
function staysInside({ grid }: Problem, { cell, axis, length, fraction }: Way): boolean {
  const { faces, centers } = grid.axes[axis!];
  const { stride, count } = linesAlong(grid, axis!);
  const end = centers[Math.floor(cell / stride) % count] + fraction * length[axis!];
  return end >= faces[0] && end <= faces[count];
}

/** The rates of an absorbing wall where the edge is. */
function piecewise(problem: Problem, axis: number, ways: readonly Way[]): number[] {
  const { grid, solver } = problem;
  const { centers, widths } = grid.axes[axis];
  const { stride, count } = linesAlong(grid, axis);
  const place = (cell: number): number => Math.floor(cell / stride) % count;
  const other = grid.axes[1 - axis];
  const otherLines = other ? linesAlong(grid, 1 - axis) : null;
  const lengths = Float64Array.from(ways, ({ length, fraction }) => fraction * Math.abs(length[axis]));
  const pieces = {
    axis,
    from: Float64Array.from(ways, (way, k) => centers[place(way.cell)] - (isUp(way) ? 0 : lengths[k])),
    length: lengths,
    across:
      other && otherLines
        ? Float64Array.from(ways, ({ cell }) => other.centers[Math.floor(cell / otherLines.stride) % otherLines.count])
        : null,
    wrap: null,
    upperCell: null,
  };
  const time = problem.time?.start ?? 0;
  const { scalar } = problem.diffusion;
  const integrated = solver.scheme === "integrated" || (solver.scheme === "auto" && grid.axes.length === 1);
  const found = coefficients(problem, pieces, integrated)(time, scalar ? valueAt(scalar, time) : 0);
  return ways.map((way, k) => {
    const [up, down] = faceFactors(schemeOf(problem), found.work[k] * found.workScale);
    const base = (found.diffusion[k] * found.diffusionScale) / (lengths[k] * widths[place(way.cell)]);
    return base * (isUp(way) ? up : down);
  });
}
