import type { Workspace } from "../kernels/workspace.js";
import { graft, makeForest } from "../problem/expression/forest.js";
import {
  childrenOf,
  dependents,
  inOrder,
  isCoordinate,
  type BinaryOperation,
  type Tree,
  type UnaryOperation,
} from "../problem/expression/tree.js";
import { valueAt, type Field } from "../problem/field.js";
import { isSmallPower } from "./pass-costs.js";
import type { Recording } from "./recording.js";
import { tabulated } from "./table.js";

/** Numbers of the operations, as the kernel `runTape` knows them. */
const unary: Readonly<Record<UnaryOperation, number>> = {
  negate: 0,
  not: 1,
  exp: 2,
  log: 3,
  sqrt: 4,
  abs: 5,
  sign: 6,
  sin: 7,
  cos: 8,
  tan: 9,
  sinh: 10,
  cosh: 11,
  tanh: 12,
  erf: 13,
};
const binary: Readonly<Record<BinaryOperation, number>> = {
  "+": 20,
  "-": 21,
  "*": 22,
  "/": 23,
  "^": 24,
  min: 25,
  max: 26,
  and: 27,
  or: 28,
  "<": 29,
  "<=": 30,
  ">": 31,
  ">=": 32,
  "==": 33,
  "!=": 34,
};
const COPY = 14;
const SELECT = 40;
/** The time as a coordinate; no axis is called so. */
const NOW = "#t";
const LOOK_UP = { 1: 50, 2: 51 } as const;

/** Values of some trees at a block of positions. */
export interface Tape {
  /** One array a tree, refilled by `run`. */
  readonly outputs: readonly Float64Array[];
  /** Evaluates at the first n positions; entries up to the next even number are written too. */
  run(time: number, n: number): void;
}

/**
 * A recording as instructions on arrays of a workspace, read from `positions` (one array an axis, of even length).
 * Numbers and what varies in time alone are filled into arrays when the time changes; all else takes one pass an
 * operation over the block, two numbers at a time.
 */
