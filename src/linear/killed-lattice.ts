import { NumericalError } from "../errors.js";
import { createWorkspace, type Workspace } from "../kernels/workspace.js";
import { planFronts, refuseBytes, refuseHugeLattice, type FrontPlan } from "./front-plan.js";
import { neighbours, reachOf, type LatticeRates } from "./lattice.js";
import { dissect, type Dissection } from "./nested-dissection.js";

/** Restarts of a jump process: from every cell at `rate`, to a few cells with shares that sum to 1. */
export interface LatticeRestart {
  readonly rate: number;
  readonly cells: readonly { readonly cell: number; readonly share: number }[];
}

/** A factorised matrix, for any number of right-hand sides. */
export interface LatticeFactors {
  /** x with M x = b, as a new array. With `columns` = 4 four right-hand sides at once, b[cell·4 + column]. */
  solve(b: ArrayLike<number>, columns?: 1 | 4): Float64Array;
  /** x with Mᵀ x = b, likewise. */
  solveTransposed(b: ArrayLike<number>, columns?: 1 | 4): Float64Array;
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
  const memory = reserve(dissection, plan, shape);
  eliminate(jumps, killing, scale, dissection, plan, memory);
  const { kernels } = memory.workspace;
  memory.order.forEach((_, k) => (memory.order[k] = dissection.order[k] < cells ? dissection.order[k] : -1));
  const order = memory.order.byteOffset;
  const [x, given] = [memory.x.byteOffset, memory.given.byteOffset];

  const answer = (
    b: ArrayLike<number>,
    columns: 1 | 4,
    one: readonly [NodeStep, NodeStep],
    fours: readonly [NodeStep, NodeStep],
  ): Float64Array => {
    memory.given.set(b);
    if (columns === 1) {
      kernels.gather(given, order, x, states);
      forNodes(dissection, plan, memory, 1, one);
      kernels.scatter(x, order, given, states);
      return memory.given.slice(0, cells).map((value) => scale * value);
    }
    kernels.gatherFours(given, order, x, states);
    forNodes(dissection, plan, memory, 4, fours);
    kernels.scatterFours(x, order, given, scale, states);
    return memory.given.slice(0, 4 * cells);
  };
  const { solveFirst, solveLast, solveFirstTransposed, solveLastTransposed } = kernels;
  const { solveFirstFours, solveLastFours, solveFirstTransposedFours, solveLastTransposedFours } = kernels;
  return {
    solve: (b, columns = 1) => answer(b, columns, [solveFirst, solveLast], [solveFirstFours, solveLastFours]),
    solveTransposed: (b, columns = 1) =>
      answer(
        b,
        columns,
        [solveFirstTransposed, solveLastTransposed],
        [solveFirstTransposedFours, solveLastTransposedFours],
      ),
    release: () => memory.workspace.release(),
  };
}

/** Jumps of one kind: where each state goes, where each is entered from (−1 for none), and at what rate it goes. */
interface Jumps {
  readonly rate: Float64Array;
  readonly to: Int32Array;
  readonly from: Int32Array;
}

const hopJumps = (lattice: LatticeRates): Jumps[] =>
  lattice.hops.map(({ offset, rate }) => ({
    rate,
    to: neighbours(lattice, offset),
    from: neighbours(lattice, [-offset[0], -offset[1]]),
  }));

