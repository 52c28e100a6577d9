import type { Grid } from "../grid/grid.js";
import type { Workspace } from "../kernels/workspace.js";
import type { Coefficients } from "./equation.js";

/**
 * Coefficients at positions that may lie beyond the ends of the axes, as the predictors of a scheme do: read at the place
 * that is mirrored at the wall, with the drift across it mirrored too (round the ring on a periodic axis). A particle that
 * is reflected then moves as one without walls in the mirrored field, and its folded path has no kink.
 * @param at gives the coefficients at positions inside
 */
export function foldedCoefficients(
  { axes }: Grid,
  workspace: Workspace,
  positions: readonly Float64Array[],
  at: (places: readonly Float64Array[]) => Coefficients,
): Coefficients {
  const { kernels, allocate } = workspace;
  const places = positions.map(({ length }) => allocate(length));
  const { drift, factor, run } = at(places);
  const walls = axes.map(({ faces, boundary }, a) => ({
    lower: faces[0],
    upper: faces[faces.length - 1],
    ring: boundary.lower === "periodic",
    signs: allocate(positions[a].length),
  }));
  const mirrored = drift.map(({ length }, a) => (walls[a].ring ? drift[a] : allocate(length)));
  return {
    drift: mirrored,
    factor,
    run(time, n) {
      positions.forEach((position, a) => void places[a].set(position));
      const outside = walls.map(({ lower, upper, ring, signs }, a) => {
        if (!ring) return kernels.foldMarked(places[a].byteOffset, lower, upper, signs.byteOffset, n) > 0;
        kernels.wrap(places[a].byteOffset, lower, upper - lower, n);
        return false;
      });
      run(time, n);
      mirrored.forEach((out, a) => {
        if (out === drift[a]) return;
        if (outside[a]) kernels.multiply(drift[a].byteOffset, walls[a].signs.byteOffset, out.byteOffset, n);
        else out.set(drift[a]);
      });
    },
  };
}
