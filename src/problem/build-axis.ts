import { InputError } from "../errors.js";
import { axisFromFaces, stretchedAxis, uniformAxis, type Axis } from "../grid/axis.js";
import type { Leaves } from "./leaves.js";
import type { AxisStatement, Statement } from "./schema.js";

/** An axis, and the plain data it can be made from again. */
export interface BuiltAxis {
  readonly axis: Axis;
  readonly record: object;
}

const isBuilt = (stated: AxisStatement | Axis): stated is Axis => stated.faces instanceof Float64Array;

/**
 * An axis as stated: range and cells, uniform or stretched, or faces.
 * @throws InputError when these are incomplete, contradict each other or cannot make an axis.
 */
export function builtAxis(stated: Statement["axes"][number], path: string, { number }: Leaves): BuiltAxis {
  if (isBuilt(stated)) {
    const { name, faces, boundary } = stated;
    // Made again: a plain object of this shape may hold anything.
    return { axis: axisFromFaces(name, faces, boundary, path), record: { name, faces: Array.from(faces), boundary } };
  }
  const { name, range, cells, faces, stretch, boundary = "reflecting" } = stated;
  const ends = typeof boundary === "string" ? { lower: boundary, upper: boundary } : boundary;
  if (faces) {
    for (const key of ["range", "cells", "stretch"] as const)
      if (stated[key] !== undefined) throw contradiction(`${path}.${key}`, "`faces` alone, or `range` and `cells`");
    const values = faces.map((face, i) => number(face, `${path}.faces[${i}]`));
    return { axis: axisFromFaces(name, values, ends, path), record: { name, faces: values, boundary: ends } };
  }
  if (!range) throw missing(`${path}.range`, "[lower, upper]");
  if (cells === undefined) throw missing(`${path}.cells`, "a whole number of cells");
  const span: [number, number] = [number(range[0], `${path}.range[0]`), number(range[1], `${path}.range[1]`)];
  const count = number(cells, `${path}.cells`);
  const record = { name, range: span, cells: count, boundary: ends };
  if (!stretch) return { axis: uniformAxis(name, span, count, ends, path), record };
  const evaluated = {
    around: number(stretch.around, `${path}.stretch.around`),
    strength: number(stretch.strength, `${path}.stretch.strength`),
  };
  return {
    axis: stretchedAxis(name, span, count, evaluated, ends, path),
    record: { ...record, stretch: evaluated },
  };
}

const missing = (path: string, expected: string): InputError =>
  new InputError({ code: "missing-key", path, expected, found: "nothing" });

const contradiction = (path: string, expected: string): InputError =>
  new InputError({ code: "contradiction", path, expected, found: "both" });
