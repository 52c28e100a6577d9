import { inOrder, type Tree } from "./tree.js";

/** Degree of a tree as a polynomial in the coordinates, or more; Infinity where it is not plainly one. */
export function degreeOf(tree: Tree): number {
  const degrees = new Map<Tree, number>();
  for (const node of inOrder(tree))
    degrees.set(
      node,
      degreeOfNode(node, (child) => degrees.get(child)!),
    );
  return degrees.get(tree)!;
}

function degreeOfNode(node: Tree, of: (child: Tree) => number): number {
  const ofConstants = (...children: readonly Tree[]): number =>
    children.every((child) => of(child) === 0) ? 0 : Infinity;
  switch (node.kind) {
    case "number":
    case "time":
      return 0;
    case "coordinate":
      return 1;
    case "unary":
      return node.operation === "negate" ? of(node.argument) : ofConstants(node.argument);
    case "select":
      return of(node.test) === 0 ? Math.max(of(node.then), of(node.otherwise)) : Infinity;
    case "binary": {
      const { operation, left, right } = node;
      if (operation === "+" || operation === "-") return Math.max(of(left), of(right));
      if (operation === "*") return of(left) + of(right);
      if (operation === "/") return of(right) === 0 ? of(left) : Infinity;
      const power = operation === "^" && right.kind === "number" ? right.value : NaN;
      return Number.isInteger(power) && power > 0 ? power * of(left) : ofConstants(left, right);
    }
  }
}
