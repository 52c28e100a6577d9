import type { ObliqueFaces } from "../generator/generator.js";

/**
 * The cells that the faces of one direction join, laid out for line solves: chains of cells, eight side by side, the
 * longest first so that those of a group are of about the same length. Closed chains (periodic axes) stand apart. Where
 * a chain ends at an absorbing wall it has one more place, into which mass leaves and from which none returns.
 */
export interface Chains {
  readonly closed: boolean;
  /** Lines side by side: 8, or 1 where there are less than eight rings. */
  readonly width: 1 | 8;
  /** Cells a line in each group of `width` lines. */
  readonly counts: Int32Array;
  /** Places in all groups together: `width` times the sum of the counts. */
  readonly size: number;
  /**
   * Writes by place where the cell lies in a state, the face that leads up from it and the one that arrives there from
   * below; −1 is none.
   */
  layInto(to: Record<"cell" | "above" | "below", Int32Array>, placeOf: (cell: number) => number): void;
  /**
   * The cut faces, by their number in the list, and where each is: the place of its cell and the one it leads into. Two
   * that lead through both walls of a corner, at the same rate, lead into the same place.
   */
  readonly waysOut: { readonly cut: Int32Array; readonly from: Int32Array; readonly to: Int32Array };
}

/** By cell c: 2c the face that leads up from it, 2c + 1 the cell it leads to; −1 is none. */
type WaysUp = Int32Array;

/** By cell: the cut faces (the first of two) that lead up from it and down; −1 is none. */
interface Links {
  readonly above: Int32Array;
  readonly below: Int32Array;
}

/** A cell of a chain, or what lies beyond a wall. */
const OUTSIDE = -1;

/** The chains of direction k: open ones, closed ones, or both. Faces are numbered as in `faces`. */
export function chainsAlong(faces: ObliqueFaces, k: number, cells: number): Chains[] {
  const { cell: leaking, direction, sign } = faces.cut;
  const leaks = leaking.length > 0;
  const up: WaysUp = new Int32Array(2 * cells).fill(-1);
  const entered = new Uint8Array(cells);
  const [outAbove, outBelow] = [0, 1].map(() => new Int32Array(leaks ? cells : 0).fill(-1));
  for (let face = faces.first[k]; face < faces.first[k + 1]; face++) {
    const place = 2 * faces.lower[face];
    up[place] = face;
    up[place + 1] = faces.upper[face];
    entered[faces.upper[face]] = 1;
  }
  for (let cut = leaking.length - 1; cut >= 0; cut--)
    if (direction[cut] === k) (sign[cut] > 0 ? outAbove : outBelow)[leaking[cut]] = cut;
  let starts = 0;
  if (leaks) for (let cell = 0; cell < cells; cell++) if (entered[cell] === 0) starts++;
  const open = emptyList(cells + 2 * starts);
  const seen = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    if (entered[cell] || !(up[2 * cell] >= 0 || (leaks && (outAbove[cell] >= 0 || outBelow[cell] >= 0)))) continue;
    if (leaks && outBelow[cell] >= 0) open.cells[open.length++] = OUTSIDE;
    const last = follow(cell, up, seen, open);
    if (leaks && outAbove[last] >= 0) open.cells[open.length++] = OUTSIDE;
    open.ends.push(open.length);
  }
  let rest = 0;
  for (let cell = 0; cell < cells; cell++) if (seen[cell] === 0 && up[2 * cell] >= 0) rest++;
  const closed = emptyList(rest);
  for (let cell = 0; rest > 0 && cell < cells; cell++) {
    if (seen[cell] || up[2 * cell] < 0) continue;
    follow(cell, up, seen, closed);
    closed.ends.push(closed.length);
  }
  const out = { above: outAbove, below: outBelow };
  // the edges of a direction lie together, the two of a corner next to each other
  const alike = (cut: number): number[] =>
    leaking[cut + 1] === leaking[cut] && direction[cut + 1] === k && sign[cut + 1] === sign[cut]
      ? [cut, cut + 1]
      : [cut];
  return [laidOut(open, up, out, alike, false), laidOut(closed, up, out, alike, true)].filter(({ size }) => size > 0);
}

/** Chains one after the other: the cells of all, and where each ends. */
interface ChainList {
  readonly cells: Int32Array;
  length: number;
  readonly ends: number[];
}

const emptyList = (room: number): ChainList => ({
  cells: new Int32Array(room),
  length: 0,
  ends: [],
});

/** Adds the cells from `start` upwards that have not been seen; returns the last. */
function follow(start: number, up: WaysUp, seen: Uint8Array, list: ChainList): number {
  const { cells } = list;
  let length = list.length;
  let last = start;
  for (let cell = start; cell >= 0 && seen[cell] === 0; cell = up[2 * cell + 1]) {
    seen[cell] = 1;
    cells[length++] = last = cell;
  }
  list.length = length;
  return last;
}

/**
 * @param alike the ways out that share a place with one, and itself
 */
function laidOut(
  { cells, ends }: ChainList,
  up: WaysUp,
  out: Links,
  alike: (cut: number) => readonly number[],
  closed: boolean,
): Chains {
  const startOf = (chain: number): number => (chain > 0 ? ends[chain - 1] : 0);
  const lengthOf = (chain: number): number => ends[chain] - startOf(chain);
  const order = ends.map((_, chain) => chain).sort((one, other) => lengthOf(other) - lengthOf(one));
  // on a torus of coprime sides all cells are one ring, which needs no seven empty ones beside it
  const width = closed && order.length < 8 ? 1 : 8;
  const groups = Math.ceil(order.length / width);
  const counts = Int32Array.from({ length: groups }, (_, group) => lengthOf(order[group * width]));
  const size = counts.reduce((sum, count) => sum + width * count, 0);
  /** Goes through the chains: their cells are `from` … `to` − 1 of the list, the first of them at a place. */
  const forEachChain = (visit: (from: number, to: number, place: number) => void): void => {
    for (let n = 0, start = 0; n < order.length; n++) {
      visit(startOf(order[n]), ends[order[n]], start + (n % width));
      if (n % width === width - 1) start += width * counts[Math.floor(n / width)];
    }
  };
  const waysOut: [cut: number, from: number, to: number][] = [];
  forEachChain((from, to, place) => {
    for (const [at, links, by] of [
      [to - 1, out.above, -1],
      [from, out.below, 1],
    ] as const) {
      if (cells[at] !== OUTSIDE) continue;
      const beyond = place + (at - from) * width;
      for (const cut of alike(links[cells[at + by]])) waysOut.push([cut, beyond + by * width, beyond]);
    }
  });
  const [cut, from, to] = [0, 1, 2].map((k) => Int32Array.from(waysOut, (way) => way[k]));
  return {
    closed,
    width,
    counts,
    size,
    layInto({ cell, above, below }, placeOf) {
      for (const places of [cell, above, below]) places.fill(-1);
      forEachChain((from, to, first) => {
        let arriving = closed ? up[2 * cells[to - 1]] : -1;
        for (let at = from, place = first; at < to; at++, place += width) {
          const c = cells[at];
          if (c === OUTSIDE) continue;
          cell[place] = placeOf(c);
          below[place] = arriving;
          above[place] = arriving = up[2 * c];
        }
      });
    },
    waysOut: { cut, from, to },
  };
}
