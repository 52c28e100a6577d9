import { applyBinary, applyUnary } from "./operations.js";
import type { BinaryOperation, Tree, UnaryOperation } from "./tree.js";

/** Makes trees. */
export interface Builder {
  number(value: number): Tree;
  coordinate(name: string): Tree;
  time(): Tree;
  unary(operation: UnaryOperation, argument: Tree): Tree;
  binary(operation: BinaryOperation, left: Tree, right: Tree): Tree;
  select(test: Tree, then: Tree, otherwise: Tree): Tree;
}

/**
 * A builder that makes equal subtrees one object and folds operations on numbers, exactly as evaluation would compute
 * them. Arguments must come from the same forest: {@link graft} brings others in.
 */
export function makeForest(): Builder {
  const byKey = new Map<string, Tree>();
  const serials = new Map<Tree, number>();
  const unique = (key: string, tree: Tree): Tree => {
    const known = byKey.get(key);
    if (known) return known;
    byKey.set(key, tree);
    serials.set(tree, serials.size);
    return tree;
  };
  const number = (value: number): Tree => unique(Object.is(value, -0) ? "-0" : `${value}`, { kind: "number", value });
  return {
    number,
    coordinate: (name) => unique(`coordinate ${name}`, { kind: "coordinate", name }),
    time: () => unique("time", { kind: "time" }),
    unary: (operation, argument) =>
      argument.kind === "number"
        ? number(applyUnary(operation, argument.value))
        : unique(`${operation} ${serials.get(argument)}`, { kind: "unary", operation, argument }),
    binary: (operation, left, right) =>
      left.kind === "number" && right.kind === "number"
        ? number(applyBinary(operation, left.value, right.value))
        : unique(`${operation} ${serials.get(left)} ${serials.get(right)}`, { kind: "binary", operation, left, right }),
    select: (test, then, otherwise) =>
      test.kind === "number"
        ? test.value === 0
          ? otherwise
          : then
        : unique(`select ${serials.get(test)} ${serials.get(then)} ${serials.get(otherwise)}`, {
            kind: "select",
            test,
            then,
            otherwise,
          }),
  };
}

/**
 * The same nodes made anew by `make`, given in order (arguments first); maps each to its copy.
 * @param instead of some nodes what is to stand in their place, made by `make`
 */
export function graft(
  ordered: readonly Tree[],
  make: Builder,
  instead: ReadonlyMap<Tree, Tree> = new Map(),
): Map<Tree, Tree> {
  const copies = new Map<Tree, Tree>();
  const copyOf = (node: Tree): Tree => copies.get(node)!;
  for (const node of ordered) copies.set(node, instead.get(node) ?? copyNode(node, make, copyOf));
  return copies;
}

function copyNode(node: Tree, make: Builder, copyOf: (node: Tree) => Tree): Tree {
  switch (node.kind) {
    case "number":
      return make.number(node.value);
    case "coordinate":
      return make.coordinate(node.name);
    case "time":
      return make.time();
    case "unary":
      return make.unary(node.operation, copyOf(node.argument));
    case "binary":
      return make.binary(node.operation, copyOf(node.left), copyOf(node.right));
    case "select":
      return make.select(copyOf(node.test), copyOf(node.then), copyOf(node.otherwise));
  }
}
