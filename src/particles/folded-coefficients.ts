import type { Grid } from "../grid/grid.js";
import type { Workspace } from "../kernels/workspace.js";
import type { Coefficients } from "./equation.js";

/**
 * Coefficients at positions that may lie beyond the ends of the axes, as the predictors of a scheme do: read at the place
 * that is mirrored at the wall, or round the ring. Drift and D go on beyond a wall without a jump, as the reflection of
 * {@link makeWalls} and the bridge of an absorbing end suppose.
 * @param at gives the coefficients at positions inside
 */
export function foldedCoefficients(
  { axes }: Grid,
  { kernels, allocate }: Workspace,
  positions: readonly Float64Array[],
  at: (places: readonly Float64Array[]) => Coefficients,
): Coefficients {
  const places = positions.map(({ length }) => allocate(length));
  const { drift, factor, run } = at(places);
  return {
    drift,
    factor,
    run(time, n) {
      axes.forEach(({ faces, boundary }, a) => {
        const [lower, upper] = [faces[0], faces[faces.length - 1]];
        places[a].set(positions[a]);
        if (boundary.lower === "periodic") kernels.wrap(places[a].byteOffset, lower, upper - lower, n);
        else kernels.fold(places[a].byteOffset, lower, upper, n);
      });
      run(time, n);
    },
  };
}
