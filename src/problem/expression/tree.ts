/** Operations of one argument. */
export const unaryOperations = [
  "negate",
  "not",
  "exp",
  "log",
  "sqrt",
  "abs",
  "sign",
  "sin",
  "cos",
  "tan",
  "sinh",
  "cosh",
  "tanh",
  "erf",
] as const;
export type UnaryOperation = (typeof unaryOperations)[number];

export const comparisons = ["<", "<=", ">", ">=", "==", "!="] as const;
export type Comparison = (typeof comparisons)[number];

/** Operations of two arguments. */
export type BinaryOperation = "+" | "-" | "*" | "/" | "^" | "min" | "max" | "and" | "or" | Comparison;

/**
 * An expression. Equal subtrees may be one and the same object, so it is a graph without cycles rather than a tree:
 * walk it with {@link inOrder}, which meets each node once and never recurses.
 */
export type Tree =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "coordinate"; readonly name: string }
  | { readonly kind: "time" }
  | { readonly kind: "unary"; readonly operation: UnaryOperation; readonly argument: Tree }
  | { readonly kind: "binary"; readonly operation: BinaryOperation; readonly left: Tree; readonly right: Tree }
  /** `otherwise` where test is 0, else `then`; has no spelling in the language, arises in derivatives only. */
  | { readonly kind: "select"; readonly test: Tree; readonly then: Tree; readonly otherwise: Tree };

export function childrenOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case "unary":
      return [tree.argument];
    case "binary":
      return [tree.left, tree.right];
    case "select":
      return [tree.test, tree.then, tree.otherwise];
    case "number":
    case "coordinate":
    case "time":
      return [];
  }
}

/** All nodes of some trees, each once, arguments before what uses them; of one tree the root comes last. */
export function inOrder(...roots: readonly Tree[]): Tree[] {
  const ordered: Tree[] = [];
  const entered = new Set<Tree>();
  const finished = new Set<Tree>();
  const stack: Tree[] = [...roots].reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1];
    if (entered.has(node)) {
      stack.pop();
      if (!finished.has(node)) {
        finished.add(node);
        ordered.push(node);
      }
      continue;
    }
    entered.add(node);
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) if (!entered.has(children[i])) stack.push(children[i]);
  }
  return ordered;
}

/** The nodes among `ordered` (arguments first) whose value depends on a leaf for which `isSource` holds. */
export function dependents(ordered: readonly Tree[], isSource: (leaf: Tree) => boolean): Set<Tree> {
  const found = new Set<Tree>();
  for (const node of ordered) if (isSource(node) || childrenOf(node).some((child) => found.has(child))) found.add(node);
  return found;
}

export const isCoordinate = (node: Tree): boolean => node.kind === "coordinate";
export const isTime = (node: Tree): boolean => node.kind === "time";
export const isComparison = (operation: BinaryOperation): operation is Comparison =>
  (comparisons as readonly string[]).includes(operation);
