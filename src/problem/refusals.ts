import { InputError } from "../errors.js";

/** @throws InputError for a number that is not above the least. */
export function above(least: number, value: number, path: string, remedy: string | undefined): number {
  if (value > least) return value;
  return refuse("out-of-range", path, `a number above ${least}`, String(value), remedy);
}

/** @throws InputError, always. */
export function refuse(code: string, path: string, expected: string, found: string, remedy: string | undefined): never {
  throw new InputError({ code, path, expected, found, remedy });
}
