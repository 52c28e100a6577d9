import ndarray, { type NdArray } from "ndarray";
import type { Problem } from "../problem/problem.js";
import { contiguous } from "../store/npy.js";

/** What stands for the problem and for arrays: functions and classes do not get from thread to thread. */
const KEY = "$sent";

/**
 * A result as it can be sent to another thread: plain data and typed arrays, without its problem, which both sides have.
 * `received` makes it whole again.
 */
export function sent(result: unknown, problem: Problem): unknown {
  if (result === problem) return { [KEY]: "problem" };
  if (isArray(result)) return { [KEY]: "array", ...contiguous(result) };
  return mapped(result, (part) => sent(part, problem));
}

export function received(result: unknown, problem: Problem): unknown {
  if (isPlain(result) && KEY in result) {
    if (result[KEY] === "problem") return problem;
    const { data, shape } = result as unknown as ReturnType<typeof contiguous>;
    return ndarray(data, [...shape]);
  }
  return mapped(result, (part) => received(part, problem));
}

const isArray = (value: unknown): value is NdArray<Float64Array> =>
  typeof value === "object" && value !== null && "stride" in value && "shape" in value && "data" in value;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);

function mapped(value: unknown, each: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(each);
  return isPlain(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, each(part)])) : value;
}
