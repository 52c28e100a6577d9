/** An order of elimination and the tree behind it. */
export interface Dissection {
  /** Cell eliminated k-th. */
  readonly order: Int32Array;
  /** When each cell is eliminated. */
  readonly position: Int32Array;
  /** Nodes, children before parents: node n eliminates the cells order[starts[n] … starts[n + 1]). */
  readonly starts: readonly number[];
  /** Number of children of each node; they are the last unclaimed nodes before it. */
  readonly children: readonly number[];
}

/** Blocks of up to so many cells are not cut further: larger ones take more numbers, smaller ones more fronts. */
const LEAF_CELLS = 20;

interface Block {
  /** First cell and one past the last, along each axis. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly periodic: readonly [boolean, boolean];
  /** Whether the [lower, upper] end along each axis is an end of the lattice, with nothing behind it. */
  readonly wall: readonly [readonly [boolean, boolean], readonly [boolean, boolean]];
}

/**
 * Nested dissection of nx × ny cells (George 1973): a strip `reach` cells wide cuts a block in two halves that
 * do not see each other, and is eliminated after both. A periodic axis loses a strip first, which opens it.
 *
 * Within a node cells go in the order that ends next to what is eliminated later wherever there is such a side: then
 * every cell keeps a direct rate to a later one until it is eliminated, and no sum of rates has to climb a potential.
 */
export function dissect(
  shape: readonly [number, number],
  periodic: readonly [boolean, boolean],
  reach: readonly [number, number],
): Dissection {
  const order = new Int32Array(shape[0] * shape[1]);
  const starts = [0];
  const children: number[] = [];
  let filled = 0;

  const emit = (count: number, childCount: number): void => {
    filled += count;
    starts.push(filled);
    children.push(childCount);
  };
  const visit = (block: Block): void => {
    const axis = cutAxis(block, reach);
    if (axis === null) return emit(leafCells(block, shape[1], order, filled), 0);
    const length = block.to[axis] - block.from[axis];
    if (block.periodic[axis]) {
      const end = block.from[axis] + reach[axis];
      visit(part(block, axis, end, block.to[axis], [false, false]));
      const strip = part(block, axis, block.from[axis], end, [false, false]);
      return emit(stripCells(strip, axis, shape[1], order, filled), 1);
    }
    const begin = block.from[axis] + ((length - reach[axis]) >> 1);
    const end = begin + reach[axis];
    visit(part(block, axis, block.from[axis], begin, [block.wall[axis][0], false]));
    visit(part(block, axis, end, block.to[axis], [false, block.wall[axis][1]]));
    emit(stripCells(part(block, axis, begin, end, [false, false]), axis, shape[1], order, filled), 2);
  };
  visit({
    from: [0, 0],
    to: shape,
    periodic,
    wall: [
      [true, true],
      [true, true],
    ],
  });
  const position = new Int32Array(order.length);
  for (let k = 0; k < order.length; k++) position[order[k]] = k;
  return { order, position, starts, children };
}

/** A block longer than so many widths is always cut across: strips along it would be too long. */
const LONGEST_STRIP = 3;

/**
 * Where to cut: periodic axes first, so that the rest of the recursion sees open blocks; then the longer axis,
 * except that a strip from wall to wall inside a larger lattice is avoided: it sees later cells only from afar.
 */
function cutAxis({ from, to, periodic, wall }: Block, reach: readonly [number, number]): 0 | 1 | null {
  const length = [to[0] - from[0], to[1] - from[1]];
  const long = ([0, 1] as const).filter((axis) => length[axis] >= 2 * reach[axis] + 2);
  if (length[0] * length[1] <= LEAF_CELLS || long.length === 0) return null;
  if (long.length === 1) return long[0];
  const longer = length[0] >= length[1] ? 0 : 1;
  const shorter = longer === 0 ? 1 : 0;
  if (length[longer] > LONGEST_STRIP * length[shorter]) return longer;
  if (periodic[0] !== periodic[1]) return periodic[0] ? 0 : 1;
  const walled = (axis: 0 | 1): boolean => wall[axis][0] && wall[axis][1];
  return walled(shorter) && !walled(longer) ? shorter : longer;
}

function part(block: Block, axis: 0 | 1, from: number, to: number, wall: readonly [boolean, boolean]): Block {
  const swap = <T>(pair: readonly [T, T], value: T): [T, T] => (axis === 0 ? [value, pair[1]] : [pair[0], value]);
  return {
    from: swap(block.from, from),
    to: swap(block.to, to),
    periodic: swap(block.periodic, false),
    wall: swap(block.wall, wall),
  };
}

/** Cells of a strip along the axis that was not cut, ending at an end that is no wall if there is one; how many there are. */
function stripCells({ from, to, wall }: Block, cut: 0 | 1, ny: number, cells: Int32Array, first: number): number {
  const along = cut === 0 ? 1 : 0;
  let next = first;
  for (let k = from[along]; k < to[along]; k++)
    for (let m = from[cut]; m < to[cut]; m++) cells[next++] = cut === 0 ? m * ny + k : k * ny + m;
  if (wall[along][1] && !wall[along][0]) cells.subarray(first, next).reverse();
  return next - first;
}

/** Cells of a leaf, those farthest from any side with something behind it first; how many there are. */
function leafCells({ from, to, wall }: Block, ny: number, cells: Int32Array, first: number): number {
  const depths: number[] = [];
  for (let i = from[0]; i < to[0]; i++)
    for (let j = from[1]; j < to[1]; j++) {
      const depth = Math.min(
        wall[0][0] ? Infinity : i - from[0],
        wall[0][1] ? Infinity : to[0] - 1 - i,
        wall[1][0] ? Infinity : j - from[1],
        wall[1][1] ? Infinity : to[1] - 1 - j,
        ny + i,
      );
      // sorted in as they come: there are few, and many leaves
      let at = depths.length;
      for (; at > 0 && depths[at - 1] < depth; at--) {
        cells[first + at] = cells[first + at - 1];
        depths[at] = depths[at - 1];
      }
      cells[first + at] = i * ny + j;
      depths[at] = depth;
    }
  return depths.length;
}

/** A dissection with a state that all others see, eliminated after them. */
export function withOneMore({ order, position, starts, children }: Dissection): Dissection {
  const count = order.length;
  return {
    order: Int32Array.from({ length: count + 1 }, (_, k) => order[k] ?? count),
    position: Int32Array.from({ length: count + 1 }, (_, c) => position[c] ?? count),
    starts: [...starts, count + 1],
    children: [...children, 1],
  };
}
