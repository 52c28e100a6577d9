import { InputError } from "../../errors.js";
import { expressionError, quoted, type ExpressionFault } from "./faults.js";
import { makeForest } from "./forest.js";
import { absent, alternatives, constants, functions, otherSpellings, words, type FunctionMeaning } from "./names.js";
import { nearestName } from "./nearest.js";
import { tokenize, type Token } from "./tokens.js";
import { comparisons, type BinaryOperation, type Tree } from "./tree.js";

/** Names an expression may use besides functions and constants. */
export interface ExpressionNames {
  readonly axes: readonly string[];
  readonly parameters: Readonly<Record<string, number>>;
  /** Whether `t` is known. */
  readonly time?: boolean;
  /** Whether `dx`, and in two dimensions `dy`, are known. */
  readonly displacements?: boolean;
}

/** Brackets, calls, signs and powers may be nested this deep. */
export const maximumDepth = 200;

/** How tightly operators bind, loosest first. */
const strength = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, sign: 7, power: 8 } as const;

const infix: ReadonlyMap<string, number> = new Map<string, number>([
  ["or", strength.or],
  ["and", strength.and],
  ...comparisons.map((sign): [string, number] => [sign, strength.comparison]),
  ["+", strength.sum],
  ["-", strength.sum],
  ["*", strength.product],
  ["/", strength.product],
  ["^", strength.power],
]);

/**
 * Reads an expression; numbers, names, `+ - * / ^`, comparisons (1 or 0), `and or not`, functions, `pi e`.
 *
 * Precedence, loosest first: or, and, not, comparisons, + −, * /, sign, ^ (to the right; −x^2 is −(x^2)).
 * Parameters become numbers, and operations on numbers are carried out. Method: V. R. Pratt, "Top down operator
 * precedence", POPL 1973.
 * @throws InputError `expression-syntax`, `unknown-name`, `unknown-function`, `wrong-arguments`, `expression-too-deep`,
 * `expression-too-long`, with the place in the text; `not-finite` for a number that is NaN or infinite.
 */
