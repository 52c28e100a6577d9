import type { ObliqueFaces } from "../generator/generator.js";

/**
 * The cells that the faces of one direction join, laid out for line solves: chains of cells, eight side by side, the
 * longest first so that those of a group are of about the same length. Closed chains (periodic axes) stand apart.
 */
export interface Chains {
  readonly closed: boolean;
  /** Lines side by side: 8, or 1 where there are less than eight rings. */
  readonly width: 1 | 8;
  /** Cells a line in each group of `width` lines. */
  readonly counts: Int32Array;
  /** Places in all groups together: `width` times the sum of the counts. */
  readonly size: number;
  /** By place: the cell, the face that leads up from it and the one that arrives there from below; −1 is none. */
  readonly cell: Int32Array;
  readonly above: Int32Array;
  readonly below: Int32Array;
}

/** The chains of direction k: open ones, closed ones, or both. Faces are numbered as in `faces`. */
export function chainsAlong(faces: ObliqueFaces, k: number, cells: number): Chains[] {
  const above = new Int32Array(cells).fill(-1);
  const below = new Int32Array(cells).fill(-1);
  for (let face = faces.first[k]; face < faces.first[k + 1]; face++) {
    above[faces.lower[face]] = face;
    below[faces.upper[face]] = face;
  }
  const seen = new Uint8Array(cells);
  const follow = (start: number): number[] => {
    const chain: number[] = [];
    for (let cell = start; !seen[cell];) {
      seen[cell] = 1;
      chain.push(cell);
      if (above[cell] < 0) break;
      cell = faces.upper[above[cell]];
    }
    return chain;
  };
  const open: number[][] = [];
  const closed: number[][] = [];
  for (let cell = 0; cell < cells; cell++) if (below[cell] < 0 && above[cell] >= 0) open.push(follow(cell));
  for (let cell = 0; cell < cells; cell++) if (!seen[cell] && above[cell] >= 0) closed.push(follow(cell));
  return [laidOut(open, above, below, false), laidOut(closed, above, below, true)].filter(({ size }) => size > 0);
}

function laidOut(chains: number[][], faceAbove: Int32Array, faceBelow: Int32Array, closed: boolean): Chains {
  chains.sort((one, other) => other.length - one.length);
  // on a torus of coprime sides all cells are one ring, which needs no seven empty ones beside it
  const width = closed && chains.length < 8 ? 1 : 8;
  const groups = Math.ceil(chains.length / width);
  const counts = Int32Array.from({ length: groups }, (_, group) => chains[group * width].length);
  const size = counts.reduce((sum, count) => sum + width * count, 0);
  const [cell, above, below] = [0, 1, 2].map(() => new Int32Array(size).fill(-1));
  let start = 0;
  for (const [group, count] of counts.entries()) {
    for (const [lane, chain] of chains.slice(group * width, (group + 1) * width).entries())
      for (const [i, c] of chain.entries()) {
        const place = start + i * width + lane;
        cell[place] = c;
        above[place] = faceAbove[c];
        below[place] = faceBelow[c];
      }
    start += width * count;
  }
  return { closed, width, counts, size, cell, above, below };
}
