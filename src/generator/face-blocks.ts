import type { Axis } from "../grid/axis.js";
import type { Grid } from "../grid/grid.js";
import type { LatticeFaces } from "./lattice-faces.js";

/** Some faces of one direction, one after the other. */
export interface FaceBlock {
  /** Index of the first, and how many there are. */
  readonly from: number;
  readonly n: number;
  /** The step of the faces as a length along each axis. */
  readonly step: readonly [number, number];
  /**
   * The points at the fraction s of each face, two arrays of n coordinates that the next call overwrites. A point beyond
   * a wrap is at the place where the ring continues; where there is no face it is the centre of the cell.
   */
  at(s: number): readonly [Float64Array, Float64Array];
}

/** Faces looked at together: few enough for all that is known of them to stay in the cache. */
export const BLOCK = 1024;

/** Goes through all faces block by block. */
export function faceBlocks(
  grid: Grid,
  { directions, first, lower, upper }: LatticeFaces,
  visit: (block: FaceBlock) => void,
): void {
  const ny = grid.shape[1];
  const [baseX, baseY, there, allX, allY] = Array.from({ length: 5 }, () => new Float64Array(BLOCK));
  const [x, y] = grid.axes;
  for (const [direction, [a, b]] of directions.entries()) {
    const step = [a * x.widths[0], b * y.widths[0]] as const;
    const end = first[direction + 1];
    for (let from = first[direction]; from < end; from += BLOCK) {
      const n = Math.min(BLOCK, end - from);
      let placed = false;
      const place = (): void => {
        placed = true;
        for (let k = 0; k < n; k++) {
          const cell = lower[from + k];
          const row = (cell / ny) | 0;
          baseX[k] = x.centers[row];
          baseY[k] = y.centers[cell - row * ny];
          there[k] = upper[from + k] < 0 ? 0 : 1;
        }
      };
      const points = [allX.subarray(0, n), allY.subarray(0, n)] as const;
      const at = (s: number): typeof points => {
        if (!placed) place();
        placesInto(points[0], baseX, there, s * step[0], x);
        placesInto(points[1], baseY, there, s * step[1], y);
        return points;
      };
      visit({ from, n, step, at });
    }
  }
}

/** base + rise where there is a face, back onto the axis beyond a wrap. */
function placesInto(
  out: Float64Array,
  base: Float64Array,
  there: Float64Array,
  rise: number,
  { faces, boundary }: Axis,
): void {
  for (let k = 0; k < out.length; k++) out[k] = base[k] + there[k] * rise;
  if (boundary.upper !== "periodic") return;
  const [bottom, top] = [faces[0], faces[faces.length - 1]];
  const around = top - bottom;
  for (let k = 0; k < out.length; k++) {
    if (out[k] > top) out[k] -= around;
    else if (out[k] < bottom) out[k] += around;
  }
}
