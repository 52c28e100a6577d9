import { expressionError, quoted } from "./faults.js";

/** A word of an expression, with its place: text.slice(start, end). */
export interface Token {
  readonly kind: "number" | "name" | "symbol" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** More characters than this are refused. */
export const maximumLength = 10_000;

const space = /\s*/uy;
const number = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy;
const name = /[\p{L}_][\p{L}\p{M}\p{Nd}₀-₉_]*/uy;
const symbol = /<=|>=|==|!=|[-+*/^()<>,]/uy;

/** What to write in place of a sign that is no part of the language. */
const remedies: readonly (readonly [string, string])[] = [
  ["**", "Write ^ for a power."],
  ["&&", 'Write "and".'],
  ["||", 'Write "or".'],
  ["&", 'Write "and".'],
  ["|", 'Write "or", or abs(...) for an absolute value.'],
  ["!", 'Write "not".'],
  ["===", "Write == for equality."],
  ["=", "Write == for equality."],
  ["<>", "Write != for inequality."],
  ["[", "Write round brackets."],
  ["]", "Write round brackets."],
  ["{", "Write round brackets."],
  ["}", "Write round brackets."],
  [".", "Names have no parts: write exp(x), not Math.exp(x)."],
  ["?", "Choose by comparisons: (x < 0)*a + (x >= 0)*b."],
  ["²", "Write ^2."],
  ["³", "Write ^3."],
  ["·", "Write *."],
  ["×", "Write *."],
  ["÷", "Write /."],
  ["−", "Write the plain minus sign, -."],
  ["–", "Write the plain minus sign, -."],
  ["≤", "Write <=."],
  ["≥", "Write >=."],
  ["≠", "Write !=."],
  ["√", "Write sqrt(...)."],
];

/** Signs that would be read as two valid ones in a row. */
const misread = ["**", "===", "<>"];

/**
 * Cuts an expression into words; the last one is of kind `end`.
 * @throws InputError `expression-too-long`, or `expression-syntax` for a sign that is no part of the language.
 */
export function tokenize(text: string, path: string): Token[] {
  if (text.length > maximumLength)
    throw expressionError(text, path, {
      code: "expression-too-long",
      position: maximumLength,
      expected: `at most ${maximumLength} characters`,
      found: `${text.length}, the first too many`,
      remedy: "Give repeated numbers a name under parameters.",
    });
  const tokens: Token[] = [];
  const match = (pattern: RegExp, start: number): string => {
    pattern.lastIndex = start;
    return pattern.exec(text)?.[0] ?? "";
  };
  const take = (kind: Token["kind"], word: string, start: number): number => {
    const end = start + word.length;
    tokens.push({ kind, text: word, start, end });
    return end;
  };
  for (let at = match(space, 0).length; at < text.length; at += match(space, at).length) {
    const foreign = misread.find((sign) => text.startsWith(sign, at));
    let word = "";
    if (foreign) throw unknownSign(text, path, at, foreign);
    else if ((word = match(number, at))) at = take("number", word, at);
    else if ((word = match(name, at))) at = take("name", word, at);
    else if ((word = match(symbol, at))) at = take("symbol", word, at);
    else throw unknownSign(text, path, at, String.fromCodePoint(text.codePointAt(at)!));
  }
  take("end", "", text.length);
  return tokens;
}

function unknownSign(text: string, path: string, position: number, sign: string): Error {
  const known = remedies.find(([foreign]) => text.startsWith(foreign, position));
  return expressionError(text, path, {
    code: "expression-syntax",
    position,
    expected: "a number, a name, an operator or a bracket",
    found: quoted(known ? known[0] : sign),
    remedy: known?.[1],
  });
}
