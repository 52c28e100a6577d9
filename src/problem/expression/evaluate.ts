import { binaryLoops, selectLoop, stride, unaryLoops } from "./operations.js";
import { childrenOf, dependents, inOrder, isCoordinate, type Tree } from "./tree.js";

/** Points handled together: a dozen intermediate results of this length stay in the first-level cache. */
const block = 256;

/** Intermediate results, shared by all programs: evaluation is never interrupted by another one. */
const registers: Float64Array[] = [];
const register = (index: number): Float64Array => (registers[index] ??= new Float64Array(block));

/** An array and its mask: −1 for a value at every point, 0 for one value for all of them. */
interface Operand {
  readonly array: Float64Array;
  readonly mask: number;
}

/** One operation on a block of n points that starts at point `start`. */
type Step = (points: readonly Float64Array[], start: number, n: number) => void;

/** out[k] = tree(points[0][k], …; time) for k < out.length. */
export type Program = (points: readonly Float64Array[], time: number, out: Float64Array) => void;

/**
 * Turns a tree into bulk evaluation, node by node over blocks of points; coordinates are columns of `points` in the
 * order of `axes`. What does not vary in space is computed once a call.
 */
export function makeProgram(tree: Tree, axes: readonly string[]): Program {
  const ordered = inOrder(tree);
  const spatial = dependents(ordered, isCoordinate);
  const time = new Float64Array(stride);
  const operands = new Map<Tree, Operand>();
  const once: Step[] = [];
  const everyBlock: Step[] = [];
  const place = makePlacement(ordered, spatial);
  for (const node of ordered) {
    const inSpace = spatial.has(node);
    const array = inSpace ? place(node) : node.kind === "time" ? time : new Float64Array(stride);
    if (node.kind === "number") array[0] = node.value;
    operands.set(node, { array, mask: inSpace ? -1 : 0 });
    const step = makeStep(node, array, operands, axes);
    if (step) (inSpace ? everyBlock : once).push(step);
  }
  const { array, mask } = operands.get(tree)!;
  return (points, now, out) => {
    time[0] = now;
    for (const step of once) step(points, 0, 1);
    if (mask === 0) return void out.fill(array[0]);
    for (let start = 0; start < out.length; start += block) {
      const n = Math.min(block, out.length - start);
      for (const step of everyBlock) step(points, start, n);
      out.set(n === block ? array : array.subarray(0, n), start);
    }
  };
}

/** Gives each node that varies in space a register, and reuses it once nothing needs its value any more. */
function makePlacement(ordered: readonly Tree[], spatial: ReadonlySet<Tree>): (node: Tree) => Float64Array {
  const uses = new Map<Tree, number>();
  for (const node of ordered) for (const child of childrenOf(node)) uses.set(child, (uses.get(child) ?? 0) + 1);
  const indices = new Map<Tree, number>();
  const free: number[] = [];
  let taken = 0;
  return (node) => {
    for (const child of childrenOf(node)) {
      const left = uses.get(child)! - 1;
      uses.set(child, left);
      // Loops read entry k before they write entry k, so a result may take the place of an argument.
      if (left === 0 && spatial.has(child)) free.push(indices.get(child)!);
    }
    const index = free.pop() ?? taken++;
    indices.set(node, index);
    return register(index);
  };
}

function makeStep(
  node: Tree,
  out: Float64Array,
  operands: ReadonlyMap<Tree, Operand>,
  axes: readonly string[],
): Step | null {
  switch (node.kind) {
    case "number":
    case "time":
      return null;
    case "coordinate": {
      const axis = axes.indexOf(node.name);
      return (points, start, n) => {
        out.set(points[axis].subarray(start, start + n));
      };
    }
    case "unary": {
      const loop = unaryLoops[node.operation];
      const { array } = operands.get(node.argument)!;
      return (_points, _start, n) => loop(out, array, n);
    }
    case "binary": {
      const loop = binaryLoops[node.operation];
      const a = operands.get(node.left)!;
      const b = operands.get(node.right)!;
      return (_points, _start, n) => loop(out, a.array, a.mask, b.array, b.mask, n);
    }
    case "select": {
      const test = operands.get(node.test)!;
      const then = operands.get(node.then)!;
      const otherwise = operands.get(node.otherwise)!;
      return (_points, _start, n) =>
        selectLoop(out, test.array, test.mask, then.array, then.mask, otherwise.array, otherwise.mask, n);
    }
  }
}
