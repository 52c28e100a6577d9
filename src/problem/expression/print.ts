import { isComparison, inOrder, type BinaryOperation, type Tree } from "./tree.js";

/** Text of a subtree, and how tightly its outermost operator binds (as in parse.ts; 9: it needs no brackets). */
interface Printed {
  readonly text: string;
  readonly strength: number;
}

/**
 * The text of a tree, with no more brackets than needed: parsing it gives the same tree again.
 * Parts longer than `limit` characters are shown as "…".
 */
export function printTree(tree: Tree, limit = Infinity): string {
  const printed = new Map<Tree, Printed>();
  for (const node of inOrder(tree)) {
    const one = printNode(node, (child) => printed.get(child)!);
    printed.set(node, one.text.length > limit ? { text: "…", strength: 9 } : one);
  }
  return printed.get(tree)!.text;
}

function printNode(node: Tree, of: (child: Tree) => Printed): Printed {
  const within = (child: Tree, minimum: number): string =>
    of(child).strength < minimum ? `(${of(child).text})` : of(child).text;
  switch (node.kind) {
    case "number":
      return printNumber(node.value);
    case "coordinate":
      return { text: node.name, strength: 9 };
    case "time":
      return { text: "t", strength: 9 };
    case "unary":
      if (node.operation === "negate") return { text: `-${within(node.argument, 7)}`, strength: 7 };
      if (node.operation === "not") return { text: `not ${within(node.argument, 3)}`, strength: 3 };
      return { text: `${node.operation}(${of(node.argument).text})`, strength: 9 };
    case "binary": {
      const { operation, left, right } = node;
      if (operation === "min" || operation === "max")
        return { text: `${operation}(${of(left).text}, ${of(right).text})`, strength: 9 };
      if (operation === "^") return { text: `${within(left, 9)}^${within(right, 7)}`, strength: 8 };
      const strength = strengthOf(operation);
      // A comparison takes no further comparison on either side.
      const leftMinimum = isComparison(operation) ? strength + 1 : strength;
      const sign = operation === "*" || operation === "/" ? operation : ` ${operation} `;
      return { text: `${within(left, leftMinimum)}${sign}${within(right, strength + 1)}`, strength };
    }
    case "select":
      return {
        text: `select(${[node.test, node.then, node.otherwise].map((c) => of(c).text).join(", ")})`,
        strength: 9,
      };
  }
}

function printNumber(value: number): Printed {
  if (Number.isNaN(value)) return { text: "0/0", strength: 6 };
  if (!Number.isFinite(value)) return { text: value > 0 ? "1/0" : "-1/0", strength: 6 };
  const negative = value < 0 || Object.is(value, -0);
  return { text: `${negative ? "-" : ""}${Math.abs(value)}`, strength: negative ? 7 : 9 };
}

function strengthOf(operation: BinaryOperation): number {
  if (operation === "or") return 1;
  if (operation === "and") return 2;
  if (isComparison(operation)) return 4;
  return operation === "+" || operation === "-" ? 5 : 6;
}
