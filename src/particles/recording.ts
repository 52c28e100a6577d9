import { treeField } from "../problem/expression/expression.js";
import { graft } from "../problem/expression/forest.js";
import { makeGatherer } from "./gathered-products.js";
import { inOrder, type Tree } from "../problem/expression/tree.js";
import { valueAt, type Field } from "../problem/field.js";
import { tabulation, type Table } from "./table.js";

/** What a leaf that is no expression takes its values from. */
export type Source =
  | { readonly kind: "scalar"; readonly field: Field }
  /** One on one axis is looked up along `axis`. */
  | { readonly kind: "table"; readonly table: Table; readonly axis: number }
  | { readonly kind: "bulk"; readonly field: Field };

/** Trees of fields on some axes, ready to be put on a tape. */
export interface Recording {
  readonly trees: readonly Tree[];
  readonly axes: readonly string[];
  /** By the names of coordinates that are none of the axes. */
  readonly sources: ReadonlyMap<string, Source>;
  /**
   * The error of a table between its nodes, the largest of all tables; 0 without. Of a function: the mean, relative to its largest
   * value. Of an expression: the largest, relative to the values nearby.
   */
  readonly tableError: number;
  /** True when a function that changes in time and space is called for every particle. */
  readonly callsFunctions: boolean;
}

/** Joins fields into trees. */
export interface Recorder {
  readonly make: ReturnType<typeof makeGatherer>;
  of(field: Field): Tree;
  /** ∂f/∂z_axis. */
  slope(field: Field, axis: number): Tree;
}

/** Tables of functions that have been made, and derivatives they are made of. */
const tables = new WeakMap<Field, ReturnType<typeof tabulation>>();
const derivatives = new WeakMap<Field, Field[]>();

/** ∂f/∂z_axis, the same object whenever it is asked for, and with a tree where the field has one. */
function derivativeOf(field: Field, axis: number, axes: readonly string[]): Field {
  const known = derivatives.get(field) ?? [];
  derivatives.set(field, known);
  return (known[axis] ??= field.tree ? treeField(field.tree, axes).derivative(axis) : field.derivative(axis));
}

/**
 * Records what `compose` makes of fields. Expressions are kept exactly; a plain function of space alone becomes a table
 * with cubic interpolation over `ranges`; one that changes in time and space will be called for whole blocks.
 */
export function record(
  axes: readonly string[],
  ranges: readonly (readonly [number, number])[],
  compose: (recorder: Recorder) => readonly Tree[],
): Recording {
  const make = makeGatherer();
  const sources = new Map<string, Source>();
  const known = new Map<Field, Tree>();
  let tableError = 0;
  const leaf = (source: Source): Tree => {
    // no name of an axis begins so
    const name = `#${sources.size}`;
    sources.set(name, source);
    return make.coordinate(name);
  };
  const treeOf = (field: Field): Tree => {
    const { inTime, inSpace } = field.varies;
    if (field.tree) return graft(inOrder(field.tree), make).get(field.tree)!;
    if (!inSpace) return inTime ? leaf({ kind: "scalar", field }) : make.number(valueAt(field, 0));
    if (inTime) return leaf({ kind: "bulk", field });
    const { table, error } = tables.get(field) ?? tabulation(field, ranges);
    tables.set(field, { table, error });
    tableError = Math.max(tableError, error);
    return leaf({ kind: "table", table, axis: 0 });
  };
  const of = (field: Field): Tree => {
    const found = known.get(field) ?? treeOf(field);
    known.set(field, found);
    return found;
  };
  const slope = (field: Field, axis: number): Tree => of(derivativeOf(field, axis, axes));
  const trees = compose({ make, of, slope });
  return {
    trees,
    axes,
    sources,
    tableError,
    callsFunctions: [...sources.values()].some(({ kind }) => kind === "bulk"),
  };
}
