import type { Builder } from "../problem/expression/forest.js";
import { makeSimplifier } from "../problem/expression/simplify.js";
import type { Tree } from "../problem/expression/tree.js";

/** Factors beyond these are left where they stand: their products might overflow where the original did not. */
const SMALLEST = 1e-100;
const LARGEST = 1e100;

/**
 * A simplifier that gathers numbers in front of products: (a·u)(b·v) = (ab)·(uv), (a·u)/b = (a/b)·u, a·u + a·v = a·(u + v) and
 * their like. A gradient then takes two thirds of the passes of a tape, and other roundings: each number in front is rounded
 * once more, each division by a number becomes a product.
 */
export function makeGatherer(): Builder {
  const make = makeSimplifier();

  /** u = factor·rest. */
  const split = (u: Tree): readonly [factor: number, rest: Tree] => {
    if (u.kind === "unary" && u.operation === "negate") {
      const [factor, rest] = split(u.argument);
      return [-factor, rest];
    }
    const gathered = u.kind === "binary" && u.operation === "*" && u.left.kind === "number";
    return gathered && isModerate(u.left.value) ? [u.left.value, u.right] : [1, u];
  };

  const binary: Builder["binary"] = (operation, left, right) => {
    const plain = (): Tree => make.binary(operation, left, right);
    if (left.kind === "number" && right.kind === "number") return plain();
    const scaled = (factor: number, rest: Tree): Tree =>
      isModerate(factor) ? make.binary("*", make.number(factor), rest) : plain();
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others have no rules
    switch (operation) {
      case "*": {
        if (left.kind === "number") return timesNumber(left.value, right) ?? plain();
        if (right.kind === "number") return timesNumber(right.value, left) ?? plain();
        const [[a, u], [b, v]] = [split(left), split(right)];
        return a === 1 && b === 1 ? plain() : scaled(a * b, make.binary("*", u, v));
      }
      case "/": {
        const [a, u] = left.kind === "number" ? [1, left] : split(left);
        if (right.kind === "number") return scaled(a / right.value, u);
        const [b, v] = split(right);
        return a === 1 && b === 1 ? plain() : scaled(a / b, make.binary("/", u, v));
      }
      case "+":
      case "-": {
        const [[a, u], [b, v]] = [split(left), split(right)];
        if (a === 1 || Math.abs(a) !== Math.abs(b)) return plain();
        const same = (a === b) === (operation === "+");
        return scaled(a, make.binary(same ? "+" : "-", u, v));
      }
      default:
        return plain();
    }
  };

  /** factor·u, the factor taken into a sum where one of its parts has one already. */
  const timesNumber = (factor: number, u: Tree): Tree | null => {
    const [a, rest] = split(u);
    if (!isModerate(factor * a)) return null;
    if (factor === -1 && a === 1 && u.kind === "binary" && (u.operation === "+" || u.operation === "-")) {
      const [b, v] = split(u.left);
      if (b !== 1) return binary(u.operation === "+" ? "-" : "+", make.binary("*", make.number(-b), v), u.right);
    }
    return make.binary("*", make.number(factor * a), rest);
  };

  return {
    ...make,
    binary,
    unary: (operation, u) =>
      operation === "negate" && u.kind !== "number"
        ? (timesNumber(-1, u) ?? make.unary("negate", u))
        : make.unary(operation, u),
  };
}

const isModerate = (factor: number): boolean => Math.abs(factor) >= SMALLEST && Math.abs(factor) <= LARGEST;
