import { InputError } from "../errors.js";
import type { Grid } from "../grid/grid.js";
import { cutEdges, type CutEdges, type WeightedDirection } from "./cut-edges.js";
import { sellingDecomposition, type Direction } from "./selling.js";

/**
 * The faces along all lattice directions: the two axes first, (1, 0) and (0, 1) with one place for every cell (`upper`
 * −1 where there is no face), then the oblique ones where their weight is not zero. Face k leads from cell `lower[k]`
 * to `upper[k]`.
 */
export interface LatticeFaces {
  readonly directions: readonly (readonly [number, number])[];
  /** Faces of direction k are first[k] … first[k + 1] − 1. */
  readonly first: Int32Array;
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** λ of the tensor they were made for, the mean of the two cells of each face, 1/time. */
  readonly weight: Float64Array;
}

/** The faces inside the grid, and the edges that absorbing walls cut. */
export interface TensorFaces extends LatticeFaces {
  readonly cut: CutEdges;
}

/** D at the cell centres in units of cells, D_ij/(h_i h_j); one number each where it is the same everywhere. */
export interface CellTensor {
  readonly xx: Float64Array;
  readonly xy: Float64Array;
  readonly yy: Float64Array;
}

type FaceRoom = Pick<LatticeFaces, "lower" | "upper" | "weight">;

const freshRoom = (most: number): FaceRoom => ({
  lower: new Int32Array(most),
  upper: new Int32Array(most),
  weight: new Float64Array(most),
});

/**
 * The faces on which Selling's decomposition of D in each cell puts weight. Faces that would leave the grid are left
 * out (no flux) at reflecting walls, which are first order, and cut at absorbing ones; on periodic axes they wrap.
 * @param roomFor memory for so many faces at most
 * @throws InputError `diffusion-not-positive` naming the cell, `too-anisotropic` where a direction does not fit.
 */
export function latticeFaces(grid: Grid, { xx, xy, yy }: CellTensor, roomFor = freshRoom): TensorFaces {
  const cells = xx.length;
  const each = cells < grid.size ? 0 : 1;
  const byDirection = new Map<number, WeightedDirection>();
  const weightsAlong = (step: Direction["step"]): Float64Array => {
    const key = step[0] * 0x10000 + step[1];
    const known = byDirection.get(key);
    if (known) return known.weight;
    refuseTooWide(grid, step);
    const weight = new Float64Array(cells);
    byDirection.set(key, { step, weight, each });
    return weight;
  };
  weightsAlong([1, 0]);
  weightsAlong([0, 1]);
  for (let from = 0, c = 0; from < cells; from = c) {
    const [a, b, d] = [xx[from], xy[from], yy[from]];
    const found = sellingDecomposition(a, b, d);
    if (!found) throw notPositive(grid, from, [a, b, d]);
    do c++;
    while (c < cells && xx[c] === a && xy[c] === b && yy[c] === d);
    for (const { step, weight } of found) {
      const into = weightsAlong(step);
      if (c === from + 1) into[from] = weight;
      else into.fill(weight, from, c);
    }
  }
  const kinds = [...byDirection.values()];
  const room = roomFor(kinds.length * grid.size);
  const first = new Int32Array(kinds.length + 1);
  for (const [k, kind] of kinds.entries()) first[k + 1] = facesAlong(grid, kind, k < 2, room, first[k]);
  const count = first[kinds.length];
  const all: TensorFaces = {
    directions: kinds.map(({ step }) => step),
    first,
    lower: room.lower.subarray(0, count),
    upper: room.upper.subarray(0, count),
    weight: room.weight.subarray(0, count),
    cut: cutEdges(grid, kinds),
  };
  // where all faces along the axes carry something no cell can be cut off
  const [alongX, alongY] = kinds.map(({ weight }) => weight);
  if (each === 1 || !(alongX[0] > 0 && alongY[0] > 0)) joinStrayCells(grid, all, { xx, xy, yy });
  return all;
}

/**
 * Cells in the corners between walls, all of whose oblique faces would leave the grid, hang on by the faces of the axes:
 * with the diffusion that is left along one axis when nothing flows along the other, D_xx − D_xy²/D_yy.
 */
