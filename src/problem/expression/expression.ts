import { InputError } from "../../errors.js";
import type { Field } from "../field.js";
import { signChanges, type TimeCurve } from "./crossings.js";
import { cutTrees } from "./cuts.js";
import { degreeOf } from "./degree.js";
import { differentiate } from "./differentiate.js";
import { makeProgram, type Program } from "./evaluate.js";
import { quoted } from "./faults.js";
import { parseExpression } from "./parse.js";
import { printTree } from "./print.js";
import { dependents, inOrder, isCoordinate, isTime, type Tree } from "./tree.js";

export { nearestName } from "./nearest.js";
export { reservedNames } from "./names.js";
export { parseExpression, type ExpressionNames } from "./parse.js";
export { printTree } from "./print.js";
export type { Tree } from "./tree.js";

/** Texts longer than this are cut short in messages. */
const shortText = 120;

/**
 * The field f(z, t) of an expression on the given coordinates (axis names, or `dx` and `dy`).
 *
 * Derivatives are exact, of any order; at kinks and jumps they are one-sided. `cuts` and `jumpTimes` cover comparisons,
 * sign, abs, min and max, not roots such as sqrt(x^2); two jumps within 1/2000 of the interval asked for may be missed.
 * @throws InputError `unknown-name` when the tree uses another coordinate.
 */
export function treeField(tree: Tree, axes: readonly string[], text?: string): Field {
  const ordered = inOrder(tree);
  const foreign = ordered.find((node) => node.kind === "coordinate" && !axes.includes(node.name));
  if (foreign)
    throw new InputError({
      code: "unknown-name",
      path: "",
      expected: `an expression in ${axes.join(" and ") || "no coordinates"}`,
      found: `one in ${printTree(foreign)}`,
    });
  return makeField(tree, axes, variation([tree])(tree), () => text ?? printTree(tree, shortText));
}

function makeField(tree: Tree, axes: readonly string[], varies: Field["varies"], makeText: () => string): Field {
  const derivatives: Field[] = [];
  let text: string | null = null;
  let program: Program | null = null;
  let degree: number | null = null;
  let split: ReturnType<typeof splitCuts> | null = null;
  const cuts = () => (split ??= splitCuts(tree, axes));
  const derivative = (axis: number): Field => {
    const slope = differentiate(tree, axes[axis]);
    return makeField(slope, axes, variation([slope])(slope), () => {
      const whole = `d/d${axes[axis]} (${(text ??= makeText())})`;
      return whole.length > 2 * shortText ? `${whole.slice(0, 2 * shortText)}…` : whole;
    });
  };
  return {
    varies,
    tree,
    get text() {
      return (text ??= makeText());
    },
    valuesInto: (points, time, out) => (program ??= makeProgram(tree, axes))(points, time, out),
    derivative: (axis) => (derivatives[axis] ??= derivative(axis)),
    jumpTimes: (start, end) => (varies.inTime ? signChanges(cuts().inTime, start, end) : []),
    get cuts() {
      return cuts().inSpace;
    },
    get degree() {
      return (degree ??= degreeOf(tree));
    },
  };
}

/** Tells of each of some trees, and of each part of them, what it varies with. */
function variation(trees: readonly Tree[]): (tree: Tree) => Field["varies"] {
  const ordered = inOrder(...trees);
  const inTime = dependents(ordered, isTime);
  const inSpace = dependents(ordered, isCoordinate);
  return (tree) => ({ inTime: inTime.has(tree), inSpace: inSpace.has(tree) });
}

/** The cuts that vary in space as fields, those that vary in time only as functions of time. */
function splitCuts(tree: Tree, axes: readonly string[]) {
  const inSpace: Field[] = [];
  const inTime: TimeCurve[] = [];
  const trees = cutTrees(tree);
  const variesWith = variation(trees);
  for (const cut of trees) {
    const varies = variesWith(cut);
    if (varies.inSpace) inSpace.push(makeField(cut, axes, varies, () => printTree(cut, shortText)));
    else if (varies.inTime) inTime.push({ value: curveOf(cut), slope: curveOf(differentiate(cut, null)) });
  }
  return { inSpace, inTime };
}

/** The values over time of a tree that does not vary in space. */
function curveOf(tree: Tree): (time: number) => number {
  const program = makeProgram(tree, []);
  const out = new Float64Array(1);
  return (time) => {
    program([], time, out);
    return out[0];
  };
}

/**
 * The value of a number or of an expression without coordinates and time, as in `range: [0, "2*pi"]`.
 * @throws InputError as {@link parseExpression}, and `not-finite` when the value is NaN or infinite.
 */
export function constantOf(text: number | string, parameters: Readonly<Record<string, number>>, path: string): number {
  const tree = parseExpression(text, { axes: [], parameters }, path);
  const value = tree.kind === "number" ? tree.value : NaN;
  if (Number.isFinite(value)) return value;
  throw new InputError({
    code: "not-finite",
    path,
    expected: "a finite number",
    found: `${value}, the value of ${quoted(`${text}`)}`,
  });
}
