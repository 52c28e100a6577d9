import { constantField, type Field } from "./field.js";
import { isZero, scaledField } from "./combined-field.js";

/** The entries of a symmetric matrix field on one or two axes. */
export interface MatrixField {
  /** xx(, yy); the same object for all axes when the matrix is a multiple of I. */
  readonly diagonal: readonly Field[];
  /** xy on two axes; null when the matrix is diagonal. */
  readonly cross: Field | null;
  /** All entries at once, where that saves work: writes xx, xy and yy as the fields would. */
  readonly entriesInto?: (points: readonly Float64Array[], time: number, entries: MatrixEntries) => void;
}

/** The entries of a symmetric matrix on two axes, one number a point each. */
export interface MatrixEntries {
  readonly xx: Float64Array;
  readonly xy: Float64Array;
  readonly yy: Float64Array;
}

/** The entries of a matrix on two axes at some points; xy is 0 where it is diagonal. */
export function matrixEntries(
  { diagonal, cross, entriesInto }: MatrixField,
  points: readonly Float64Array[],
  time: number,
): MatrixEntries {
  const [xx, xy, yy] = [0, 1, 2].map(() => new Float64Array(points[0].length));
  const entries = { xx, xy, yy };
  if (entriesInto) entriesInto(points, time, entries);
  else {
    diagonal[0].valuesInto(points, time, xx);
    cross?.valuesInto(points, time, xy);
    diagonal[1].valuesInto(points, time, yy);
  }
  return entries;
}

/** factor·matrix. */
export function scaledMatrix({ diagonal, cross, entriesInto }: MatrixField, factor: number): MatrixField {
  const scaled = (field: Field): Field =>
    factor === 0 || isZero(field) ? constantField(0) : scaledField(field, factor);
  const first = scaled(diagonal[0]);
  return {
    diagonal: diagonal.map((field) => (field === diagonal[0] ? first : scaled(field))),
    cross: cross && factor !== 0 ? scaled(cross) : null,
    ...(entriesInto &&
      factor !== 0 && {
        entriesInto(points, time, entries) {
          entriesInto(points, time, entries);
          for (const values of [entries.xx, entries.xy, entries.yy])
            for (let k = 0; k < values.length; k++) values[k] *= factor;
        },
      }),
  };
}
