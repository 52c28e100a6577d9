import type { Boundary } from "../grid/axis.js";
import { linesAlong, type Grid } from "../grid/grid.js";
import type { Discretization } from "../generator/discretize.js";
import type { StoppedProcess } from "../generator/stopped.js";
import { absorbingEnds, leavingRates } from "../ledger/faces.js";
import { factorKilledLattice, type LatticeRestart } from "../linear/killed-lattice.js";
import type { ShiftedSolver } from "../linear/rational-exponential.js";
import { neighbours, type LatticeRates } from "../linear/lattice.js";
import type { Region } from "../problem/region-cells.js";
import { latticeOf } from "./lattice-of.js";

/** One of the ways in which a process ends: through an absorbing end, or into a region. */
export interface Exit {
  /** `x.lower`, `target`, `regions.A`. */
  readonly name: string;
  /** The rate of ending so from each cell, 1/time. */
  readonly rate: Float64Array;
  /** 1 for cells beside the end or the edge of the region, and for those inside it: a start there ends so at once. */
  readonly near: Uint8Array;
}

/** A stopped process with its generator Q, factorised on the cells it moves in. */
export interface Ending {
  readonly exits: readonly Exit[];
  /** 1 for cells in which it moves and from which it can end. */
  readonly moves: Uint8Array;
  /** 1 for cells from which it never ends, and the rates of getting there; null where there are none. */
  readonly never: { readonly cells: Uint8Array; readonly rate: Float64Array } | null;
  /** u with −Q u = source, the backward equation; 0 where the process does not move. */
  backward(source: Float64Array): Float64Array;
  /** w with −Qᵀ w = source, the forward equation, in cell masses. */
  forward(source: Float64Array): Float64Array;
  /** Solves (σ − Qᵀ) w = source for a shift σ > 0, likewise. */
  shifted(shift: number): ShiftedSolver;
  release(): void;
}

/**
 * Sorts the rates of a stopped process into those among its cells and those of its exits, and factorises the former.
 * @param grid with the ends as the problem states them
 * @throws InputError `too-large`; NumericalError where a barrier is too high for double precision.
 */
export function endingOf(grid: Grid, stopped: StoppedProcess, regions: readonly Region[]): Ending {
  const { discretization } = stopped;
  const exits = exitsOf(grid, stopped, regions).map(({ name, rate }, k, all) => {
    const near = regions[k - all.length + regions.length]?.inside.slice() ?? new Uint8Array(grid.size);
    for (let c = 0; c < near.length; c++) if (rate[c] > 0) near[c] = 1;
    return { name, rate, near };
  });
  const restart = restartAmong(discretization, regions, exits, stopped.moves);
  const lattice = latticeOf(discretization);
  const reached = allHop(discretization, stopped) ? stopped.moves : reachable(lattice, exits, stopped.moves, restart);
  const moves = reached.slice();
  const lost = stopped.moves.some((moving, c) => moving && !reached[c]);
  const away = new Float64Array(grid.size);
  const among = hopsAmong(lattice, moves, (cell, to, rate) => {
    if (stopped.moves[to]) away[cell] += rate;
  });
  const killing = away.slice();
  for (const { rate } of exits) for (let c = 0; c < killing.length; c++) killing[c] += rate[c];
  for (let c = 0; c < killing.length; c++) if (!moves[c]) killing[c] = 1;
  const factors = factorKilledLattice(among, killing, restart);
  const shifted = (shift: number): ShiftedSolver => {
    const own = factorKilledLattice(
      among,
      killing.map((rate) => rate + shift),
      restart,
    );
    return { solve: (source) => masked(own.solveTransposed(masked(source))), release: () => own.release() };
  };
  const everywhere = moves.every((moving) => moving === 1);
  const masked = (values: Float64Array): Float64Array =>
    everywhere ? values : values.map((value, c) => (moves[c] ? value : 0));
  return {
    exits,
    moves,
    never: lost ? { cells: stopped.moves.map((moving, c) => (moving && !reached[c] ? 1 : 0)), rate: away } : null,
    backward: (source) => masked(factors.solve(masked(source))),
    forward: (source) => masked(factors.solveTransposed(masked(source))),
    shifted,
    release: () => factors.release(),
  };
}

