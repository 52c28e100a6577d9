import { InputError } from "../errors.js";
import type { Dissection } from "./nested-dissection.js";

/** Which states meet in each front, and how much memory all of it takes. */
export interface FrontPlan {
  /** Per node: states of later nodes that it sees, as positions in the order of elimination, increasing. */
  readonly boundaries: readonly Int32Array[];
  /** Per node: where its multipliers begin in the one array that holds them all. */
  readonly factorStarts: Float64Array;
  readonly factorEntries: number;
  readonly largestFront: number;
  /** Most numbers ever waiting to be added into a parent. */
  readonly stackEntries: number;
}

/** Memory that elimination may take; beyond, a typed array may not be had on a common machine. */
const MAXIMUM_BYTES = 2 ** 31;

/**
 * The symbolic phase: a front is what a node eliminates plus what its cells and its children's fronts see of later nodes.
 * `neighbourCells` has, per direction, the cell that each cell is joined to (−1 for none), hops out and hops in alike.
 * @throws InputError `too-large` when the elimination would not fit in 2 GiB.
 */
export function planFronts(
  dissection: Dissection,
  neighbourCells: readonly Int32Array[],
  shape: readonly [number, number],
): FrontPlan {
  const { order, position, starts, children } = dissection;
  const nodes = children.length;
  const boundaries: Int32Array[] = [];
  const factorStarts = new Float64Array(nodes + 1);
  const seenBy = new Int32Array(order.length).fill(-1);
  const gathered = new Int32Array(order.length);
  const waiting: number[] = [];
  let largestFront = 0;
  let stack = 0;
  let stackEntries = 0;
  for (let node = 0; node < nodes; node++) {
    const end = starts[node + 1];
    let count = 0;
    for (const cells of neighbourCells)
      for (let k = starts[node]; k < end; k++) {
        const cell = cells[order[k]];
        const at = cell < 0 ? -1 : position[cell];
        if (at < end || seenBy[at] === node) continue;
        seenBy[at] = node;
        gathered[count++] = at;
      }
    for (let child = 0; child < children[node]; child++) {
      const boundary = boundaries[waiting.pop()!];
      for (let b = 0; b < boundary.length; b++) {
        const at = boundary[b];
        if (at < end || seenBy[at] === node) continue;
        seenBy[at] = node;
        gathered[count++] = at;
      }
      stack -= boundary.length ** 2;
    }
    waiting.push(node);
    boundaries.push(gathered.slice(0, count).sort());
    const own = end - starts[node];
    factorStarts[node + 1] = factorStarts[node] + (own + count) * own;
    largestFront = Math.max(largestFront, own + count);
    stack += count ** 2;
    stackEntries = Math.max(stackEntries, stack);
  }
  const factorEntries = factorStarts[nodes];
  const bytes = 8 * (factorEntries + stackEntries + largestFront ** 2);
  refuseBytes(bytes, shape);
  return { boundaries, factorStarts, factorEntries, largestFront, stackEntries };
}

/**
 * Refuses, before any memory is taken, a lattice that is certain not to fit.
 * @throws InputError `too-large`.
 */
export function refuseHugeLattice(shape: readonly [number, number]): void {
  refuseBytes(leastFactorBytes(shape), shape);
}

/**
 * What the factors of a lattice of a million cells or more take at least: 6.2 multipliers per cell and halving of the shorter side, by
 * squares up to 2048² and strips from 32 cells wide. For smaller lattices, which are far from the limit, it is too much.
 */
export const leastFactorBytes = (shape: readonly [number, number]): number =>
  8 * 6.2 * shape[0] * shape[1] * Math.log2(Math.min(...shape));

/** @throws InputError `too-large` for what would take more than 2 GiB. */
export function refuseBytes(
  bytes: number,
  shape: readonly [number, number],
  expected = "a grid whose stationary state can be eliminated within 2 GiB",
  remedy = "The drift has no potential here, so the stationary state needs a direct solve: use fewer cells.",
): void {
  if (bytes <= MAXIMUM_BYTES) return;
  throw new InputError({
    code: "too-large",
    path: "axes",
    expected,
    found: `${shape.join(" x ")} cells, which would take ${(bytes / 2 ** 30).toPrecision(2)} GiB`,
    remedy,
  });
}
