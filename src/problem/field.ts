import { InputError } from "../errors.js";
import type { Tree } from "./expression/tree.js";

/**
 * A scalar field f(z, t) on one or two axes, evaluated in bulk.
 *
 * Bulk evaluation (many points a call) is what makes expressions fast without ever
 * turning text into code.
 */
export interface Field {
  /** True when the value may change with t. */
  readonly varies: { readonly inTime: boolean; readonly inSpace: boolean };
  /**
   * out[k] = f(points[0][k], points[1][k], …; time) for k < out.length.
   * `points` has one array an axis, each at least as long as `out`. Values may be NaN or infinite: callers check.
   */
  valuesInto(points: readonly Float64Array[], time: number, out: Float64Array): void;
  /** ∂f/∂z_axis: exact for expressions, a fourth-order difference for plain functions. */
  derivative(axis: number): Field;
  /** The text of an expression, or a description, for messages. */
  readonly text: string;
  /** Times at which the field jumps for all z at once, within (start, end); empty for smooth fields and plain functions. */
  jumpTimes(start: number, end: number): number[];
  /**
   * Fields g(z, t) at whose zeros in space this field jumps or has a kink (left minus right side of each comparison, …);
   * empty for smooth fields, null when not known (plain functions).
   */
  readonly cuts: readonly Field[] | null;
  /** Degree of a polynomial in the coordinates, or an upper bound; Infinity or absent for anything else. */
  readonly degree?: number;
  /** The expression, on the names of the axes; absent for anything else. */
  readonly tree?: Tree | undefined;
}

/** A field as a plain function of position and, when it takes one more argument, time: (x, t) or (x, y, t). */
export type PlainFunction = (...coordinates: number[]) => number | boolean;

export const constantField = (value: number): Field => ({
  varies: { inTime: false, inSpace: false },
  valuesInto: (_points, _time, out) => void out.fill(value),
  derivative: () => constantField(0),
  text: String(value),
  jumpTimes: () => [],
  cuts: [],
  degree: 0,
});

/** The one value of a field that does not vary in space. */
export function valueAt(field: Field, time: number): number {
  const out = new Float64Array(1);
  field.valuesInto([new Float64Array(1), new Float64Array(1)], time, out);
  return out[0];
}

/**
 * A field from a plain function of `dimension` coordinates. It depends on time when it reads one argument more.
 * Booleans count as 1 and 0. Derivatives are central differences of order 4 with step 1e-3·max(1, |z|)…
 * @param path place of the function in the problem, for errors
 * @throws InputError where the function gives neither a number nor a boolean, and, when evaluated, where it throws.
 */
export function functionField(f: PlainFunction, dimension: number, path: string): Field {
  const text = `the function ${path}`;
  const inTime = f.length > dimension || readsTime(f, dimension);
  const sample = sampleOf(f, dimension);
  // beyond the grid a function may well give nothing
  if (sample !== undefined) refuseBadType(sample, path);
  const valuesInto: Field["valuesInto"] = (points, time, out) => {
    const [x, y] = points;
    if (out.length === 0) return;
    let k = 0;
    try {
      refuseBadType(dimension === 1 ? f(x[0], time) : f(x[0], y[0], time), path);
      if (dimension === 1) for (; k < out.length; k++) out[k] = Number(f(x[k], time));
      else for (; k < out.length; k++) out[k] = Number(f(x[k], y[k], time));
    } catch (error) {
      throw error instanceof InputError ? error : failedFunction(error, points.slice(0, dimension), k, time, path);
    }
  };
  return {
    varies: { inTime, inSpace: true },
    valuesInto,
    derivative: (axis) => differenceField(valuesInto, inTime, axis, `derivative of ${text}`),
    text,
    jumpTimes: () => [],
    cuts: null,
  };
}

/** @throws InputError for anything that only looks like a number once converted: a text, a promise, nothing. */
function refuseBadType(value: unknown, path: string): void {
  if (typeof value === "number" || typeof value === "boolean") return;
  throw new InputError({
    code: "bad-function",
    path,
    expected: "a function that gives a number (or true or false)",
    found:
      value === undefined ? "one that gives nothing" : `one that gives a ${value === null ? "null" : typeof value}`,
  });
}

function failedFunction(error: unknown, points: readonly Float64Array[], k: number, time: number, path: string) {
  const place = [...points.map((z) => z[k]), time].map((value) => Number(value.toPrecision(6))).join(", ");
  return new InputError(
    {
      code: "function-failed",
      path,
      expected: "a function that gives a number wherever the grid is",
      found: `an error at (${place}): ${error instanceof Error ? error.message : String(error)}`.slice(0, 300),
    },
    error,
  );
}

/** What a function gives at some point; nothing where it fails, which shows where it is evaluated. */
function sampleOf(f: PlainFunction, dimension: number): unknown {
  try {
    return f(...new Array<number>(dimension).fill(0.3), 0.5);
  } catch {
    return undefined;
  }
}

/** True when a function reads an argument behind the coordinates, whatever its length says (defaults, rest arguments). */
function readsTime(f: PlainFunction, dimension: number): boolean {
  let read = false;
  const time = {
    [Symbol.toPrimitive]: (): number => {
      read = true;
      return 0.5;
    },
  } as unknown as number;
  for (const z of [-0.7, 0.3, 1.9]) {
    try {
      f(...new Array<number>(dimension).fill(z), time);
    } catch {
      // what is wrong with the function shows where it is evaluated
    }
  }
  return read;
}

const differenceStencil = [
  [-2, 1 / 12],
  [-1, -2 / 3],
  [1, 2 / 3],
  [2, -1 / 12],
] as const;

/** The derivative along an axis of what `values` gives, as `functionField` takes it. */
export function differenceField(values: Field["valuesInto"], inTime: boolean, axis: number, text: string): Field {
  const valuesInto: Field["valuesInto"] = (points, time, out) => {
    const moved = points.map((coordinate) => coordinate.slice(0, out.length));
    const part = new Float64Array(out.length);
    const steps = moved[axis].map((z) => 1e-3 * Math.max(1, Math.abs(z)));
    out.fill(0);
    for (const [shift, weight] of differenceStencil) {
      for (let k = 0; k < out.length; k++) moved[axis][k] = points[axis][k] + shift * steps[k];
      values(moved, time, part);
      for (let k = 0; k < out.length; k++) out[k] += (weight * part[k]) / steps[k];
    }
  };
  return {
    varies: { inTime, inSpace: true },
    valuesInto,
    derivative: (next) => differenceField(valuesInto, inTime, next, `derivative of ${text}`),
    text,
    jumpTimes: () => [],
    cuts: null,
  };
}
