import { InputError } from "../errors.js";
import { inOrder, isComparison, type Tree } from "../problem/expression/tree.js";
import type { Problem } from "../problem/problem.js";

/**
 * Where D jumps in space, ∇·D is infinite there, and particles that step over the jump never meet it.
 * @throws InputError for a D with comparisons or signs of coordinates, unless it is to be read in Itô's sense
 */
export function refuseJumpingDiffusion({ convention, diffusion }: Problem): void {
  if (convention === "ito") return;
  for (const field of [...diffusion.diagonal, diffusion.cross]) {
    if (!field?.tree || !field.varies.inSpace || !jumps(field.tree)) continue;
    throw new InputError({
      code: "diffusion-jumps",
      path: "diffusion",
      expected: "a D without jumps in space, for particles: their drift has its slope in it",
      found: field.text,
      remedy: "Smooth the jump over a few cells, e.g. with tanh, or solve for the density alone.",
    });
  }
}

/** Derived fields are continuous where they select; what a user writes cannot select. */
function jumps(tree: Tree): boolean {
  const nodes = inOrder(tree);
  if (nodes.some(({ kind }) => kind === "select")) return false;
  return nodes.some(
    (node) =>
      ((node.kind === "binary" && isComparison(node.operation)) ||
        (node.kind === "unary" && node.operation === "sign")) &&
      inOrder(node).some(({ kind }) => kind === "coordinate"),
  );
}
