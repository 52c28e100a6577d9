import { LineCounter, parseDocument } from "yaml";
import { InputError } from "../errors.js";
import { described } from "./checked-statement.js";
import { FORBIDDEN_KEYS } from "./names.js";

/** Longest text that is read: problem files are short, and a longer one is a mistake. */
export const MAXIMUM_FILE_LENGTH = 1 << 20;

/** Deepest nesting and most values that plain data may have; aliases count wherever they appear. */
const MAXIMUM_DEPTH = 32;
const MAXIMUM_VALUES = 2_000_000;

/**
 * The one mapping a YAML 1.2 or JSON text holds, as plain data.
 * @throws InputError with line and column for syntax errors and repeated keys; for empty texts, more than one document,
 * other things than a mapping, control characters, unknown tags, and aliases that multiply.
 */
export function dataFromYaml(text: string): Record<string, unknown> {
  if (text.length > MAXIMUM_FILE_LENGTH)
    throw new InputError({
      code: "file-too-large",
      path: "",
      expected: `a problem file of at most ${MAXIMUM_FILE_LENGTH} characters`,
      found: `${text.length} characters`,
    });
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  refuseUnprintable(source);
  const data = plainFromYaml(source, "a problem in YAML or JSON");
  if (data === null || data === undefined)
    throw new InputError({
      code: "empty-file",
      path: "",
      expected: "a mapping of keys to values (axes, drift, diffusion, ...)",
      found: "an empty file",
    });
  refuseForeignData(data);
  return data as Record<string, unknown>;
}

/** A value given on the command line: a YAML scalar, a list or a mapping in flow style. */
export function valueFromYaml(text: string, path: string): unknown {
  refuseUnprintable(text);
  const trimmed = text.trim();
  // Anything but a collection, a quoted text or one word (a number, true, a name) is taken as it stands: expressions, prose.
  const asYaml = /^[[{"']/.test(trimmed) || /^[+-]?\.?\w[\w.]*([+-]\d+)?$/.test(trimmed);
  return asYaml ? plainFromYaml(trimmed, `a value for ${path}`) : trimmed;
}

function plainFromYaml(text: string, expected: string): unknown {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      version: "1.2",
      prettyErrors: false,
      stringKeys: true,
      logLevel: "error",
      lineCounter: lines,
    });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem?.code === "MULTIPLE_DOCS")
      throw new InputError({
        code: "bad-yaml",
        path: "",
        expected,
        found: `more than one: a second begins at line ${lines.linePos(problem.pos[0]).line}, after ---`,
        remedy: "Put each problem into a file of its own.",
      });
    if (problem) {
      const { line, col } = lines.linePos(problem.pos[0]);
      throw new InputError({
        code: problem.code === "DUPLICATE_KEY" ? "duplicate-key" : "bad-yaml",
        path: "",
        expected,
        found: `a mistake at line ${line}, column ${col}: ${readable(problem.message)}`,
      });
    }
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    if (error instanceof InputError) throw error;
    // yaml throws ReferenceError for aliases that multiply or point nowhere, RangeError when nesting exhausts the stack.
    const aliases = error instanceof ReferenceError;
    throw new InputError({
      code: aliases ? "bad-alias" : "bad-yaml",
      path: "",
      expected,
      found: aliases ? "aliases (*name) that multiply beyond measure or point nowhere" : "nesting too deep to read",
    });
  }
}

const readable = (message: string): string =>
  /call stack/.test(message) ? "nesting too deep to read" : message.replace(/\s+/g, " ").replace(/\.$/, "");

function refuseUnprintable(text: string): void {
  // YAML 1.2 section 5.1: the characters a stream may hold; U+FFFD is what bytes that are no UTF-8 decode to.

  const at = text.search(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u0080-\u0084\u0086-\u009F\uFFFD-\uFFFF]/);
  if (at < 0) return;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
  throw new InputError({
    code: "unprintable",
    path: "",
    expected: "plain UTF-8 text",
    found: `the character U+${code} at line ${text.slice(0, at).split("\n").length}`,
  });
}

/**
 * Refuses what a problem cannot be: no mapping, cycles, nesting or size beyond measure, keys that could reach a prototype.
 * @throws InputError
 */
export function refuseForeignData(data: unknown): void {
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw new InputError({
      code: "not-a-mapping",
      path: "",
      expected: "a mapping of keys to values (axes, drift, diffusion, ...)",
      found: described(data),
    });
  let values = 0;
  const visit = (value: unknown, path: string, depth: number): void => {
    if (typeof value === "function" || typeof value === "symbol" || ArrayBuffer.isView(value))
      throw new InputError({
        code: "not-plain",
        path,
        expected: "plain data, as JSON can hold",
        found: described(value),
        remedy: "Functions belong in defineProblem.",
      });
    if (typeof value !== "object" || value === null) return;
    if (depth > MAXIMUM_DEPTH || ++values > MAXIMUM_VALUES)
      throw new InputError({
        code: "too-deep",
        path: path.slice(0, 80),
        expected: `at most ${MAXIMUM_DEPTH} levels and ${MAXIMUM_VALUES} values`,
        found: "more",
      });
    if (Array.isArray(value)) return value.forEach((item, i) => visit(item, `${path}[${i}]`, depth + 1));
    for (const key of Object.keys(value)) {
      const place = path ? `${path}.${key}` : key;
      refuseForbiddenKey(key, place);
      visit((value as Record<string, unknown>)[key], place, depth + 1);
    }
  };
  visit(data, "", 0);
}

/** @throws InputError for keys that could reach a prototype. */
export function refuseForbiddenKey(key: string, path: string): void {
  if (!FORBIDDEN_KEYS.includes(key)) return;
  throw new InputError({
    code: "forbidden-key",
    path,
    expected: "a key of a problem",
    found: `unknown key "${key}"`,
  });
}
