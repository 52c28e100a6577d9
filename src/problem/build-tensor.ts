import { InputError } from "../errors.js";
import { cellCenters, type Grid } from "../grid/grid.js";
import { isZero } from "./combined-field.js";
import type { Field } from "./field.js";
import type { Leaves } from "./leaves.js";
import type { MatrixField } from "./matrix-field.js";
import type { FieldStatement } from "./schema.js";

/** What the entries of a tensor are made from besides their statement. */
export interface TensorContext {
  readonly leaves: Leaves;
  readonly grid: Grid;
  /** Times at which entries stated differently are compared. */
  readonly times: readonly number[];
}

/**
 * A symmetric matrix from its rows. Off-diagonal entries stated differently must agree at points of the grid; where they
 * are the number 0 the matrix is diagonal, and with one entry stated twice on the diagonal it is isotropic.
 * @throws InputError for rows of another shape, and for entries that differ, naming where.
 */
export function builtTensor(
  rows: readonly (readonly FieldStatement[])[],
  path: string,
  context: TensorContext,
): MatrixField {
  const { axes, field } = context.leaves;
  const n = axes.length;
  if (rows.length !== n || rows.some((row) => row.length !== n))
    throw new InputError({
      code: "bad-length",
      path,
      expected: n === 1 ? "one entry, [[a]]" : "two rows of two entries, [[a, b], [b, c]]",
      found: `${rows.length} row${rows.length === 1 ? "" : "s"} of ${rows.map((row) => row.length).join(" and ")}`,
    });
  const entry = (i: number, j: number): Field => field(rows[i][j], `${path}[${i}][${j}]`);
  const first = entry(0, 0);
  if (n === 1) return { diagonal: [first], cross: null };
  const second = entry(1, 1);
  const [upper, lower] = [entry(0, 1), entry(1, 0)];
  if (!sameStatement(rows[0][1], rows[1][0])) refuseAsymmetry(first, second, upper, lower, path, context);
  const cross = isZero(upper) ? null : upper;
  return { diagonal: [first, !cross && sameStatement(rows[0][0], rows[1][1]) ? first : second], cross };
}

const sameStatement = (one: FieldStatement, other: FieldStatement): boolean =>
  one === other ||
  (typeof one !== "function" && typeof other !== "function" && String(one).trim() === String(other).trim());

/** Most points at which two entries are compared. */
const POINTS = 4096;

function refuseAsymmetry(
  xx: Field,
  yy: Field,
  xy: Field,
  yx: Field,
  path: string,
  { grid, times }: TensorContext,
): void {
  const centers = cellCenters(grid);
  const stride = Math.ceil(grid.size / POINTS);
  const points = centers.map((center) => center.filter((_, c) => c % stride === 0));
  const [first, second] = grid.axes;
  for (const time of times) {
    const [a, b, ...own] = [xy, yx, xx, yy].map((field) => {
      const values = new Float64Array(points[0].length);
      field.valuesInto(points, time, values);
      return values;
    });
    for (let k = 0; k < a.length; k++) {
      // entries that come from one formula written in two ways differ by rounding only
      const scale = Math.max(Math.abs(a[k]), Math.abs(b[k]), ...own.map((values) => Math.abs(values[k])));
      if (!Number.isFinite(scale) || Math.abs(a[k] - b[k]) <= 1e-12 * scale) continue;
      throw new InputError({
        code: "not-symmetric",
        path,
        expected: "a symmetric tensor: the entries [0][1] and [1][0] equal",
        found: `${a[k]} and ${b[k]} at ${first.name} = ${Number(points[0][k].toPrecision(6))}, ${second.name} = ${Number(points[1][k].toPrecision(6))}, t = ${time}`,
        remedy: "Write the same expression twice.",
      });
    }
  }
}
