import type { z } from "zod";
import { InputError } from "../errors.js";
import { refuseBadDimension } from "../grid/grid.js";
import { nearestName } from "./expression/expression.js";
import { definitionSchema, fileSchema, problemJsonSchema, type Statement } from "./schema.js";

type Key = string | number;
type Issue = z.core.$ZodIssue;

/**
 * A statement whose shape is right: every key known, every value of a kind that may stand there.
 * @throws InputError for the first thing that is not, unknown keys before all others.
 */
export function checkedStatement(data: unknown, from: "file" | "program"): Statement {
  // jitless: zod would otherwise compile its checks with new Function, which strict content policies forbid.
  const result = (from === "file" ? fileSchema : definitionSchema).safeParse(data, { jitless: true });
  if (result.success) return result.data;
  const issue = mostTelling(result.error.issues);
  // without axes all else hangs in the air
  const axes = valueAtPath(data, ["axes"]);
  if (issue.code !== "unrecognized_keys" && Array.isArray(axes)) refuseBadDimension(axes.length);
  throw faultOf(issue, data);
}

/** `axes[0].cells` from its parts. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.map((key, i) => (typeof key === "number" ? `[${key}]` : `${i > 0 ? "." : ""}${String(key)}`)).join("");

/** What was found, in few words. */
export function described(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (ArrayBuffer.isView(value)) return "a typed array";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  return String(value);
}

function faultOf(issue: Issue, data: unknown): InputError {
  const path = issue.path as Key[];
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0];
    const known = knownKeys(path);
    const near = nearestName(key, known);
    return new InputError({
      code: "unknown-key",
      path: pathText([...path, key]),
      expected: known.length > 0 ? `one of the keys ${known.join(", ")}` : "no such key",
      found: `unknown key ${described(key)}`,
      remedy: near === null ? undefined : `Did you mean "${near}"?`,
    });
  }
  const value = valueAtPath(data, path);
  const missing = value === undefined;
  const near = typeof value === "string" ? nearestName(value, wordsAllowed(issue)) : nearestKey(path);
  return new InputError({
    code: missing ? "missing-key" : issue.code === "invalid_value" ? "bad-value" : "bad-type",
    path: pathText(path),
    expected: expectation(issue),
    found: described(value),
    remedy: near === null ? undefined : `Did you mean "${near}"?`,
  });
}

/** The key that a name of the user's choice may have been meant for, where both may stand: `adaptve` in diffusion. */
function nearestKey(path: readonly Key[]): string | null {
  const key = path[path.length - 1];
  if (typeof key !== "string") return null;
  const known = knownKeys(path.slice(0, -1));
  return known.includes(key) ? null : nearestName(key, known);
}

const wordsAllowed = (issue: Issue): string[] =>
  issue.code === "invalid_value"
    ? issue.values.map(String)
    : issue.code === "invalid_union"
      ? issue.errors.flat().flatMap(wordsAllowed)
      : [];

const KINDS: Readonly<Record<string, string>> = {
  object: "a mapping of keys to values",
  record: "a mapping of names to values",
  array: "a list",
  tuple: "a list",
  string: "text",
  number: "a finite number",
};

/** What would have been right, in words. */
export function expectation(issue: Issue): string {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type") return KINDS[issue.expected] ?? issue.expected;
  return "another value";
}

/** The issue to report: unknown keys first, since a misspelt key also leaves one missing; then the deepest branch of a union. */
function mostTelling(issues: readonly Issue[]): Issue {
  const inner = issues.map(resolvedUnion);
  return inner.find((issue) => issue.code === "unrecognized_keys") ?? inner[0];
}

function resolvedUnion(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  for (const branch of issue.errors) {
    const told = mostTelling(branch);
    if (told.path.length === 0 && told.code !== "unrecognized_keys") continue;
    return { ...told, path: [...issue.path, ...told.path] };
  }
  return issue;
}

const valueAtPath = (data: unknown, path: readonly Key[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<Key, unknown>)[key] : undefined),
    data,
  );

interface JsonSchemaNode {
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>;
  readonly additionalProperties?: JsonSchemaNode | boolean;
  readonly items?: JsonSchemaNode;
  readonly anyOf?: readonly JsonSchemaNode[];
}

/** The keys the schema knows at a place. */
function knownKeys(path: readonly Key[]): string[] {
  let nodes: JsonSchemaNode[] = [problemJsonSchema()];
  const opened = (node: JsonSchemaNode): JsonSchemaNode[] => [node, ...(node.anyOf ?? []).flatMap(opened)];
  for (const key of path)
    nodes = nodes.flatMap(opened).flatMap((node) => {
      const next = typeof key === "number" ? node.items : (node.properties?.[key] ?? node.additionalProperties);
      return typeof next === "object" ? [next] : [];
    });
  return nodes.flatMap(opened).flatMap((node) => Object.keys(node.properties ?? {}));
}
