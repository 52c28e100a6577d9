import { InputError } from "../errors.js";
import { placeText } from "../grid/face-points.js";
import { cellCenters, linesAlong } from "../grid/grid.js";
import type { Field } from "../problem/field.js";
import { inOrder, isComparison, type Tree } from "../problem/expression/tree.js";
import type { Problem } from "../problem/problem.js";

/**
 * Where D jumps in space, ∇·D is infinite there, and in Itô's sense the density is broken there, which steps of finite length
 * follow poorly; where the loss jumps the drift is infinite. Particles that step over a jump never meet it.
 * @throws InputError where D or the loss has comparisons or signs of coordinates and jumps, at the start, between the middles of
 *   two cells
 */
export function refuseJumps(problem: Problem): void {
  const { diffusion, drift } = problem;
  const fields = [
    ...[...diffusion.diagonal, diffusion.cross].map((field) => ({ field, name: "D", path: "diffusion" })),
    { field: drift.loss, name: "loss", path: "drift.loss" },
  ];
  for (const { field, name, path } of fields) {
    if (!field?.tree || !field.varies.inSpace || !mayJump(field.tree)) continue;
    const place = jumpOf(field, problem);
    if (place === null) continue;
    throw new InputError({
      code: name === "D" ? "diffusion-jumps" : "loss-jumps",
      path,
      expected: `a ${name} without jumps in space, for particles, which step over them`,
      found: `${field.text}, which jumps near ${place}`,
      remedy: "Smooth the jump over a few cells, e.g. with tanh, or solve for the density alone.",
    });
  }
}

/** Derived fields are continuous where they select; what a user writes cannot select. */
function mayJump(tree: Tree): boolean {
  const nodes = inOrder(tree);
  if (nodes.some(({ kind }) => kind === "select")) return false;
  return nodes.some(
    (node) =>
      ((node.kind === "binary" && isComparison(node.operation)) ||
        (node.kind === "unary" && node.operation === "sign")) &&
      inOrder(node).some(({ kind }) => kind === "coordinate"),
  );
}

/** Halvings of the way from the middle of a cell to the next: what is left of a change after them is a jump. */
const HALVINGS = 30;
/** A jump is at least this part of how far the loss varies. */
const LEAST = 1e-6;

/** Where a field jumps between the middles of neighbouring cells; null where it does not. */
function jumpOf(field: Field, { grid, time }: Problem): string | null {
  const centers = cellCenters(grid);
  const { size } = grid;
  const start = time!.start;
  const valuesAt = (points: readonly Float64Array[]): Float64Array => {
    const out = new Float64Array(size);
    field.valuesInto(points, start, out);
    return out;
  };
  const own = valuesAt(centers);
  const range =
    own.reduce((most, value) => Math.max(most, value), -Infinity) -
    own.reduce((least, value) => Math.min(least, value), Infinity);
  for (const a of grid.axes.keys()) {
    const { count, stride, lines, lineStart } = linesAlong(grid, a);
    // the last cell of a line has no next one, and stays where it is
    const [from, to] = [Float64Array.from(centers[a]), Float64Array.from(centers[a])];
    for (let line = 0; line < lines; line++)
      for (let i = 0; i + 1 < count; i++)
        to[lineStart(line) + stride * i] = centers[a][lineStart(line) + stride * (i + 1)];
    const at = (places: Float64Array): Float64Array =>
      valuesAt(centers.map((center, b) => (b === a ? places : center)));
    const [low, high] = [at(from), at(to)];
    for (let k = 0; k < HALVINGS; k++) {
      const middle = from.map((x, c) => 0.5 * (x + to[c]));
      const values = at(middle);
      for (let c = 0; c < size; c++) {
        const upper = Math.abs(high[c] - values[c]) > Math.abs(values[c] - low[c]);
        (upper ? from : to)[c] = middle[c];
        (upper ? low : high)[c] = values[c];
      }
    }
    const c = high.findIndex((value, at) => Math.abs(value - low[at]) > LEAST * range);
    if (c >= 0)
      return placeText(
        grid,
        centers.map((center, b) => (b === a ? from : center)),
        c,
      );
  }
  return null;
}
