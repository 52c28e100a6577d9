import { InputError } from "../errors.js";
import { described } from "./checked-statement.js";
import { constantOf, parseExpression, treeField } from "./expression/expression.js";
import { functionField, type Field, type PlainFunction } from "./field.js";
import { refuseBadName } from "./names.js";
import type { FieldStatement, NumberStatement } from "./schema.js";

/** What differences of coordinates are called, whatever the axes are. */
const DIFFERENCES: readonly string[] = ["dx", "dy"];

/** Turns the leaves of a statement (numbers, expressions, functions) into numbers and fields. */
export interface Leaves {
  readonly axes: readonly string[];
  readonly parameters: Readonly<Record<string, number>>;
  /** True once a function was read: such a problem cannot be written down. */
  readonly hasFunctions: () => boolean;
  /** The value of a number or a constant expression, finite. */
  number(value: NumberStatement, path: string): number;
  /** One number an axis, from a list, or from a single number when there is one axis or `spread` is set. */
  perAxis(value: NumberStatement | readonly NumberStatement[], path: string, spread?: boolean): number[];
  /** f(z, t), or f(z) where time is not allowed. */
  field(value: FieldStatement, path: string, time?: boolean): Field;
  /** f(z) whose text is the one that was stated, with names of parameters. */
  fieldAsStated(value: FieldStatement, path: string): Field;
  /** f(t), the same everywhere. */
  fieldOfTime(value: FieldStatement, path: string): Field;
  /** W(dx(, dy)), of the differences of coordinates. */
  fieldOfDifferences(value: FieldStatement, path: string): Field;
}

/**
 * Named numbers, each a number or a constant expression in those before it.
 * @throws InputError for names that cannot be used, and values that are not finite.
 */
export function evaluatedParameters(
  stated: Readonly<Record<string, NumberStatement>>,
  axes: readonly string[],
): Record<string, number> {
  const parameters: Record<string, number> = {};
  for (const [name, value] of Object.entries(stated)) {
    const path = `parameters.${name}`;
    refuseBadName(name, "parameter", path, axes);
    parameters[name] = constantOf(value, parameters, path);
  }
  return parameters;
}

export function readLeaves(axes: readonly string[], parameters: Readonly<Record<string, number>>): Leaves {
  let functions = false;
  const number: Leaves["number"] = (value, path) => constantOf(value, parameters, path);
  const fromText = (
    value: number | string,
    over: readonly string[],
    time: boolean,
    path: string,
    text?: string,
  ): Field => treeField(parseExpression(value, { axes: over, parameters, time }, path), over, text);
  const fromFunction = (
    value: PlainFunction,
    dimension: number,
    time: boolean,
    path: string,
    over: readonly string[] = axes,
  ): Field => {
    functions = true;
    const most = dimension + (time ? 1 : 0);
    if (value.length > most)
      throw new InputError({
        code: "too-many-arguments",
        path,
        expected: `a function of ${[...over.slice(0, dimension), ...(time ? ["t"] : [])].join(", ")}`,
        found: `a function of ${value.length} arguments`,
      });
    return functionField(value, dimension, path);
  };
  return {
    axes,
    parameters,
    hasFunctions: () => functions,
    number,
    perAxis(value, path, spread = false) {
      if (!Array.isArray(value)) {
        const one = number(value as NumberStatement, path);
        if (axes.length === 1 || spread) return axes.map(() => one);
      }
      const list = value as readonly NumberStatement[];
      if (!Array.isArray(value) || list.length !== axes.length)
        throw new InputError({
          code: "bad-length",
          path,
          expected: `one number an axis (${axes.join(", ")})`,
          found: described(value),
        });
      return list.map((item, a) => number(item, `${path}[${a}]`));
    },
    field: (value, path, time = true) =>
      typeof value === "function" ? fromFunction(value, axes.length, time, path) : fromText(value, axes, time, path),
    fieldAsStated: (value, path) =>
      typeof value === "function"
        ? fromFunction(value, axes.length, false, path)
        : fromText(value, axes, false, path, `${value}`.trim().replace(/\s+/g, " ")),
    fieldOfTime(value, path) {
      if (typeof value !== "function") return fromText(value, [], true, path);
      const field = fromFunction((_place, time) => value(time), 1, true, path);
      return { ...field, varies: { inTime: true, inSpace: false } };
    },
    fieldOfDifferences(value, path) {
      const over = DIFFERENCES.slice(0, axes.length);
      if (typeof value === "function") return fromFunction(value, over.length, false, path, over);
      return treeField(
        parseExpression(value, { axes: over, parameters, time: false, displacements: true }, path),
        over,
      );
    },
  };
}
