import { constantField, type Field } from "./field.js";
import { isZero, scaledField } from "./combined-field.js";

/** The entries of a symmetric matrix field on one or two axes. */
export interface MatrixField {
  /** xx(, yy); the same object for all axes when the matrix is a multiple of I. */
  readonly diagonal: readonly Field[];
  /** xy on two axes; null when the matrix is diagonal. */
  readonly cross: Field | null;
}

/** factor·matrix. */
export function scaledMatrix({ diagonal, cross }: MatrixField, factor: number): MatrixField {
  const scaled = (field: Field): Field =>
    factor === 0 || isZero(field) ? constantField(0) : scaledField(field, factor);
  const first = scaled(diagonal[0]);
  return {
    diagonal: diagonal.map((field) => (field === diagonal[0] ? first : scaled(field))),
    cross: cross && factor !== 0 ? scaled(cross) : null,
  };
}
