import type { NodeStep } from "../kernels/kernels.js";
import { reserveFactors, type FactorMemory } from "./factor-memory.js";
import { planFronts, refuseHugeLattice, type FrontPlan } from "./front-plan.js";
import { eliminateKilled } from "./killed-elimination.js";
import { hopJumps, restartJumps, type LatticeRestart } from "./lattice-jumps.js";
import { reachOf, type LatticeRates } from "./lattice.js";
import { dissect, withOneMore, type Dissection } from "./nested-dissection.js";
import { unitScale } from "./unit-scale.js";

export type { LatticeRestart } from "./lattice-jumps.js";

/** A factorised matrix, for any number of right-hand sides. */
export interface LatticeFactors {
  /** x with M x = b, in a new array or in `into`. With `columns` = 4 four right-hand sides at once, b[cell·4 + column]. */
  solve(b: ArrayLike<number>, columns?: 1 | 4, into?: Float64Array): Float64Array;
  /** x with Mᵀ x = b, likewise. */
  solveTransposed(b: ArrayLike<number>, columns?: 1 | 4, into?: Float64Array): Float64Array;
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
  const plan = planFronts(
    dissection,
    jumps.flatMap(({ to, from }) => [to, from]),
    shape,
  );
  const scale = unitScale(jumps.map(({ rate }) => rate));
  const memory = reserveFactors(dissection, plan, shape);
  eliminateKilled(jumps, killing, scale, dissection, plan, memory);
  const { kernels } = memory.workspace;
  memory.order.forEach((_, k) => (memory.order[k] = dissection.order[k] < cells ? dissection.order[k] : -1));
  const order = memory.order.byteOffset;
  const [x, given] = [memory.x.byteOffset, memory.given.byteOffset];

  const answer = (
    b: ArrayLike<number>,
    columns: 1 | 4,
    into: Float64Array,
    one: readonly [NodeStep, NodeStep],
    fours: readonly [NodeStep, NodeStep],
  ): Float64Array => {
    memory.given.set(b);
    if (columns === 1) {
      kernels.gather(given, order, x, states);
      forNodes(dissection, plan, memory, 1, one);
      kernels.scatter(x, order, given, states);
      for (let c = 0; c < cells; c++) into[c] = scale * memory.given[c];
      return into;
    }
    kernels.gatherFours(given, order, x, states);
    forNodes(dissection, plan, memory, 4, fours);
    kernels.scatterFours(x, order, given, scale, states);
    into.set(memory.given.subarray(0, 4 * cells));
    return into;
  };
  const { solveFirst, solveLast, solveFirstTransposed, solveLastTransposed } = kernels;
  const { solveFirstFours, solveLastFours, solveFirstTransposedFours, solveLastTransposedFours } = kernels;
  return {
    solve: (b, columns = 1, into = new Float64Array(columns * cells)) =>
      answer(b, columns, into, [solveFirst, solveLast], [solveFirstFours, solveLastFours]),
    solveTransposed: (b, columns = 1, into = new Float64Array(columns * cells)) =>
      answer(
        b,
        columns,
        into,
        [solveFirstTransposed, solveLastTransposed],
        [solveFirstTransposedFours, solveLastTransposedFours],
      ),
    release: () => memory.workspace.release(),
  };
}

/** One pass from the first node to the last, and one back; passes that need no `out` ignore it. */
function forNodes(
  { starts, children }: Dissection,
  { boundaries }: FrontPlan,
  { factors, factorStarts, boundary, boundaryStarts, out, x, near }: FactorMemory,
  columns: number,
  [first, last]: readonly [NodeStep, NodeStep],
): void {
  const nodes = children.length;
  const visit = (node: number, step: NodeStep): void => {
    const start = starts[node];
    const own = starts[node + 1] - start;
    step(
      factors.byteOffset + 8 * factorStarts[node],
      own,
      own + boundaries[node].length,
      x.byteOffset + 8 * columns * start,
      x.byteOffset,
      boundary.byteOffset + 4 * boundaryStarts[node],
      out.byteOffset + 8 * start,
      near.byteOffset,
    );
  };
  for (let node = 0; node < nodes; node++) visit(node, first);
  for (let node = nodes - 1; node >= 0; node--) visit(node, last);
}
