import { createWorkspace } from "../kernels/workspace.js";
import { graft, makeForest } from "../problem/expression/forest.js";
import {
  childrenOf,
  inOrder,
  isComparison,
  type BinaryOperation,
  type Tree,
  type UnaryOperation,
} from "../problem/expression/tree.js";
import { LOOK_UP_COST, passCost } from "./pass-costs.js";
import type { Recording, Source } from "./recording.js";
import { localError, tableOf, type Evaluate, type Table } from "./table.js";
import { tapeAt } from "./tape.js";

/** Pieces to begin with and to end with: a bump wider than 1/50000 of the axis shows at the nodes or between them. */
const PIECES = { first: 4096, most: 65536 } as const;
/** Relative to the values nearby: far below what any number of particles could tell. */
const ENOUGH = 1e-9;

/** Tables that have been tried, by the operations they stand for; null where the error was too large. */
export type TriedTables = Map<string, { readonly table: Table; readonly error: number } | null>;

/**
 * The same recording with tables in the place of those parts that depend on one coordinate alone and cost more on a tape than
 * to look up. They are made by the tape itself, at nodes that are the same everywhere: the same bits in every engine.
 *
 * Comparisons and other jumps, and what they compare, stay on the tape; so does what a table does not meet within 1e-9 of the
 * values nearby, in the middle of each piece: kinks and poles.
 * @param ranges of the axes
 * @param tried is read and filled: a part that several recordings have in common is tabulated once
 */
export function withTables(
  recording: Recording,
  ranges: readonly (readonly [number, number])[],
  tried: TriedTables,
): Recording {
  const { trees, axes } = recording;
  const ordered = inOrder(...trees);
  const { make, sources } = { make: makeForest(), sources: new Map<string, Source>(recording.sources) };
  const replaced = new Map<Tree, Tree>();
  let { tableError } = recording;
  for (const { root, axis } of dearParts(ordered, trees, axes)) {
    const key = signature(root);
    const found = tried.has(key) ? tried.get(key)! : tabulatedTree(root, axes[axis], ranges[axis]);
    tried.set(key, found);
    if (!found) continue;
    const name = `#${sources.size}`;
    sources.set(name, { kind: "table", table: found.table, axis });
    replaced.set(root, make.coordinate(name));
    tableError = Math.max(tableError, found.error);
  }
  if (replaced.size === 0) return recording;
  const copies = graft(ordered, make, replaced);
  return { ...recording, trees: trees.map((tree) => copies.get(tree)!), sources, tableError };
}

/** Parts on one coordinate, as large as they get, that are worth a table each. */
function dearParts(ordered: readonly Tree[], trees: readonly Tree[], axes: readonly string[]) {
  const along = axisOf(ordered, axes);
  const exact = new Set(inOrder(...ordered.filter(jumps).flatMap(compared)));
  const usable = (node: Tree): boolean => (along.get(node) ?? -1) >= 0 && !exact.has(node);
  const tops = new Set([...trees, ...ordered.filter((node) => !usable(node)).flatMap(childrenOf)]);
  const candidates = ordered.filter((node) => tops.has(node) && usable(node));
  const costOf = (roots: readonly Tree[], free: ReadonlySet<Tree>): number =>
    inOrder(...roots).reduce((sum, node) => sum + (along.get(node) === -1 || free.has(node) ? 0 : passCost(node)), 0);
  const cheap = candidates.filter((root) => costOf([root], exact) <= LOOK_UP_COST);
  const free = new Set([...exact, ...inOrder(...cheap)]);
  const dear = candidates.filter((root) => costOf([root], free) > LOOK_UP_COST);
  // what several parts have in common is computed once on a tape
  if (costOf(dear, free) <= LOOK_UP_COST * dear.length) return [];
  return dear.map((root) => ({ root, axis: along.get(root)! }));
}

/** The axis a node depends on, −1 for numbers; nothing for what depends on more, or on time, or may have a kink. */
function axisOf(ordered: readonly Tree[], axes: readonly string[]): ReadonlyMap<Tree, number> {
  const along = new Map<Tree, number>();
  for (const node of ordered) {
    if (node.kind === "number") along.set(node, -1);
    if (node.kind === "coordinate" && axes.includes(node.name)) along.set(node, axes.indexOf(node.name));
    if (!isSmooth(node)) continue;
    const found = childrenOf(node).map((child) => along.get(child));
    if (found.includes(undefined)) continue;
    const varying = new Set(found.filter((axis) => axis !== -1));
    if (varying.size <= 1) along.set(node, [...varying][0] ?? -1);
  }
  return along;
}

const kinked: readonly (UnaryOperation | BinaryOperation)[] = ["abs", "sign", "not", "min", "max", "and", "or"];
const isSmooth = (node: Tree): boolean =>
  node.kind === "unary"
    ? !kinked.includes(node.operation)
    : node.kind === "binary" && !kinked.includes(node.operation) && !isComparison(node.operation);

/** True for what makes a jump of a difference however small. */
const jumps = (node: Tree): boolean =>
  node.kind === "select" ||
  (node.kind === "unary" && (node.operation === "sign" || node.operation === "not")) ||
  (node.kind === "binary" && (node.operation === "and" || node.operation === "or" || isComparison(node.operation)));
const compared = (node: Tree): readonly Tree[] => (node.kind === "select" ? [node.test] : childrenOf(node));

/** Operations and arguments, one after the other: the same for equal trees. */
function signature(root: Tree): string {
  const ordered = inOrder(root);
  const numbers = new Map(ordered.map((node, k) => [node, k]));
  return ordered
    .map((node) => {
      const name =
        node.kind === "number"
          ? Object.is(node.value, -0)
            ? "-0"
            : `${node.value}`
          : node.kind === "coordinate"
            ? node.name
            : node.kind === "unary" || node.kind === "binary"
              ? node.operation
              : node.kind;
      return [name, ...childrenOf(node).map((child) => numbers.get(child))].join(" ");
    })
    .join();
}

/** A tree on one coordinate as a table; null where none is good enough. */
function tabulatedTree(tree: Tree, axis: string, range: readonly [number, number]) {
  const evaluate = evaluator(tree, axis);
  for (let pieces: number = PIECES.first; pieces <= PIECES.most; pieces *= 2) {
    const table = tableOf(evaluate, [range], pieces);
    const error = localError(table, evaluate);
    if (error <= ENOUGH) return { table, error };
    // a pole or a hole: no table will do
    if (!Number.isFinite(error)) return null;
  }
  return null;
}

/** Values of a tree by its own tape. */
function evaluator(tree: Tree, axis: string): Evaluate {
  const size = 1024;
  const trees = [tree];
  const recording = { trees, axes: [axis], sources: new Map<string, Source>(), tableError: 0, callsFunctions: false };
  return ([x], out) => {
    const workspace = createWorkspace((inOrder(tree).length + 8) * (size + 32));
    const position = workspace.allocate(size);
    const { outputs, run } = tapeAt(recording, workspace, [position]);
    for (let start = 0; start < out.length; start += size) {
      const n = Math.min(size, out.length - start);
      position.set(x.subarray(start, start + n));
      run(0, n);
      out.set(outputs[0].subarray(0, n), start);
    }
    workspace.release();
  };
}
