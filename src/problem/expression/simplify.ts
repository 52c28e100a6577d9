import { makeForest, type Builder } from "./forest.js";
import type { Tree } from "./tree.js";

/**
 * A forest that also applies u + 0 = u, 1·u = u, 0·u = 0, u^1 = u, −(−u) = u and their like.
 *
 * 0·u = 0 forgets where u is undefined: right for derivatives, whose original is undefined there too, but not for
 * what a user wrote.
 */
export function makeSimplifier(): Builder {
  const forest = makeForest();
  const is = (tree: Tree, value: number): boolean => tree.kind === "number" && tree.value === value;
  const negated = (tree: Tree): Tree | null =>
    tree.kind === "unary" && tree.operation === "negate" ? tree.argument : null;

  const negate = (u: Tree): Tree => {
    if (u.kind === "binary" && u.operation === "-") return binary("-", u.right, u.left);
    return negated(u) ?? forest.unary("negate", u);
  };

  const binary: Builder["binary"] = (operation, left, right) => {
    const minusLeft = negated(left);
    const minusRight = negated(right);
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others have no rules
    switch (operation) {
      case "+":
        if (is(left, 0)) return right;
        if (is(right, 0)) return left;
        if (minusRight) return binary("-", left, minusRight);
        if (minusLeft) return binary("-", right, minusLeft);
        break;
      case "-":
        if (is(right, 0)) return left;
        if (is(left, 0)) return negate(right);
        if (left === right) return forest.number(0);
        if (minusRight) return binary("+", left, minusRight);
        break;
      case "*":
        if (is(left, 0) || is(right, 0)) return forest.number(0);
        if (is(left, 1)) return right;
        if (is(right, 1)) return left;
        if (is(left, -1)) return negate(right);
        if (is(right, -1)) return negate(left);
        if (minusLeft) return negate(binary("*", minusLeft, right));
        if (minusRight) return negate(binary("*", left, minusRight));
        // Numbers to the front, where they meet and fold.
        if (right.kind === "number" && left.kind !== "number") return binary("*", right, left);
        if (
          left.kind === "number" &&
          right.kind === "binary" &&
          right.operation === "*" &&
          right.left.kind === "number"
        )
          return binary("*", forest.number(left.value * right.left.value), right.right);
        break;
      case "/":
        if (is(left, 0)) return forest.number(0);
        if (is(right, 1)) return left;
        if (minusLeft) return negate(binary("/", minusLeft, right));
        if (minusRight) return negate(binary("/", left, minusRight));
        break;
      case "^":
        if (is(right, 0)) return forest.number(1);
        if (is(right, 1)) return left;
        break;
      default:
    }
    return forest.binary(operation, left, right);
  };

  return {
    ...forest,
    binary,
    unary: (operation, u) => (operation === "negate" ? negate(u) : forest.unary(operation, u)),
    select: (test, then, otherwise) => (then === otherwise ? then : forest.select(test, then, otherwise)),
  };
}
