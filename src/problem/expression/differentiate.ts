import { graft, type Builder } from "./forest.js";
import { makeSimplifier } from "./simplify.js";
import { inOrder, type Tree, type UnaryOperation } from "./tree.js";

/**
 * ∂tree/∂(coordinate), exact; coordinate null is time.
 *
 * Forward differentiation of every node once, so the size grows by a constant factor. Where the tree jumps or has a
 * kink the one-sided rules hold: comparisons, and, or, not, sign have slope 0, abs has sign, min and max that of the
 * argument chosen.
 */
export function differentiate(tree: Tree, coordinate: string | null): Tree {
  const make = makeSimplifier();
  const ordered = inOrder(tree);
  const copies = graft(ordered, make);
  const slopes = new Map<Tree, Tree>();
  const zero = make.number(0);
  for (const node of ordered) slopes.set(node, slopeOf(node));
  return slopes.get(tree)!;

  function slopeOf(node: Tree): Tree {
    switch (node.kind) {
      case "number":
        return zero;
      case "coordinate":
        return make.number(node.name === coordinate ? 1 : 0);
      case "time":
        return make.number(coordinate === null ? 1 : 0);
      case "select":
        return make.select(copies.get(node.test)!, slopes.get(node.then)!, slopes.get(node.otherwise)!);
      case "unary": {
        const slope = slopes.get(node.argument)!;
        if (slope === zero) return zero;
        return chain(make, node.operation, copies.get(node.argument)!, slope);
      }
      case "binary": {
        const left = slopes.get(node.left)!;
        const right = slopes.get(node.right)!;
        if (left === zero && right === zero) return zero;
        return slopeOfBinary(make, node, copies.get(node.left)!, left, copies.get(node.right)!, right);
      }
    }
  }
}

/** d op(u) = op′(u) du. */
function chain(make: Builder, operation: UnaryOperation, u: Tree, du: Tree): Tree {
  const over = (bottom: Tree): Tree => make.binary("/", du, bottom);
  const times = (factor: Tree): Tree => make.binary("*", factor, du);
  const square = (v: Tree): Tree => make.binary("^", v, make.number(2));
  switch (operation) {
    case "negate":
      return make.unary("negate", du);
    case "not":
    case "sign":
      return make.number(0);
    case "exp":
      return times(make.unary("exp", u));
    case "log":
      return over(u);
    case "sqrt":
      return over(make.binary("*", make.number(2), make.unary("sqrt", u)));
    case "abs":
      return times(make.unary("sign", u));
    case "sin":
      return times(make.unary("cos", u));
    case "cos":
      return times(make.unary("negate", make.unary("sin", u)));
    case "tan":
      return over(square(make.unary("cos", u)));
    case "sinh":
      return times(make.unary("cosh", u));
    case "cosh":
      return times(make.unary("sinh", u));
    case "tanh":
      // Not 1 − tanh², which loses all digits where tanh is near 1.
      return over(square(make.unary("cosh", u)));
    case "erf":
      return times(
        make.binary("*", make.number(2 / Math.sqrt(Math.PI)), make.unary("exp", make.unary("negate", square(u)))),
      );
  }
}

function slopeOfBinary(make: Builder, node: Tree & { kind: "binary" }, u: Tree, du: Tree, v: Tree, dv: Tree): Tree {
  const times = (a: Tree, b: Tree): Tree => make.binary("*", a, b);
  switch (node.operation) {
    case "+":
    case "-":
      return make.binary(node.operation, du, dv);
    case "*":
      return make.binary("+", times(du, v), times(u, dv));
    case "/":
      return make.binary("/", make.binary("-", du, times(make.binary("/", u, v), dv)), v);
    case "^":
      return make.binary("+", times(slopeInBase(make, u, v), du), times(slopeInExponent(make, u, v), dv));
    case "min":
      return make.select(make.binary("<=", u, v), du, dv);
    case "max":
      return make.select(make.binary(">=", u, v), du, dv);
    case "and":
    case "or":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "==":
    case "!=":
      return make.number(0);
  }
}

/** v u^(v−1), and 0 where v is 0 whatever u. */
function slopeInBase(make: Builder, u: Tree, v: Tree): Tree {
  const slope = make.binary("*", v, make.binary("^", u, make.binary("-", v, make.number(1))));
  return make.select(v, slope, make.number(0));
}

/** u^v log u, and its limit 0 where u^v is 0. */
function slopeInExponent(make: Builder, u: Tree, v: Tree): Tree {
  const value = make.binary("^", u, v);
  return make.select(value, make.binary("*", value, make.unary("log", u)), make.number(0));
}