/** Every cell jumps to one more state, which is left at once for the cells around the point. */
function restartJumps({ rate, cells: landing }: LatticeRestart, cells: number): Jumps[] {
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

/** A dissection with a state that all others see, eliminated after them. */
function withOneMore({ order, position, starts, children }: Dissection): Dissection {
  const count = order.length;
  return {
    order: Int32Array.from({ length: count + 1 }, (_, k) => order[k] ?? count),
    position: Int32Array.from({ length: count + 1 }, (_, c) => position[c] ?? count),
    starts: [...starts, count + 1],
    children: [...children, 1],
  };
}

/** Where everything is kept, in the memory of the kernels. */
interface FactorMemory {
  readonly workspace: Workspace;
  /** Per node from `factorStarts[node]` on: own rows of all rates, then own multipliers of each boundary state. */
  readonly factors: Float64Array;
  readonly factorStarts: Float64Array;
  readonly boundary: Int32Array;
  readonly boundaryStarts: Int32Array;
  /** By position: the rate of leaving a state, or being killed, when it is eliminated. */
  readonly out: Float64Array;
  readonly front: Float64Array;
  readonly stack: Float64Array;
  readonly packed: Float64Array;
  readonly places: Int32Array;
  /** Right-hand sides by position, up to four; and values on a boundary. */
  readonly x: Float64Array;
  readonly near: Float64Array;
  /** The same by cell, as it comes and goes; and the cell at each position, −1 for a state that is none. */
  readonly given: Float64Array;
  readonly order: Int32Array;
}

const strideOf = (size: number): number => (size + 8) & ~3;

function reserve(
  { order, starts, children }: Dissection,
  plan: FrontPlan,
  shape: readonly [number, number],
): FactorMemory {
  const nodes = children.length;
  const factorStarts = new Float64Array(nodes + 1);
  const boundaryStarts = new Int32Array(nodes + 1);
  let stack = 0;
  let stackEntries = 0;
  const waiting: number[] = [];
  for (let node = 0; node < nodes; node++) {
    const own = starts[node + 1] - starts[node];
    const seen = plan.boundaries[node].length;
    factorStarts[node + 1] = factorStarts[node] + own * (own + 2 * seen);
    boundaryStarts[node + 1] = boundaryStarts[node] + seen;
    for (let child = 0; child < children[node]; child++) stack -= waiting.pop()!;
    waiting.push(seen * (seen + 1));
    stack += seen * (seen + 1);
    stackEntries = Math.max(stackEntries, stack);
  }
  const stride = strideOf(plan.largestFront);
  const lengths = [
    factorStarts[nodes],
    stackEntries,
    stride * (plan.largestFront + 4),
    32 * stride,
    order.length,
    4 * order.length,
    4 * stride,
    Math.ceil(boundaryStarts[nodes] / 2),
    Math.ceil(stride / 2),
    4 * order.length,
    Math.ceil(order.length / 2),
  ];
  // each array begins at a cache line of its own
  const total = lengths.reduce((sum, length) => sum + length + 32, 0);
  refuseBytes(
    8 * total,
    shape,
    "a grid whose rates can be factorised within 2 GiB",
    "Spectra and passage times need a direct solve: use fewer cells.",
  );
  const workspace = createWorkspace(total);
  const [factors, left, front, packed, out, x, near, boundary, places, given, cellAt] = lengths.map((length) =>
    workspace.allocate(length),
  );
  const indices = (array: Float64Array): Int32Array => new Int32Array(array.buffer, array.byteOffset, 2 * array.length);
  const all = indices(boundary);
  plan.boundaries.forEach((positions, node) => all.set(positions, boundaryStarts[node]));
  return {
    workspace,
    factors,
    factorStarts,
    boundary: all,
    boundaryStarts,
    out,
    front,
    stack: left,
    packed,
    places: indices(places),
    x,
    near,
    given,
    order: indices(cellAt).subarray(0, order.length),
  };
}

/** Assembles, eliminates and passes on, children before parents. */
function eliminate(
  jumps: readonly Jumps[],
  killing: Float64Array,
  scale: number,
  { order, position, starts, children }: Dissection,
  { boundaries }: FrontPlan,
  { workspace, factors, factorStarts, out, front, stack, packed, places }: FactorMemory,
): void {
  const { kernels } = workspace;
  const cells = killing.length;
  const place = new Int32Array(order.length);
  const waiting: number[] = [];
  let top = 0;
  for (let node = 0; node < children.length; node++) {
    const start = starts[node];
    const end = starts[node + 1];
    const own = end - start;
    const boundary = boundaries[node];
    const size = own + boundary.length;
    const stride = strideOf(size);
    kernels.clear(front.byteOffset, stride * (size + 4));
    for (let k = start; k < end; k++) place[k] = k - start;
    for (let b = 0; b < boundary.length; b++) place[boundary[b]] = own + b;

    for (let k = start; k < end; k++)
      if (order[k] < cells) front[(k - start) * stride + size] = scale * killing[order[k]];
    for (const { rate, to, from } of jumps)
      for (let k = start; k < end; k++) {
        const state = order[k];
        const target = to[state] < 0 ? -1 : position[to[state]];
        if (target >= start) front[(k - start) * stride + place[target]] += scale * rate[state];
        const source = from[state] < 0 ? -1 : position[from[state]];
        if (source >= end) front[place[source] * stride + k - start] += scale * rate[from[state]];
      }
    for (let child = 0; child < children[node]; child++) {
      const passed = boundaries[waiting.pop()!];
      top -= passed.length * (passed.length + 1);
      for (let b = 0; b < passed.length; b++) places[b] = place[passed[b]];
      kernels.extendAdd(stack.byteOffset + 8 * top, passed.length, places.byteOffset, front.byteOffset, stride, size);
    }
    kernels.eliminateFront(front.byteOffset, stride, size, own, out.byteOffset + 8 * start, packed.byteOffset);
    for (let k = start; k < end; k++) if (!(out[k] > 0)) throw neverKilled();
    kernels.keepFactors(front.byteOffset, stride, size, own, factors.byteOffset + 8 * factorStarts[node]);
    kernels.keepRest(front.byteOffset, stride, size, own, stack.byteOffset + 8 * top);
    top += boundary.length * (boundary.length + 1);
    waiting.push(node);
  }
}

type NodeStep = (
  factors: number,
  own: number,
  size: number,
  x: number,
  all: number,
  boundary: number,
  out: number,
  near: number,
) => void;

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

/** A power of two that brings the largest rate near 1, so that the unit of time does not decide what underflows. */
function unitScale(rates: readonly Float64Array[]): number {
  let largest = 0;
  for (const rate of rates) for (let c = 0; c < rate.length; c++) if (rate[c] > largest) largest = rate[c];
  return largest > 0 ? 2 ** -Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest)))) : 1;
}

const neverKilled = (): NumericalError =>
  new NumericalError(
    "never-killed",
    "Some cells are never left, or only at rates too small for double precision: a barrier is some 700 times the noise, " +
      "or D vanishes around them. Raise the diffusion or restrict the grid.",
  );