function joinStrayCells(grid: Grid, { first, lower, upper, weight }: LatticeFaces, { xx, xy, yy }: CellTensor): void {
  if (axesJoinAll(first, upper, weight)) return;
  const parent = Int32Array.from({ length: grid.size }, (_, c) => c);
  const rootOf = (c: number): number => {
    while (parent[c] !== c) c = parent[c] = parent[parent[c]];
    return c;
  };
  for (let k = 0; k < lower.length; k++)
    if (upper[k] >= 0 && weight[k] > 0) parent[rootOf(lower[k])] = rootOf(upper[k]);
  const root = Int32Array.from(parent, (_, c) => rootOf(c));
  if (root.every((own) => own === root[0])) return;
  for (const axis of [0, 1])
    for (let k = first[axis]; k < first[axis + 1]; k++) {
      if (upper[k] < 0 || root[lower[k]] === root[upper[k]]) continue;
      const c = xx.length < grid.size ? 0 : lower[k];
      weight[k] = axis === 0 ? xx[c] - (xy[c] * xy[c]) / yy[c] : yy[c] - (xy[c] * xy[c]) / xx[c];
    }
}

/** Whether all faces along the axes carry something. */
function axesJoinAll(first: Int32Array, upper: Int32Array, weight: Float64Array): boolean {
  for (let k = 0; k < first[2]; k++) if (upper[k] >= 0 && !(weight[k] > 0)) return false;
  return true;
}

/** Writes the faces along one direction from a place on: one for every cell, or those with weight. Returns where they end. */
function facesAlong(
  grid: Grid,
  { step: [a, b], weight: byCell, each }: WeightedDirection,
  all: boolean,
  { lower, upper, weight }: FaceRoom,
  from: number,
): number {
  const [nx, ny] = grid.shape as [number, number];
  const rows = neighbours(nx, a, isPeriodic(grid, 0));
  const columns = neighbours(ny, b, isPeriodic(grid, 1));
  let count = from;
  for (let i = 0, c = 0; i < nx; i++) {
    const row = rows[i] * ny;
    for (let j = 0; j < ny; j++, c++) {
      const column = columns[j];
      // outside of either axis, or back in the cell itself around small rings
      const to = (row | column) < 0 || row + column === c ? -1 : row + column;
      const mean = to < 0 ? 0 : 0.5 * (byCell[c * each] + byCell[to * each]);
      if (!(all || mean > 0)) continue;
      lower[count] = c;
      upper[count] = to;
      weight[count++] = mean;
    }
  }
  return count;
}

/** Where each of n rows leads in a step of `by`; −1 is outside. */
function neighbours(n: number, by: number, periodic: boolean): Int32Array {
  const found = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const to = i + by;
    found[i] = periodic ? ((to % n) + n) % n : to >= 0 && to < n ? to : -1;
  }
  return found;
}

const isPeriodic = (grid: Grid, axis: number): boolean => grid.axes[axis].boundary.upper === "periodic";

function notPositive(grid: Grid, cell: number, [xx, xy, yy]: readonly number[]): InputError {
  const [x, y] = grid.axes;
  const [i, j] = [Math.floor(cell / grid.shape[1]), cell % grid.shape[1]];
  const [hx, hy] = [x.widths[0], y.widths[0]];
  const shown = [xx * hx * hx, xy * hx * hy, yy * hy * hy].map((value) => Number(value.toPrecision(6)));
  return new InputError({
    code: "diffusion-not-positive",
    path: "diffusion",
    expected: "a positive definite D everywhere on the grid",
    found: `[[${shown[0]}, ${shown[1]}], [${shown[1]}, ${shown[2]}]] at ${x.name} = ${x.centers[i]}, ${y.name} = ${y.centers[j]}`,
    remedy: "Add a multiple of the identity, if D may be singular.",
  });
}

/** A direction whose faces would all leave the grid carries nothing: the diffusion along it would be lost. */
function refuseTooWide(grid: Grid, step: Direction["step"]): void {
  const axis = step.findIndex((cells, a) => 2 * Math.abs(cells) > grid.shape[a]);
  if (axis < 0) return;
  throw new InputError({
    code: "too-anisotropic",
    path: "diffusion",
    expected: `a D whose fluxes span at most half of the ${grid.shape[axis]} cells along ${grid.axes[axis].name}`,
    found: `one so anisotropic that they span (${step.join(", ")}) cells`,
    remedy: "Use more cells, or axes along the principal directions of D.",
  });
}
