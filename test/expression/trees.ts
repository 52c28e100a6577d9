import { parseExpression, treeField, type Tree } from "../../src/problem/expression/expression.js";

export const axes = ["x", "y"];
export const names = { axes, parameters: { a: 1.5, b: -0.25 }, time: true };
export const read = (text: string): Tree => parseExpression(text, names, "test");

/** One value of an expression in x, y and t. */
export function valueOf(tree: Tree, x: number, y = 0, t = 0): number {
  const out = new Float64Array(1);
  treeField(tree, axes).valuesInto([Float64Array.of(x), Float64Array.of(y)], t, out);
  return out[0]!;
}
