import { combinedField, isZero } from "./combined-field.js";
import type { Field } from "./field.js";
import type { MatrixField } from "./matrix-field.js";

/**
 * w·JᵀJ = w·Σ_k ∇f_k ∇f_kᵀ of fields f_k. With the loss alone it is the outer product of its gradient; with the outputs
 * of a model and w = 1/s² it is the Gauss-Newton matrix, which is the Fisher matrix of outputs with normal noise of
 * deviation s (Martens 2020, §9). Derivatives are exact for expressions, and so are those of the entries.
 */
export function outerProducts(fields: readonly Field[], axes: number, name: string, weight: number): MatrixField {
  const slopes = Array.from({ length: axes }, (_, axis) => fields.map((field) => field.derivative(axis)));
  const text = `${name} of ${fields.map((field) => field.text).join(", ")}`;
  const diagonal = slopes.map((own, axis) =>
    combinedField(
      own,
      (g) => weight * g.reduce((sum, part) => sum + part * part, 0),
      (g, dg) => 2 * weight * g.reduce((sum, part, k) => sum + part * dg[k], 0),
      `${axis === 0 ? "xx" : "yy"} of ${text}`,
      (make, g) =>
        make.binary(
          "*",
          make.number(weight),
          g.map((part) => make.binary("*", part, part)).reduce((sum, part) => make.binary("+", sum, part)),
        ),
    ),
  );
  const pairs = fields.map((_, k) => k).filter((k) => axes > 1 && !isZero(slopes[0][k]) && !isZero(slopes[1][k]));
  if (pairs.length === 0) return { diagonal, cross: null };
  // the two slopes of each output, one after the other
  const both = pairs.flatMap((k) => [slopes[0][k], slopes[1][k]]);
  const cross = combinedField(
    both,
    (g) => weight * sumOf(pairs.length, (i) => g[2 * i] * g[2 * i + 1]),
    (g, dg) => weight * sumOf(pairs.length, (i) => dg[2 * i] * g[2 * i + 1] + g[2 * i] * dg[2 * i + 1]),
    `xy of ${text}`,
    (make, g) =>
      make.binary(
        "*",
        make.number(weight),
        pairs
          .map((_, i) => make.binary("*", g[2 * i], g[2 * i + 1]))
          .reduce((sum, part) => make.binary("+", sum, part)),
      ),
  );
  return { diagonal, cross };
}

function sumOf(count: number, part: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += part(i);
  return sum;
}
