import type { Axis } from "../grid/axis.js";

/** Cells a bin overlaps, starting at `first`, and the share of the bin that each takes up. */
export interface Bin {
  readonly first: number;
  readonly shares: readonly number[];
}

/** Equal bins over an axis: a preview is true to scale whatever the widths of the cells. */
export function equalBins({ faces }: Axis, count: number): Bin[] {
  const last = faces.length - 1;
  const width = (faces[last] - faces[0]) / count;
  let first = 0;
  return Array.from({ length: count }, (_, bin) => {
    const lower = faces[0] + bin * width;
    const upper = bin === count - 1 ? faces[last] : lower + width;
    while (first < last - 1 && faces[first + 1] <= lower) first++;
    const shares: number[] = [];
    for (let cell = first; cell < last && (faces[cell] < upper || cell === first); cell++)
      shares.push((Math.min(faces[cell + 1], upper) - Math.max(faces[cell], lower)) / (upper - lower));
    return { first, shares };
  });
}
