import { closeSync, openSync, readSync } from "node:fs";
import { InputError } from "../errors.js";
import { systemCode, systemFault } from "./system-fault.js";

/** A problem is text written by hand; anything larger is another file given by mistake. */
const LARGEST_FILE = 1 << 20;

/** Descriptor of standard input. */
export const STANDARD_INPUT = 0;

/**
 * The text of a problem file, or of an open descriptor.
 * @throws InputError when it cannot be read, is empty, larger than 1 MB or no text.
 */
export function problemText(source: string | number): string {
  const name = typeof source === "string" ? source : "standard input";
  const expected = "a problem file (YAML or JSON)";
  const fault = { path: name, expected };
  let bytes: Uint8Array;
  try {
    bytes = typeof source === "string" ? readFile(source) : readUpTo(source, LARGEST_FILE + 1);
  } catch (error) {
    if (systemCode(error) === "EISDIR") throw new InputError({ ...fault, code: "is-directory", found: "a directory" });
    throw systemFault(error, name, expected);
  }
  if (bytes.length > LARGEST_FILE) throw new InputError({ ...fault, code: "file-too-large", found: "more than 1 MB" });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError({ ...fault, code: "not-text", found: "bytes that are no UTF-8 text" });
  }
  if (text.trim() === "") throw new InputError({ ...fault, code: "empty-file", found: "an empty file" });
  return text;
}

function readFile(file: string): Uint8Array {
  const descriptor = openSync(file, "r");
  try {
    return readUpTo(descriptor, LARGEST_FILE + 1);
  } finally {
    closeSync(descriptor);
  }
}

/** Pipes and devices do not know their length in advance, and some never end. */
function readUpTo(descriptor: number, limit: number): Uint8Array {
  const bytes = new Uint8Array(limit);
  let length = 0;
  while (length < limit) {
    const read = readSome(descriptor, bytes, length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function readSome(descriptor: number, bytes: Uint8Array, at: number): number {
  for (;;) {
    try {
      return readSync(descriptor, bytes, at, bytes.length - at, null);
    } catch (error) {
      // Windows reports the end of a pipe so; elsewhere an empty pipe that does not block asks to come again.
      if (error instanceof Error && "code" in error && error.code === "EOF") return 0;
      if (systemCode(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
