import { InputError } from "../errors.js";
import { cellCenters, linesAlong, type Grid } from "../grid/grid.js";
import { meetings, type Meetings } from "../problem/region-along.js";
import { placeOf, type Region } from "../problem/region-cells.js";
import type { Edges } from "./region-edges.js";

/**
 * Refuses a piece of a region between four cell centres that none of the edges between them meets. It is looked for along
 * the two faces that meet there, from centre to centre.
 * @param groups edges along each axis, and `found` where they meet the region
 * @throws InputError `region-too-thin`
 */
export function refuseUnmet(
  grid: Grid,
  region: Region,
  groups: readonly (readonly Edges[])[],
  found: readonly (readonly Meetings[])[],
): void {
  const [rows, columns] = grid.shape;
  // along each axis, 1 for cells whose edge to the next one meets the region
  const met = groups.map((own, axis) => {
    const cells = new Uint8Array(grid.size);
    own[0].start.forEach((cell, k) => {
      if (!Number.isNaN(found[axis][0].first[k])) cells[cell] = 1;
    });
    return cells;
  });
  const corners: number[] = [];
  for (let i = 0; i < rows - 1; i++)
    for (let j = 0; j < columns - 1; j++) {
      const c = i * columns + j;
      const centres = [c, c + 1, c + columns, c + columns + 1];
      if (centres.some((cell) => region.inside[cell])) continue;
      if (met[0][c] || met[0][c + 1] || met[1][c] || met[1][c + columns]) continue;
      corners.push(c);
    }
  const centers = cellCenters(grid);
  const faceAbove = grid.axes.map(({ faces }, a) => {
    const { count, stride } = linesAlong(grid, a);
    return Float64Array.from(corners, (c) => faces[(Math.floor(c / stride) % count) + 1]);
  });
  for (const axis of [0, 1]) {
    const { stride } = linesAlong(grid, axis);
    const from = [0, 1].map((a) => (a === axis ? Float64Array.from(corners, (c) => centers[a][c]) : faceAbove[a]));
    const length = [0, 1].map((a) =>
      Float64Array.from(corners, (c) => (a === axis ? centers[a][c + stride] - centers[a][c] : 0)),
    );
    const { first } = meetings(region, { from, length, wraps: new Map() });
    const bad = first.findIndex((share) => !Number.isNaN(share));
    if (bad < 0) continue;
    throw new InputError({
      code: "region-too-thin",
      path: region.path,
      expected: "a region that the lines between cell centres meet",
      found: `a piece of it between them, beside the cell at ${placeOf(grid, corners[bad])}`,
      remedy: "Use more cells, or a wider region.",
    });
  }
}
