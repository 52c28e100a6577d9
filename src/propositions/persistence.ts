import type { Grid } from "../grid/grid.js";

/** A basin of a landscape that ends where a deeper one takes it over. */
export interface Basin {
  /** The cell of its minimum, and the value there. */
  readonly minimum: number;
  readonly birth: number;
  /** The cell through which it is joined to a deeper basin and the value there. */
  readonly pass: number;
  readonly death: number;
}

/**
 * The finite 0-dimensional persistence pairs of the sublevel sets {f ≤ c} on a grid, the longest-lived first.
 *
 * Cells are taken in order of their values, each joined to the neighbours that are there already; where two basins meet,
 * the one with the higher minimum ends (Edelsbrunner, Letscher and Zomorodian 2002). On two axes neighbours are those along
 * the axes and both diagonals, so that a mirror image has mirrored basins. Values at cells: depths are of order 2 in the cell width. The basin
 * of the lowest minimum never ends and is not listed.
 */
export function basins(values: Float64Array, grid: Grid): Basin[] {
  const order = Array.from(values, (_, c) => c).sort((a, b) => values[a] - values[b] || a - b);
  const parent = new Int32Array(values.length).fill(-1);
  const lowest = new Int32Array(values.length);
  const root = (c: number): number => {
    let top = c;
    while (parent[top] !== top) top = parent[top];
    while (parent[c] !== top) [c, parent[c]] = [parent[c], top];
    return top;
  };
  const forEachNeighbour = neighboursOf(grid);
  const found: Basin[] = [];
  for (const cell of order) {
    parent[cell] = cell;
    lowest[cell] = cell;
    forEachNeighbour(cell, (neighbour) => {
      if (parent[neighbour] < 0) return;
      const [one, other] = [root(neighbour), root(cell)];
      if (one === other) return;
      const oneIsDeeper = isBelow(lowest[one], lowest[other]);
      const [kept, ended] = oneIsDeeper ? [one, other] : [other, one];
      // a cell that joins a basin as it appears was no minimum
      if (values[lowest[ended]] < values[cell])
        found.push({ minimum: lowest[ended], birth: values[lowest[ended]], pass: cell, death: values[cell] });
      parent[ended] = kept;
    });
  }
  return found.sort((a, b) => b.death - b.birth - (a.death - a.birth) || a.minimum - b.minimum);

  function isBelow(one: number, other: number): boolean {
    return values[one] < values[other] || (values[one] === values[other] && one < other);
  }
}

/** The critical depth: how far one has to climb out of the deepest basin but the lowest; 0 for a single basin. */
export function criticalDepth(values: Float64Array, grid: Grid): number {
  const [deepest] = basins(values, grid);
  return deepest ? deepest.death - deepest.birth : 0;
}

/** Visits the neighbours of a cell: both ways along the axes, and on two of them along both diagonals. */
function neighboursOf({ axes, shape }: Grid): (cell: number, visit: (neighbour: number) => void) => void {
  const [nx, ny = 1] = shape;
  const [ringX, ringY] = [0, 1].map((axis) => axes[axis]?.boundary.upper === "periodic");
  const steps = axes.length === 1 ? [1, 0, -1, 0] : [1, 0, -1, 0, 0, 1, 0, -1, 1, 1, -1, -1, 1, -1, -1, 1];
  return (cell, visit) => {
    const j = cell % ny;
    const i = (cell - j) / ny;
    for (let k = 0; k < steps.length; k += 2) {
      let x = i + steps[k];
      let y = j + steps[k + 1];
      if (ringX) x = (x + nx) % nx;
      if (ringY) y = (y + ny) % ny;
      if (x >= 0 && x < nx && y >= 0 && y < ny) visit(x * ny + y);
    }
  };
}
