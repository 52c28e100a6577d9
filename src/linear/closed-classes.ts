import { neighbours, type LatticeRates } from "./lattice.js";

/**
 * The closed communicating classes of a jump process: sets of cells that reach one another and are never left.
 * There is one stationary state per class. Null when every hop on the lattice has a positive rate both ways,
 * so that the whole lattice is one class.
 *
 * Strongly connected components by an iterative depth-first search (Tarjan 1972): O(cells · hops).
 */
export function closedClasses(lattice: LatticeRates): Int32Array[] | null {
  const targets = lattice.hops.map(({ offset }) => neighbours(lattice, offset));
  const rates = lattice.hops.map(({ rate }) => rate);
  if (isNearest(lattice) && rates.every((rate, h) => allPositive(rate, targets[h]))) return null;
  const { component, count } = components(targets, rates);
  const closed = new Uint8Array(count).fill(1);
  const sizes = new Int32Array(count);
  for (let c = 0; c < component.length; c++) {
    sizes[component[c]]++;
    for (let h = 0; h < targets.length; h++) {
      const to = targets[h][c];
      if (to >= 0 && rates[h][c] > 0 && component[to] !== component[c]) closed[component[c]] = 0;
    }
  }
  const classes = new Map<number, Int32Array>();
  const filled = new Int32Array(count);
  for (let c = 0; c < component.length; c++) {
    const own = component[c];
    if (!closed[own]) continue;
    if (!classes.has(own)) classes.set(own, new Int32Array(sizes[own]));
    classes.get(own)![filled[own]++] = c;
  }
  return [...classes.values()];
}

/** Whether all jumps that lead anywhere have a rate. */
function allPositive(rate: Float64Array, target: Int32Array): boolean {
  for (let c = 0; c < target.length; c++) if (target[c] >= 0 && !(rate[c] > 0)) return false;
  return true;
}

/** True when the hops include all four nearest neighbours (two on a lattice of one column). */
function isNearest({ hops, shape }: LatticeRates): boolean {
  const has = (di: number, dj: number): boolean => hops.some(({ offset: [a, b] }) => a === di && b === dj);
  const along0 = shape[0] === 1 || (has(1, 0) && has(-1, 0));
  const along1 = shape[1] === 1 || (has(0, 1) && has(0, -1));
  return along0 && along1;
}

function components(
  targets: readonly Int32Array[],
  rates: readonly Float64Array[],
): { component: Int32Array; count: number } {
  const size = rates[0].length;
  const component = new Int32Array(size).fill(-1);
  const found = new Int32Array(size);
  const lowest = new Int32Array(size);
  const nextHop = new Uint8Array(size);
  const path = new Int32Array(size);
  const open = new Int32Array(size);
  let count = 0;
  let clock = 0;
  let openCount = 0;
  for (let start = 0; start < size; start++) {
    if (found[start]) continue;
    let depth = 0;
    path[0] = open[openCount++] = start;
    found[start] = lowest[start] = ++clock;
    while (depth >= 0) {
      const c = path[depth];
      const h = nextHop[c]++;
      if (h < targets.length) {
        const to = targets[h][c];
        if (to < 0 || !(rates[h][c] > 0)) continue;
        if (!found[to]) {
          found[to] = lowest[to] = ++clock;
          path[++depth] = open[openCount++] = to;
        } else if (component[to] < 0 && found[to] < lowest[c]) lowest[c] = found[to];
        continue;
      }
      if (lowest[c] === found[c]) {
        for (let member = -1; member !== c;) {
          member = open[--openCount];
          component[member] = count;
        }
        count++;
      }
      depth--;
      if (depth >= 0 && lowest[c] < lowest[path[depth]]) lowest[path[depth]] = lowest[c];
    }
  }
  return { component, count };
}
