import { graft } from "./expression/forest.js";
import { makeSimplifier } from "./expression/simplify.js";
import { inOrder, type Tree } from "./expression/tree.js";
import { differenceField, valueAt, type Field } from "./field.js";

/** g(u): one number from the values of the parts at a point. */
type Combination = (values: readonly number[]) => number;
/** dg(u, du), linear in the changes du of the parts. */
type Change = (values: readonly number[], changes: readonly number[]) => number;

/** The tree of g(u) from the trees of the parts. */
export type Composition = (make: ReturnType<typeof makeSimplifier>, parts: readonly Tree[]) => Tree;

/**
 * g(u₁, u₂, …) of fields u, point by point, with the exact derivative Σ ∂g/∂uᵢ·∂uᵢ; derivatives of that one are
 * differences of order 4.
 * @param compose gives the whole a tree where all parts have one
 * @param kinks fields at whose zeros g itself jumps or has a kink
 */
export function combinedField(
  parts: readonly Field[],
  value: Combination,
  change: Change,
  text: string,
  compose: Composition,
  kinks: readonly Field[] = [],
): Field {
  const about = description(parts, kinks);
  const valuesInto: Field["valuesInto"] = (points, time, out) => {
    const columns = columnsOf(parts, points, time, out.length);
    const row = new Array<number>(parts.length).fill(0);
    for (let k = 0; k < out.length; k++) {
      for (let i = 0; i < row.length; i++) row[i] = columns[i][k];
      out[k] = value(row);
    }
  };
  const derivative = (axis: number): Field => {
    const slopes = parts.map((part) => part.derivative(axis));
    const slopesInto: Field["valuesInto"] = (points, time, out) => {
      const columns = columnsOf(parts, points, time, out.length);
      const changes = columnsOf(slopes, points, time, out.length);
      const row = new Array<number>(parts.length).fill(0);
      const rise = new Array<number>(parts.length).fill(0);
      for (let k = 0; k < out.length; k++) {
        for (let i = 0; i < row.length; i++) {
          row[i] = columns[i][k];
          rise[i] = changes[i][k];
        }
        out[k] = change(row, rise);
      }
    };
    const name = `derivative of ${text}`;
    return {
      ...about,
      valuesInto: slopesInto,
      derivative: (next) => differenceField(slopesInto, about.varies.inTime, next, name),
      text: name,
    };
  };
  let tree: Tree | null | undefined;
  return {
    ...about,
    valuesInto,
    derivative,
    text,
    get tree() {
      return (tree ??= composed(parts, compose)) ?? undefined;
    },
  };
}

function composed(parts: readonly Field[], compose: Composition): Tree | null {
  const make = makeSimplifier();
  const trees = parts.map(({ tree, varies }, k) => {
    if (!varies.inTime && !varies.inSpace) return make.number(valueAt(parts[k], 0));
    return tree ? graft(inOrder(tree), make).get(tree)! : null;
  });
  return trees.every((tree) => tree !== null) ? compose(make, trees) : null;
}

/** factor·field. */
export const scaledField = (field: Field, factor: number): Field =>
  combinedField(
    [field],
    ([u]) => factor * u,
    (_, [du]) => factor * du,
    `${factor}*(${field.text})`,
    (make, [u]) => make.binary("*", make.number(factor), u),
  );

/** True for a field that is 0 everywhere, at all times. */
export const isZero = (field: Field): boolean =>
  !field.varies.inTime && !field.varies.inSpace && valueAt(field, 0) === 0;

/** What a combination has from its parts: it varies, jumps and has kinks where they do. */
function description(parts: readonly Field[], kinks: readonly Field[]): Pick<Field, "varies" | "jumpTimes" | "cuts"> {
  const known = parts.map((part) => part.cuts);
  return {
    varies: {
      inTime: parts.some((part) => part.varies.inTime),
      inSpace: parts.some((part) => part.varies.inSpace),
    },
    jumpTimes: (start, end) => parts.flatMap((part) => part.jumpTimes(start, end)),
    cuts: known.includes(null)
      ? null
      : [...known.flatMap((cuts) => cuts ?? []), ...kinks.filter(({ varies }) => varies.inSpace)],
  };
}

const columnsOf = (fields: readonly Field[], points: readonly Float64Array[], time: number, n: number) =>
  fields.map((field) => {
    const column = new Float64Array(n);
    field.valuesInto(points, time, column);
    return column;
  });
