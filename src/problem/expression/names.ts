import { unaryOperations, type BinaryOperation, type UnaryOperation } from "./tree.js";

/** A function of the language: what it computes, and how many arguments it takes at least and at most. */
export type FunctionMeaning =
  | { readonly arguments: "one"; readonly operation: UnaryOperation }
  | { readonly arguments: "two" | "two or more"; readonly operation: BinaryOperation };

/** The functions. A Map, so that `constructor` and its like are unknown names and nothing else. */
export const functions: ReadonlyMap<string, FunctionMeaning> = new Map<string, FunctionMeaning>([
  ...unaryOperations
    .filter((operation) => operation !== "negate" && operation !== "not")
    .map((operation): [string, FunctionMeaning] => [operation, { arguments: "one", operation }]),
  ["min", { arguments: "two or more", operation: "min" }],
  ["max", { arguments: "two or more", operation: "max" }],
  ["pow", { arguments: "two", operation: "^" }],
]);

export const constants: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["e", Math.E],
]);

export const words: readonly string[] = ["and", "or", "not"];

/** Names that mean something already: no axis and no parameter may take them. */
export const reservedNames: ReadonlySet<string> = new Set([
  "t",
  "dx",
  "dy",
  ...constants.keys(),
  ...functions.keys(),
  ...words,
]);

/** What other languages call some of our functions and constants. */
export const otherSpellings: ReadonlyMap<string, string> = new Map([
  ["ln", "log"],
  ["power", "pow"],
  ["sgn", "sign"],
  ["fabs", "abs"],
  ["time", "t"],
  ["AND", "and"],
  ["OR", "or"],
  ["NOT", "not"],
  ["π", "pi"],
]);

/** How to write functions of other languages with ours. */
export const alternatives: ReadonlyMap<string, string> = new Map([
  ["log10", "log(x)/log(10)"],
  ["log2", "log(x)/log(2)"],
  ["log1p", "log(1 + x)"],
  ["expm1", "exp(x) - 1"],
  ["exp2", "2^x"],
  ["square", "x^2"],
  ["cbrt", "sign(x)*abs(x)^(1/3)"],
  ["hypot", "sqrt(x^2 + y^2)"],
  ["sec", "1/cos(x)"],
  ["csc", "1/sin(x)"],
  ["cot", "cos(x)/sin(x)"],
  ["sech", "1/cosh(x)"],
  ["csch", "1/sinh(x)"],
  ["coth", "1/tanh(x)"],
  ["asinh", "log(x + sqrt(x^2 + 1))"],
  ["acosh", "log(x + sqrt(x^2 - 1))"],
  ["atanh", "0.5*log((1 + x)/(1 - x))"],
  ["erfc", "1 - erf(x)"],
  ["sigmoid", "1/(1 + exp(-x))"],
  ["heaviside", "(x > 0)"],
  ["step", "(x > 0)"],
  ["relu", "max(x, 0)"],
  ["if", "(x > 0)*a + (x <= 0)*b"],
  ["where", "(x > 0)*a + (x <= 0)*b"],
]);

/** Functions that many languages have and this one cannot make of others; their names are near to those of others. */
export const absent: ReadonlySet<string> = new Set(
  "asin acos atan atan2 arcsin arccos arctan arctan2 mod fmod floor ceil round trunc gamma lgamma".split(" "),
);
