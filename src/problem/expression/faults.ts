import { InputError } from "../../errors.js";

/** What is wrong with an expression; `position` counts from 0 in UTF-16 units. */
export interface ExpressionFault {
  readonly code:
    | "expression-syntax"
    | "unknown-name"
    | "unknown-function"
    | "wrong-arguments"
    | "expression-too-deep"
    | "expression-too-long";
  readonly position: number;
  readonly expected: string;
  readonly found: string;
  readonly remedy?: string | undefined;
}

/** Characters shown on either side of the fault in a long expression. */
const reach = 36;

/** Control characters, which could garble a terminal, and marks that reorder text, shown as one visible character. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => (/\s/u.test(character) ? " " : "\uFFFD"));

/** The text around a position, and under it a caret. */
function excerpt(text: string, position: number): string {
  const before = [...visible(text.slice(0, position))];
  const after = [...visible(text.slice(position, position + 2 * reach))];
  const start = before.length > reach ? ["…", ...before.slice(-reach)] : before;
  const end = after.length > reach || position + 2 * reach < text.length ? [...after.slice(0, reach), "…"] : after;
  return `\n    ${start.join("")}${end.join("")}\n    ${" ".repeat(start.length)}^`;
}

/** The error for a fault in the expression `text`, which stands at `path`. */
export function expressionError(text: string, path: string, fault: ExpressionFault): InputError {
  const { code, position, expected, found, remedy } = fault;
  const character = [...text.slice(0, position)].length + 1;
  return new InputError({
    code,
    path,
    expected,
    found: `${visible(found)} at character ${character}`,
    remedy: text.trim() === "" ? remedy : `${remedy ?? "It is marked here:"}${excerpt(text, position)}`,
  });
}

/** The beginning of a piece of text, in quotes. */
export const quoted = (piece: string): string => `"${piece.length > 30 ? `${piece.slice(0, 30)}…` : piece}"`;
