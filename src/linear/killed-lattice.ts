import { reserveFactors } from "./factor-memory.js";
import { planFronts, refuseHugeLattice } from "./front-plan.js";
import { eliminateKilled } from "./killed-elimination.js";
import { hopJumps, restartJumps, type LatticeRestart } from "./lattice-jumps.js";
import { reachOf, type LatticeRates } from "./lattice.js";
import { dissect, withOneMore } from "./nested-dissection.js";
import { unitScale } from "./unit-scale.js";

export type { LatticeRestart } from "./lattice-jumps.js";

/** A factorised matrix, for any number of right-hand sides. */
export interface LatticeFactors {
  /** x with M x = b, in a new array or in `into`. With `columns` = 4 four right-hand sides at once, b[cell·4 + column]. */
  solve(b: ArrayLike<number>, columns?: 1 | 4, into?: Float64Array): Float64Array;
  /** x with Mᵀ x = b, likewise. */
  solveTransposed(b: ArrayLike<number>, columns?: 1 | 4, into?: Float64Array): Float64Array;
  /** The cell at each place in the order of elimination. */
  readonly order: Int32Array;
  /** As `solve` for four right-hand sides whose cells are in that order, b[place·4 + column]: without sorting them there and back. */
  solveInOrder(b: Float64Array, into: Float64Array): void;
  /** Hands the memory of the factors on; nothing can be solved afterwards. */
  release(): void;
}

/**
 * Factorises M = diag(killing) − Q, where Q is the generator of a jump process on a lattice, acting on functions:
 *
 *   (M f)_c = killing_c f_c + Σ_hops rate_c (f_c − f_target),
 *
 * for killing_c ≥ 0 (1/time) that is positive somewhere within reach of every cell. A shift σ is a killing of σ
 * everywhere, an absorbing wall one at the cells beside it. `solve` is the backward equation (M f = 1: the mean time until
 * killed), `solveTransposed` the forward one (Mᵀ p = start: the mass each cell sees until then).
 *
 * State reduction (Grassmann, Taksar and Heyman 1985) with the rate of being killed carried along in place of the
 * diagonal, in nested-dissection order (George 1973) with dense fronts (Duff and Reid 1983): no pivots, no subtraction. So
 * for b ≥ 0 each entry of the solution has a small relative error, however close to singular M is, and for any b one of
 * a few roundings of M⁻¹|b|. O(n³) operations and O(n² log n) numbers for n × n cells; a line is a lattice of one row.
 *
 * @param restart jumps that go through no hop, part of Q
 * @throws InputError `too-large`; NumericalError `never-killed` where some cells are never left nor killed.
 */
export function factorKilledLattice(
  lattice: LatticeRates,
  killing: Float64Array,
  restart: LatticeRestart | null = null,
): LatticeFactors {
  const { shape } = lattice;
  const cells = shape[0] * shape[1];
  if (Math.min(...shape) > 1) refuseHugeLattice(shape);
  const jumps = [...hopJumps(lattice), ...(restart ? restartJumps(restart, cells) : [])];
  const states = restart ? cells + 1 : cells;
  const open = dissect(shape, lattice.periodic, reachOf(lattice));
  const dissection = restart ? withOneMore(open) : open;
  const plan = planFronts(dissection, [...new Set(jumps.flatMap(({ to, from }) => [to, from]))], shape);
  const scale = unitScale(jumps.map(({ rate }) => rate));
  const memory = reserveFactors(dissection, plan, shape);
  eliminateKilled(jumps, killing, scale, dissection, plan, memory);
  const { kernels } = memory.workspace;
  const [x, given, order] = [memory.x.byteOffset, memory.given.byteOffset, memory.order.byteOffset];
  for (let k = 0; k < states; k++) memory.order[k] = dissection.order[k] < cells ? dissection.order[k] : -1;
  const solved = (columns: 1 | 4, transposed: boolean): void =>
    kernels.solveNodes(
      memory.nodes.byteOffset,
      dissection.children.length,
      x,
      memory.near.byteOffset,
      Number(columns === 4),
      Number(transposed),
    );
  const answer = (b: ArrayLike<number>, columns: 1 | 4, into: Float64Array, transposed: boolean): Float64Array => {
    memory.given.set(b);
    if (columns === 1) {
      kernels.gather(given, order, x, states);
      solved(1, transposed);
      kernels.scatter(x, order, given, states);
      for (let c = 0; c < cells; c++) into[c] = scale * memory.given[c];
      return into;
    }
    kernels.gatherFours(given, order, x, states);
    solved(4, transposed);
    kernels.scatterFours(x, order, given, scale, states);
    into.set(memory.given.subarray(0, 4 * cells));
    return into;
  };
  return {
    solve: (b, columns = 1, into = new Float64Array(columns * cells)) => answer(b, columns, into, false),
    solveTransposed: (b, columns = 1, into = new Float64Array(columns * cells)) => answer(b, columns, into, true),
    order: dissection.order.subarray(0, states),
    solveInOrder(four, into) {
      memory.x.set(four);
      solved(4, false);
      for (let e = 0; e < into.length; e++) into[e] = scale * memory.x[e];
    },
    release: () => memory.workspace.release(),
  };
}
