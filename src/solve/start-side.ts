import { cellCenters } from "../grid/grid.js";
import type { Problem } from "../problem/problem.js";
import { meetings } from "../problem/region-along.js";
import type { Region } from "../problem/region-cells.js";

/**
 * The masses of a point, which is shared between the centres around it, without those on the far side of a region: from the
 * point they are not to be reached without an end. What is inside a region stays, and other starts as they are.
 * @returns null where nothing has to move
 */
export function onOwnSide(
  { initial, grid }: Problem,
  regions: readonly Region[],
  mass: Float64Array,
): Float64Array | null {
  if (initial?.kind !== "point") return null;
  const centers = cellCenters(grid);
  const cells = [...mass.keys()].filter((c) => mass[c] > 0 && !regions.some(({ inside }) => inside[c]));
  const length = grid.axes.map(({ boundary, faces }, a) =>
    Float64Array.from(cells, (c) => {
      const away = centers[a][c] - initial.at[a];
      const around = boundary.upper === "periodic" ? faces[faces.length - 1] - faces[0] : Infinity;
      return away - (around < Infinity ? around * Math.round(away / around) : 0);
    }),
  );
  const from = initial.at.map((z) => new Float64Array(cells.length).fill(z));
  const beyond = new Set<number>();
  for (const region of regions)
    meetings(region, { from, length, wraps: new Map() }).first.forEach((share, k) => {
      if (!Number.isNaN(share)) beyond.add(cells[k]);
    });
  const left = cells.reduce((sum, c) => sum + (beyond.has(c) ? 0 : mass[c]), 0);
  if (beyond.size === 0 || left === 0) return null;
  const moved = cells.reduce((sum, c) => sum + (beyond.has(c) ? mass[c] : 0), 0);
  const own = new Set(cells);
  return mass.map((part, c) => (beyond.has(c) ? 0 : own.has(c) ? part * (1 + moved / left) : part));
}