export function parseExpression(text: string | number, names: ExpressionNames, path: string): Tree {
  const make = makeForest();
  if (typeof text === "number") {
    if (Number.isFinite(text)) return make.number(text);
    throw new InputError({ code: "not-finite", path, expected: "a finite number or an expression", found: `${text}` });
  }
  const tokens = tokenize(text, path);
  const variables = variablesFor(names);
  let next = 0;
  let depth = 0;

  const peek = (): Token => tokens[next];
  const isNext = (sign: string): boolean => peek().kind !== "end" && peek().text === sign;
  const fail = (
    token: Token,
    expected: string,
    remedy?: string,
    code: ExpressionFault["code"] = "expression-syntax",
  ): InputError =>
    expressionError(text, path, { code, position: token.start, expected, found: describe(token), remedy });

  const tree = readOperators(0);
  if (peek().kind !== "end") throw misplaced(peek());
  return tree;

  /** Reads as long as operators bind at least as tightly as `minimum`. */
  function readOperators(minimum: number): Tree {
    let left = readOperand(minimum);
    let compared = false;
    for (;;) {
      const operator = peek();
      const power = operator.kind === "number" ? undefined : infix.get(operator.text);
      if (power === undefined || power < minimum) break;
      if (power === strength.comparison && compared)
        throw fail(operator, "one comparison at a time", 'Write "a < b and b < c" for "a < b < c".');
      compared = power === strength.comparison;
      next++;
      // An operator to the left asks for tighter ones at its right; ^ goes to the right.
      const right = power === strength.power ? readInside(strength.sign) : readOperators(power + 1);
      left = make.binary(operator.text as BinaryOperation, left, right);
    }
    return left;
  }

  /** As readOperators, one level deeper; only brackets, signs and powers can nest without end. */
  function readInside(minimum: number): Tree {
    if (++depth > maximumDepth)
      throw fail(
        peek(),
        `at most ${maximumDepth} brackets, signs or powers inside one another`,
        undefined,
        "expression-too-deep",
      );
    const tree = readOperators(minimum);
    depth--;
    return tree;
  }

  function readOperand(minimum: number): Tree {
    const token = peek();
    next++;
    if (token.kind === "number") {
      if (Number.isFinite(Number(token.text))) return make.number(Number(token.text));
      throw fail(token, "a number below 1.8e308");
    }
    if (token.text === "not" && minimum <= strength.not) return make.unary("not", readInside(strength.not));
    if (token.kind === "name" && !words.includes(token.text)) return readName(token);
    if (token.text === "-") return make.unary("negate", readInside(strength.sign));
    if (token.text === "+") return readInside(strength.sign);
    if (token.text === "(") {
      const inner = readInside(0);
      close(token);
      return inner;
    }
    throw fail(token, next === 1 ? "an expression" : "a number, a name or a bracket", operandRemedy(token));
  }

  function operandRemedy(token: Token): string | undefined {
    const before = tokens[tokens.indexOf(token) - 1];
    if (token.text === "not") return 'Put brackets around: "(not ...)".';
    if (token.kind === "end") return before ? `Something is missing after ${quoted(before.text)}.` : undefined;
    if (token.text === ")" && before?.text === "(") return "The brackets are empty.";
    return undefined;
  }

  function readName(token: Token): Tree {
    const meaning = functions.get(token.text);
    if (meaning) return readCall(token, meaning);
    const variable = variables.get(token.text);
    const constant = constants.get(token.text);
    if (variable === undefined && constant === undefined) throw unknown(token);
    if (isNext("("))
      throw fail(peek(), `an operator after ${quoted(token.text)}, which is no function`, `Write ${token.text}*(...).`);
    if (constant !== undefined) return make.number(constant);
    if (typeof variable === "number") return make.number(variable);
    return variable === "time" ? make.time() : make.coordinate(token.text);
  }

  function readCall(token: Token, meaning: FunctionMeaning): Tree {
    const opening = peek();
    if (!isNext("(")) throw fail(opening, `an opening bracket after ${token.text}`, `Write ${token.text}(...).`);
    next++;
    const args: Tree[] = [];
    if (!isNext(")"))
      for (;;) {
        args.push(readInside(0));
        if (!isNext(",")) break;
        next++;
      }
    close(opening);
    const [first, ...others] = args;
    const right = { one: args.length === 1, two: args.length === 2, "two or more": args.length >= 2 };
    if (first === undefined || !right[meaning.arguments])
      throw expressionError(text as string, path, {
        code: "wrong-arguments",
        position: token.start,
        expected: `${meaning.arguments} ${meaning.arguments === "one" ? "argument" : "arguments"} for ${token.text}`,
        found: `${args.length}`,
      });
    if (meaning.arguments === "one") return make.unary(meaning.operation, first);
    return others.reduce((all, one) => make.binary(meaning.operation, all, one), first);
  }

  function close(opening: Token): void {
    if (isNext(")")) return void next++;
    if (peek().kind !== "end") throw misplaced(peek());
    throw fail(
      peek(),
      `a closing bracket for the one at character ${[...text.toString().slice(0, opening.start)].length + 1}`,
    );
  }

  /** The error for a word that cannot follow a complete operand. */
  function misplaced(token: Token): InputError {
    const before = tokens[tokens.indexOf(token) - 1];
    if (token.text === ")") return fail(token, "an operator or the end", "There is no opening bracket for this one.");
    if (token.text === ",") return fail(token, "an operator or the end", "Decimals are written with a point: 0.5.");
    if (
      before.text.startsWith("0") &&
      /^[a-z]/iu.test(token.text) &&
      before.end === token.start &&
      token.text[0] === "x"
    )
      return fail(token, "hexadecimal digits or an operator", `Write 0*${token.text} for a product.`);
    const product = token.kind === "number" && before.kind === "number" ? undefined : productOf(before, token);
    return fail(token, `an operator after ${quoted(before.text)}`, product);
  }

  function productOf(before: Token, after: Token): string {
    const left = before.text === ")" ? "(...)" : before.text;
    return `Write ${left}*${after.text === "(" ? "(...)" : after.text} for a product.`;
  }

  function unknown(token: Token): InputError {
    const called = tokens[next].text === "(";
    const known = called ? [...functions.keys()] : [...variables.keys(), ...constants.keys()];
    const everything = [...variables.keys(), ...constants.keys(), ...functions.keys()];
    const other = otherSpellings.get(token.text);
    const nearest = other !== undefined && everything.includes(other) ? other : nearestName(token.text, known);
    return fail(
      token,
      called ? `a function (${listed(known)})` : `a known name (${listed(known)}) or a function`,
      unavailable(token.text, names) ??
        (called ? rewritten(token.text) : undefined) ??
        (nearest === null ? undefined : `Did you mean ${nearest}?`),
      called ? "unknown-function" : "unknown-name",
    );
  }
}

/** What each name stands for: an axis or displacement, the time, or the value of a parameter. */
function variablesFor(names: ExpressionNames): ReadonlyMap<string, number | "coordinate" | "time"> {
  const variables = new Map<string, number | "coordinate" | "time">();
  for (const axis of names.axes) variables.set(axis, "coordinate");
  if (names.displacements)
    ["dx", "dy"].slice(0, names.axes.length).forEach((name) => variables.set(name, "coordinate"));
  if (names.time) variables.set("t", "time");
  for (const [name, value] of Object.entries(names.parameters)) variables.set(name, value);
  return variables;
}

function unavailable(name: string, names: ExpressionNames): string | undefined {
  if (name === "t" && !names.time) return "This quantity cannot depend on time.";
  if ((name === "dx" || name === "dy") && !names.displacements)
    return "Displacements belong in drift.interaction only.";
  return undefined;
}

/** What to write for a function of other languages. */
function rewritten(name: string): string | undefined {
  const ours = alternatives.get(name);
  if (ours !== undefined) return `Write ${ours}.`;
  return absent.has(name) ? "It cannot be written with these; in a program a plain function can use Math." : undefined;
}

const describe = (token: Token): string => (token.kind === "end" ? "the end" : quoted(token.text));

const listed = (known: readonly string[]): string =>
  known.length > 24 ? `${known.slice(0, 24).join(", ")}, …` : known.join(", ");
