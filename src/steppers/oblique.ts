import type { Discretization } from "../generator/discretize.js";
import type { ObliqueFaces } from "../generator/generator.js";
import type { Kernels } from "../kernels/kernels.js";
import { chainsAlong, type Chains } from "./chains.js";
import type { LineSolver } from "./lines.js";

/** What lies in workspace memory, by address or as views: eight bytes a place, four where they are indices. */
interface ChainMemory {
  readonly cell: number;
  readonly above: number;
  readonly below: number;
  readonly counts: number;
  readonly forward: Float64Array;
  readonly backward: Float64Array;
  readonly field: Float64Array;
  readonly scratch: number;
  readonly factors: readonly {
    readonly up: number;
    readonly down: number;
    readonly loop: number;
    readonly fill: number;
  }[];
}

/** When faces come and go in time, so much room is left for more of them. */
const GROWTH = 1.5;

/**
 * Implicit solves along the oblique directions of a full tensor D: one solver for the chains of cells that the faces of
 * a direction join. States lie as `placeOf` says: the index of a cell in them.
 * @returns the solvers at present: others after a rebuild that has changed the faces
 */
export function obliqueSolvers(
  discretization: Discretization,
  placeOf: (cell: number) => number,
  slots: number,
): () => readonly LineSolver[] {
  const { grid, workspace } = discretization;
  // nothing leaves through the ends of the lines themselves
  const unused = workspace.allocate(2).byteOffset;
  let known: Int32Array | null = null;
  let solvers: readonly LineSolver[] = [];
  let block: Float64Array = new Float64Array(0);
  return () => {
    const { oblique } = discretization;
    if (!oblique || oblique.lower === known) return solvers;
    known = oblique.lower;
    const sets = oblique.directions.flatMap((_, k) => chainsAlong(oblique, k, grid.size));
    const needed = sets.reduce((sum, chains) => sum + numbersFor(chains, slots), 0);
    if (needed > block.length)
      block = workspace.allocate(discretization.timeDependent ? Math.ceil(GROWTH * needed) : needed, false);
    let next = block.byteOffset;
    solvers = sets.map((chains) => {
      const memory = laidDown(chains, slots, next, block.buffer as ArrayBuffer, placeOf);
      next += 8 * numbersFor(chains, slots);
      return chainSolver(workspace.kernels, chains, memory, oblique, unused);
    });
    return solvers;
  };
}

/** Doubles that a set of chains needs: three indices and three numbers a place, factors, scratch of the longest line. */
const numbersFor = (chains: Chains, slots: number): number =>
  even(chains.size / 2) * 3 +
  even(chains.counts.length / 2) +
  even(chains.size) * (3 + slots * (chains.closed ? 4 : 2)) +
  even(chains.width * chains.counts[0]);

const even = (length: number): number => 2 * Math.ceil(length / 2);

function laidDown(
  chains: Chains,
  slots: number,
  start: number,
  buffer: ArrayBuffer,
  placeOf: (cell: number) => number,
): ChainMemory {
  let next = start;
  const taken = (length: number): number => {
    const address = next;
    next += 8 * even(length);
    return address;
  };
  const indices = (length: number): Int32Array => new Int32Array(buffer, taken(length / 2), length);
  const numbers = (length: number): Float64Array => new Float64Array(buffer, taken(length), length);
  const { size, closed } = chains;
  const [cell, above, below] = [0, 1, 2].map(() => indices(size));
  chains.layInto({ cell, above, below }, placeOf);
  const counts = indices(chains.counts.length);
  counts.set(chains.counts);
  return {
    cell: cell.byteOffset,
    above: above.byteOffset,
    below: below.byteOffset,
    counts: counts.byteOffset,
    forward: numbers(size),
    backward: numbers(size),
    field: numbers(size),
    factors: Array.from({ length: slots }, () => ({
      up: taken(size),
      down: taken(size),
      loop: closed ? taken(size) : 0,
      fill: closed ? taken(size) : 0,
    })),
    scratch: taken(chains.width * chains.counts[0]),
  };
}

function chainSolver(
  kernels: Kernels,
  { closed, width, counts, size, waysOut }: Chains,
  memory: ChainMemory,
  { forward, backward, cut }: ObliqueFaces,
  unused: number,
): LineSolver {
  const left = new Float64Array(4);
  const { from, to } = waysOut;
  const ends = waysOut.cut.map((number) => cut.end[number]);
  // of what leads into a place: two ways through the walls of a corner have the same rate
  const shares = Float64Array.from(to, (place, n) => (place === to[n - 1] || place === to[n + 1] ? 0.5 : 1));
  const factored = memory.factors.map(() => NaN);
  const rings = (visit: (offset: number) => void): void => {
    for (let ring = 0, at = 0; ring < counts.length; at += 8 * counts[ring++]) visit(at);
  };
  const solver: LineSolver = {
    left,
    refresh() {
      factored.fill(NaN);
      kernels.gather(forward.byteOffset, memory.above, memory.forward.byteOffset, size);
      kernels.gather(backward.byteOffset, memory.below, memory.backward.byteOffset, size);
      for (let n = 0; n < to.length; n++)
        (to[n] > from[n] ? memory.forward : memory.backward)[from[n]] = cut.rate[waysOut.cut[n]] / shares[n];
    },
    factor(slot, a) {
      if (factored[slot] === a) return;
      factored[slot] = a;
      const { up, down, loop, fill } = memory.factors[slot];
      const [f, b] = [memory.forward.byteOffset, memory.backward.byteOffset];
      if (!closed) kernels.factorChains(f, b, a, up, down, memory.counts, counts.length);
      else if (width === 8)
        kernels.factorPanelRings(f, b, a, up, down, loop, fill, counts[0], counts[0], counts.length);
      else rings((at) => kernels.factorRing(f + at, b + at, a, up + at, down + at, loop + at, fill + at, counts[0]));
    },
    sweep(state, slot, weight, repeats) {
      const { up, down, loop, fill } = memory.factors[slot];
      const { scratch, cell } = memory;
      const field = memory.field.byteOffset;
      kernels.gather(state.byteOffset, cell, field, size);
      if (!closed) kernels.sweepChains(field, up, down, scratch, unused, weight, memory.counts, counts.length, repeats);
      else if (width === 8)
        kernels.sweepPanelRings(
          field,
          up,
          down,
          loop,
          fill,
          scratch,
          weight,
          counts[0],
          counts[0],
          counts.length,
          repeats,
        );
      else
        for (let n = 0; n < repeats; n++)
          rings((at) =>
            kernels.sweepRing(field + at, up + at, down + at, loop + at, fill + at, scratch, weight, counts[0]),
          );
      kernels.scatter(field, cell, state.byteOffset, size);
      for (let n = 0; n < to.length; n++) left[ends[n]] += shares[n] * memory.field[to[n]];
    },
  };
  solver.refresh();
  return solver;
}
