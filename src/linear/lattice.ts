/** Jumps in one direction: from cell c to the cell `offset` away, at rate[c] ≥ 0 (1/time). */
export interface Hop {
  readonly offset: readonly [number, number];
  readonly rate: Float64Array;
}

/**
 * A Markov jump process on nx × ny cells, cell (i, j) having index i·ny + j.
 * A hop that leaves an axis wraps around when that axis is periodic, and does not happen otherwise.
 */
export interface LatticeRates {
  readonly shape: readonly [number, number];
  readonly periodic: readonly [boolean, boolean];
  readonly hops: readonly Hop[];
}

/** Cell reached from each cell by `offset`; −1 where there is none (off the lattice, or the cell itself). */
export function neighbours(lattice: LatticeRates, [di, dj]: readonly [number, number]): Int32Array {
  const [nx, ny] = lattice.shape;
  const to = new Int32Array(nx * ny);
  const column = shifted(ny, dj, lattice.periodic[1]);
  const row = shifted(nx, di, lattice.periodic[0]);
  for (let i = 0, c = 0; i < nx; i++)
    for (let j = 0; j < ny; j++, c++) {
      const target = row[i] < 0 || column[j] < 0 ? -1 : row[i] * ny + column[j];
      to[c] = target === c ? -1 : target;
    }
  return to;
}

function shifted(count: number, by: number, periodic: boolean): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    const to = i + by;
    if (periodic) return ((to % count) + count) % count;
    return to < 0 || to >= count ? -1 : to;
  });
}

/** Largest |offset| along each axis: how wide a strip must be to cut the lattice in two. */
export const reachOf = (lattice: LatticeRates): [number, number] => [
  Math.max(1, ...lattice.hops.map(({ offset }) => Math.abs(offset[0]))),
  Math.max(1, ...lattice.hops.map(({ offset }) => Math.abs(offset[1]))),
];

/** What the long-run behaviour of a jump process comes to. */
export type StationaryMeasure =
  /** One stationary state: log of its masses, up to a constant; −∞ on cells that are left for good. */
  | { readonly kind: "unique"; readonly logMass: Float64Array }
  /** Two or more sets of cells that are never left: a stationary state on each. */
  | { readonly kind: "several"; readonly classes: readonly Int32Array[] };
