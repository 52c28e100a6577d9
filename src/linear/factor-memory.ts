import { createWorkspace, type Workspace } from "../kernels/workspace.js";
import { refuseBytes, type FrontPlan } from "./front-plan.js";
import type { Dissection } from "./nested-dissection.js";

/** Where everything is kept, in the memory of the kernels. */
export interface FactorMemory {
  readonly workspace: Workspace;
  /** Per node from `factorStarts[node]` on: own rows of all rates, then own multipliers of each boundary state. */
  readonly factors: Float64Array;
  readonly factorStarts: Float64Array;
  /** Per node what the kernels need to solve with it: see `solveNodes`. */
  readonly nodes: Uint32Array;
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

/** Numbers from one row of a front to the next, the rate of being killed at its end included. */
export const strideOf = (size: number): number => (size + 8) & ~3;

/** @throws InputError `too-large` */
export function reserveFactors(
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
    3 * nodes,
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
  const [factors, left, front, packed, out, x, near, boundary, places, given, cellAt, table] = lengths.map((length) =>
    workspace.allocate(length, false),
  );
  const indices = (array: Float64Array): Int32Array => new Int32Array(array.buffer, array.byteOffset, 2 * array.length);
  const all = indices(boundary);
  const each = new Uint32Array(table.buffer, table.byteOffset, 6 * nodes);
  plan.boundaries.forEach((positions, node) => {
    all.set(positions, boundaryStarts[node]);
    const [start, own] = [starts[node], starts[node + 1] - starts[node]];
    each[6 * node] = factors.byteOffset + 8 * factorStarts[node];
    each[6 * node + 1] = own;
    each[6 * node + 2] = own + positions.length;
    each[6 * node + 3] = start;
    each[6 * node + 4] = all.byteOffset + 4 * boundaryStarts[node];
    each[6 * node + 5] = out.byteOffset + 8 * start;
  });
  return {
    workspace,
    factors,
    factorStarts,
    nodes: each,
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
