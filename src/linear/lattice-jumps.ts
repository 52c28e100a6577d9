import { neighbours, type LatticeRates } from "./lattice.js";

/** Restarts of a jump process: from every cell at `rate`, to a few cells with shares that sum to 1. */
export interface LatticeRestart {
  readonly rate: number;
  readonly cells: readonly { readonly cell: number; readonly share: number }[];
}

/** Jumps of one kind: where each state goes, where each is entered from (−1 for none), and at what rate it goes. */
export interface Jumps {
  readonly rate: Float64Array;
  readonly to: Int32Array;
  readonly from: Int32Array;
}

/** The hops of a lattice. */
export const hopJumps = (lattice: LatticeRates): Jumps[] =>
  lattice.hops.map(({ offset, rate }) => ({
    rate,
    to: neighbours(lattice, offset),
    from: neighbours(lattice, [-offset[0], -offset[1]]),
  }));

/** Every cell jumps to one more state, which is left at once for the cells around the point. */
export function restartJumps({ rate, cells: landing }: LatticeRestart, cells: number): Jumps[] {
  const none = (): Int32Array => new Int32Array(cells + 1).fill(-1);
  const leave = {
    rate: new Float64Array(cells + 1).fill(rate, 0, cells),
    to: none().fill(cells, 0, cells),
    from: none(),
  };
  return [
    leave,
    ...landing.map(({ cell, share }) => ({
      rate: new Float64Array(cells + 1).fill(rate * share, cells),
      to: none().fill(cell, cells),
      from: none().fill(cells, cell, cell + 1),
    })),
  ];
}