export function tapeAt(recording: Recording, workspace: Workspace, positions: readonly Float64Array[]): Tape {
  const { trees, axes, sources } = recording;
  const { kernels } = workspace;
  const length = positions[0].length;
  const allocate = (): Float64Array => workspace.allocate(length);
  const ordered = inOrder(...trees);
  const inSpace = dependents(ordered, (node) => isCoordinate(node) && !isScalar(node));
  const place = placement(ordered, inSpace, trees, allocate);
  const registers = new Map<Tree, Float64Array>();
  const code: number[] = [];
  const refills: ((time: number) => void)[] = [];
  const calls: ((time: number, n: number) => void)[] = [];
  let spare: Float64Array | undefined;
  for (const node of ordered) if (inSpace.has(node)) registers.set(node, lower(node));
  const outputs = trees.map(outputOf);
  const words = workspace.allocate(Math.ceil(code.length / 2) + 1);
  new Int32Array(words.buffer, words.byteOffset, code.length).set(code);
  return {
    outputs,
    run(time, n) {
      for (const refill of refills) refill(time);
      for (const call of calls) call(time, n);
      kernels.runTape(words.byteOffset, code.length / 5, n);
    },
  };

  function isScalar(node: Tree): boolean {
    return node.kind === "coordinate" && sources.get(node.name)?.kind === "scalar";
  }

  /** Positions will move while what was evaluated at them is still needed. */
  function outputOf(tree: Tree): Float64Array {
    if (!inSpace.has(tree)) return uniform(tree);
    const array = registers.get(tree)!;
    return positions.includes(array) ? emit(COPY, allocate(), array.byteOffset) : array;
  }

  function emit(operation: number, out: Float64Array, a: number, b = 0, c = 0): Float64Array {
    code.push(operation, out.byteOffset, a, b, c);
    return out;
  }

  function argument(node: Tree): number {
    return (inSpace.has(node) ? registers.get(node)! : uniform(node)).byteOffset;
  }

  /** An array that holds the same number everywhere. */
  function uniform(node: Tree): Float64Array {
    const known = registers.get(node);
    if (known) return known;
    const array = allocate();
    registers.set(node, array);
    if (node.kind === "number") array.fill(node.value);
    else {
      const value = scalarValue(node);
      refills.push((time) => void array.fill(value(time)));
    }
    return array;
  }

  /** The value over time of a tree that does not vary in space: by a tape of its own, on a pair of numbers. */
  function scalarValue(node: Tree): (time: number) => number {
    const parts = inOrder(node);
    const names = parts.flatMap((part) => (part.kind === "coordinate" ? [part.name] : []));
    const fields = names.map((name) => (sources.get(name) as { field: Field }).field);
    if (node.kind === "coordinate") return (time) => valueAt(fields[0], time);
    const make = makeForest();
    const tree = graft(parts, { ...make, time: () => make.coordinate(NOW) }).get(node)!;
    const inputs = [NOW, ...names].map(() => workspace.allocate(2));
    const own = tapeAt({ ...recording, trees: [tree], axes: [NOW, ...names], sources: new Map() }, workspace, inputs);
    return (time) => {
      inputs[0].fill(time);
      fields.forEach((field, k) => inputs[k + 1].fill(valueAt(field, time)));
      own.run(time, 2);
      return own.outputs[0][0];
    };
  }

  /** Writes the instructions for a node that varies in space; gives where its value will stand. */
  function lower(node: Tree): Float64Array {
    switch (node.kind) {
      case "coordinate":
        return axes.includes(node.name) ? positions[axes.indexOf(node.name)] : fetched(node.name);
      case "unary":
        return emit(unary[node.operation], place(node), argument(node.argument));
      case "binary":
        if (node.operation === "^" && node.right.kind === "number" && isSmallPower(node.right.value))
          return power(place(node), argument(node.left), node.right.value);
        return emit(binary[node.operation], place(node), argument(node.left), argument(node.right));
      case "select":
        return emit(SELECT, place(node), argument(node.test), argument(node.then), argument(node.otherwise));
      case "number":
      case "time":
        throw new RangeError("Numbers and the time do not vary in space.");
    }
  }

  function fetched(name: string): Float64Array {
    const source = sources.get(name)!;
    const out = allocate();
    if (source.kind === "table") {
      const table = tabulated(source.table, workspace).byteOffset;
      if (source.table.axes.length === 1) return emit(LOOK_UP[1], out, positions[source.axis].byteOffset, table);
      return emit(LOOK_UP[2], out, positions[0].byteOffset, positions[1].byteOffset, table);
    }
    calls.push((time, n) => {
      source.field.valuesInto(positions, time, out.subarray(0, n));
    });
    return out;
  }

  /** a^b for b from 2 to 16: from its second bit down, square, and multiply by a where the bit is set. */
  function power(out: Float64Array, a: number, b: number): Float64Array {
    spare ??= allocate();
    const bits = b.toString(2).slice(1);
    let from = a;
    [...bits].forEach((bit, k) => {
      const last = k === bits.length - 1;
      emit(binary["*"], last && bit === "0" ? out : spare!, from, from);
      if (bit === "1") emit(binary["*"], last ? out : spare!, spare!.byteOffset, a);
      from = spare!.byteOffset;
    });
    return out;
  }
}

/** Gives each operation's result an array, reused once nothing needs the value any more; results asked for are kept. */
function placement(
  ordered: readonly Tree[],
  inSpace: ReadonlySet<Tree>,
  kept: readonly Tree[],
  allocate: () => Float64Array,
): (node: Tree) => Float64Array {
  const uses = new Map<Tree, number>();
  for (const node of ordered) for (const child of childrenOf(node)) uses.set(child, (uses.get(child) ?? 0) + 1);
  for (const tree of kept) uses.set(tree, Infinity);
  const placed = new Map<Tree, Float64Array>();
  const free: Float64Array[] = [];
  return (node) => {
    for (const child of childrenOf(node)) {
      const left = uses.get(child)! - 1;
      uses.set(child, left);
      // each pass reads entry k before it writes it, so a result may take the place of an argument
      const array = placed.get(child);
      if (left === 0 && inSpace.has(child) && array) free.push(array);
    }
    const array = free.pop() ?? allocate();
    placed.set(node, array);
    return array;
  };
}
