import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { NdArray } from "ndarray";
import { InputError } from "../errors.js";

/** An array as stored: C order, the last axis fastest. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

const MAGIC = "\x93NUMPY\x01\x00";
/** The format asks that the data start at a multiple of this. */
const ALIGNMENT = 64;
/** Bytes written at a time; also the largest copy made of a big array. */
const CHUNK = 1 << 24;

const bigEndianHost = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

/**
 * Writes an array as .npy (format 1.0, `<f8`, C order) and waits until it is on the disk.
 * The file must not exist yet.
 */
export function writeNpy(file: string, { shape, data }: StoredArray): void {
  const descriptor = openSync(file, "wx");
  try {
    writeFully(descriptor, npyHeader(shape));
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const part = bytes.subarray(at, at + CHUNK);
      writeFully(descriptor, bigEndianHost ? Buffer.from(part).swap64() : part);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads a .npy file of format 1.0, `<f8`, C order.
 * @throws InputError when the file is another format, or shorter or longer than its header says.
 */
export function readNpy(file: string): StoredArray {
  const bytes = readFileSync(file);
  const fault = { code: "bad-npy", path: file };
  const expected = "a .npy file of format 1.0 holding <f8 in C order";
  if (bytes.subarray(0, 8).toString("latin1") !== MAGIC)
    throw new InputError({ ...fault, expected, found: "another format" });
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.subarray(10, start).toString("latin1");
  const words = /'descr': '<f8', 'fortran_order': False, 'shape': \(([0-9, ]*)\)/.exec(header);
  if (!words) throw new InputError({ ...fault, expected, found: header.trim() });
  const shape = words[1]
    .split(",")
    .filter((length) => length.trim() !== "")
    .map(Number);
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - start !== 8 * size)
    throw new InputError({ ...fault, expected: `${8 * size} bytes of data`, found: `${bytes.length - start}` });
  const data = new Float64Array(size);
  const body = bytes.subarray(start);
  new Uint8Array(data.buffer).set(bigEndianHost ? body.swap64() : body);
  return { shape, data };
}

/** Writes to the end: a single write may take only a part, as when the disk fills up. */
export function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at);
}

/** The values of an ndarray in C order, without a copy when they lie so already. */
export function contiguous(array: NdArray<Float64Array>): StoredArray {
  const { shape, stride, offset } = array;
  const size = shape.reduce((product, length) => product * length, 1);
  let expected = 1;
  let inOrder = true;
  for (let a = shape.length - 1; a >= 0; a--) {
    if (shape[a] !== 1 && stride[a] !== expected) inOrder = false;
    expected *= shape[a];
  }
  if (inOrder) return { shape, data: array.data.subarray(offset, offset + size) };
  const data = new Float64Array(size);
  const index = shape.map(() => 0);
  for (let k = 0; k < size; k++) {
    data[k] = array.data[index.reduce((at, i, a) => at + i * stride[a], offset)]!;
    for (let a = shape.length - 1; a >= 0 && ++index[a] === shape[a]; a--) index[a] = 0;
  }
  return { shape, data };
}

function npyHeader(shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const words = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((MAGIC.length + 2 + words.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(length, " ", "latin1");
  header.write(MAGIC, "latin1");
  header.writeUInt16LE(length - MAGIC.length - 2, MAGIC.length);
  header.write(words, MAGIC.length + 2, "latin1");
  header.write("\n", length - 1, "latin1");
  return header;
}
