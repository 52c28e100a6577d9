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