function exitsOf(
  grid: Grid,
  { discretization, moves, ways }: StoppedProcess,
  regions: readonly Region[],
): { name: string; rate: Float64Array }[] {
  const stated = absorbingEnds(grid);
  const ends = stated.map(({ name }) => ({ name, rate: new Float64Array(grid.size) }));
  const entries = regions.map(({ path }) => ({ name: path, rate: new Float64Array(grid.size) }));
  /** Cells whose way to an end leads into a region first. */
  const before = new Set<string>();
  const cutBefore = new Set<number>();
  for (const { cell, region, rate, beyond, axis, step, face } of ways) {
    entries[region].rate[cell] += rate;
    if (beyond >= 0) continue;
    if (axis === null) cutBefore.add(face);
    else before.add(`${cell} ${2 * axis + Number(step[axis] > 0)}`);
  }
  for (const [k, end] of stated.entries()) {
    const number = 2 * end.axis + Number(end.side === "upper");
    const rates = leavingRates(discretization, end);
    for (let n = 0, cell = end.first; n < end.count; n++, cell += end.stride)
      if (moves[cell] && !before.has(`${cell} ${number}`)) ends[k].rate[cell] += rates[cell];
    const cut = discretization.oblique?.cut;
    cut?.cell.forEach((cell, n) => {
      if (moves[cell] && cut.end[n] === number && !cutBefore.has(n)) ends[k].rate[cell] += cut.rate[n];
    });
  }
  return [...ends, ...entries];
}

/** The restarts that lead back into the process; those into a region are one more way to end there. */
function restartAmong(
  { restart }: Discretization,
  regions: readonly Region[],
  exits: readonly Exit[],
  moves: Uint8Array,
): LatticeRestart | null {
  if (!restart) return null;
  let kept = 1;
  for (const { cell, share } of restart.cells) {
    if (moves[cell]) continue;
    kept -= share;
    const own = exits[exits.length - regions.length + regions.findIndex(({ inside }) => inside[cell])];
    for (let c = 0; c < moves.length; c++) if (moves[c]) own.rate[c] += restart.rate * share;
  }
  const cells = restart.cells.filter(({ cell }) => moves[cell]);
  if (cells.length === 0) return null;
  return {
    rate: restart.rate * kept,
    cells: cells.map(({ cell, share }) => ({ cell, share: share / kept })),
  };
}

/**
 * Whether every moving cell hops to all its neighbours and into the regions beside it: then it gets anywhere in its part of
 * the grid, and a part without an exit is the whole grid, of which there is none.
 */
function allHop({ grid, axes }: Discretization, { moves, ways }: StoppedProcess): boolean {
  if (ways.length === 0 && absorbingEnds(grid).length === 0) return false;
  return grid.axes.every(({ boundary }, axis) => {
    const { forward, backward } = axes[axis];
    const { count, stride } = linesAlong(grid, axis);
    const ring = boundary.upper === "periodic";
    const hops = (end: Boundary, rate: number, atEnd: boolean): boolean => rate > 0 || (atEnd && end === "reflecting");
    for (let c = 0; c < moves.length; c++) {
      if (!moves[c]) continue;
      const place = Math.floor(c / stride) % count;
      if (!hops(boundary.upper, forward[c], !ring && place === count - 1)) return false;
      if (!hops(boundary.lower, backward[c], !ring && place === 0)) return false;
    }
    return true;
  });
}

/** 1 for moving cells from which an exit can be reached: a search from the exits against all hops. */
function reachable(
  lattice: LatticeRates,
  exits: readonly Exit[],
  moves: Uint8Array,
  restart: LatticeRestart | null,
): Uint8Array {
  const found = new Uint8Array(moves.length);
  const waiting = new Int32Array(moves.length);
  let [done, count] = [0, 0];
  const find = (cell: number): void => {
    found[cell] = 1;
    waiting[count++] = cell;
  };
  for (let c = 0; c < moves.length; c++) if (moves[c] && exits.some(({ rate }) => rate[c] > 0)) find(c);
  const sources = lattice.hops.map(({ offset: [a, b], rate }) => ({ from: neighbours(lattice, [-a, -b]), rate }));
  while (done < count) {
    const cell = waiting[done++];
    if (restart?.cells.some((place) => place.cell === cell)) return moves;
    for (const { from, rate } of sources) {
      const before = from[cell];
      if (before >= 0 && moves[before] && !found[before] && rate[before] > 0) find(before);
    }
  }
  return found;
}

/** The hops from cell to cell among some of them; those out of them are told of one by one. */
function hopsAmong(
  lattice: LatticeRates,
  cells: Uint8Array,
  out: (cell: number, to: number, rate: number) => void,
): LatticeRates {
  // where no cell is left out, a rate leads off the lattice at most, and is read nowhere
  if (cells.every((kept) => kept === 1)) return lattice;
  return {
    ...lattice,
    hops: lattice.hops.map(({ offset, rate }) => {
      const targets = neighbours(lattice, offset);
      const kept = new Float64Array(rate.length);
      for (let c = 0; c < kept.length; c++) {
        if (!cells[c] || targets[c] < 0) continue;
        if (cells[targets[c]]) kept[c] = rate[c];
        else if (rate[c] > 0) out(c, targets[c], rate[c]);
      }
      return { offset, rate: kept };
    }),
  };
}
