import { makeForest, graft } from "./forest.js";
import { inOrder, isComparison, type Tree } from "./tree.js";

/**
 * The trees at whose zeros `tree` jumps or has a kink, inner ones first, each once: left − right of every comparison,
 * min and max, and the argument of every sign and abs.
 */
export function cutTrees(tree: Tree): Tree[] {
  const make = makeForest();
  const ordered = inOrder(tree);
  const copies = graft(ordered, make);
  const zero = make.number(0);
  const found = new Set<Tree>();
  const add = (left: Tree, right: Tree): void => {
    // Zeros of l − r are those of r − l, and zeros of −u those of u.
    if (right === zero) {
      while (left.kind === "unary" && left.operation === "negate") left = left.argument;
      found.add(left);
    } else if (left === zero) add(right, zero);
    else if (!found.has(make.binary("-", right, left))) found.add(make.binary("-", left, right));
  };
  for (const node of ordered) {
    if (node.kind === "unary" && (node.operation === "abs" || node.operation === "sign"))
      add(copies.get(node.argument)!, zero);
    if (node.kind !== "binary") continue;
    if (isComparison(node.operation) || node.operation === "min" || node.operation === "max")
      add(copies.get(node.left)!, copies.get(node.right)!);
  }
  return [...found];
}
