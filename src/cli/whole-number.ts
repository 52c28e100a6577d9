import { InputError } from "../errors.js";

/** The whole number an option gives; undefined when it is not given. */
export function wholeNumber(
  text: string | undefined,
  option: string,
  least: number,
  most: number,
  words = "",
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new InputError({
    code: "out-of-range",
    path: option,
    expected: `a whole number from ${least} to ${most}${words}`,
    found: `"${text.slice(0, 40)}"`,
  });
}
