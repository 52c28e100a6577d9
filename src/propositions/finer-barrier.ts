import { axisFromFaces } from "../grid/axis.js";
import { cellCenters, makeGrid, type Grid } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { basins } from "./persistence.js";

/** The depths of all basins of the loss but the lowest, on the grid of a problem with each cell cut in so many along each axis; the deepest first. */
export function depthsOnFinerCells({ drift, grid }: Problem, parts: number): number[] {
  const finer = cutCells(grid, parts);
  const values = new Float64Array(finer.size);
  drift.loss!.valuesInto(cellCenters(finer), 0, values);
  return basins(values, finer).map(({ birth, death }) => death - birth);
}

const cutCells = ({ axes }: Grid, parts: number): Grid =>
  makeGrid(
    axes.map(({ name, faces, boundary }) => {
      const n = faces.length - 1;
      const cut = Array.from({ length: n * parts + 1 }, (_, k) => {
        const i = Math.min(n - 1, Math.floor(k / parts));
        return faces[i] + ((k - i * parts) / parts) * (faces[i + 1] - faces[i]);
      });
      return axisFromFaces(name, cut, boundary);
    }),
  );
