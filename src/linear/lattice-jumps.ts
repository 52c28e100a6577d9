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

/** The hops of a lattice; those there and back share their lists of cells. */
export function hopJumps(lattice: LatticeRates): Jumps[] {
  const known = new Map<string, Int32Array>();
  const cells = (di: number, dj: number): Int32Array => {
    const key = `${di} ${dj}`;
    const found = known.get(key) ?? neighbours(lattice, [di, dj]);
    known.set(key, found);
    return found;
  };
  return lattice.hops.map(({ offset: [di, dj], rate }) => ({ rate, to: cells(di, dj), from: cells(0 - di, 0 - dj) }));
}

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
