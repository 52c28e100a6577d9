import { InputError } from "../errors.js";
import { builtTensor, type TensorContext } from "./build-tensor.js";
import { nearestName } from "./expression/expression.js";
import type { Field } from "./field.js";
import { mendedHessian } from "./hessian-field.js";
import type { MatrixField } from "./matrix-field.js";
import { outerProducts } from "./outer-products.js";
import type { FisherStatement } from "./schema.js";

/** What may stand as a word for the Fisher matrix. */
export const FISHER_KINDS = ["hessian-absolute", "hessian-clamped", "gradient-outer", "gauss-newton"] as const;

/** What a Fisher matrix is made from besides its statement. */
export interface FisherContext extends TensorContext {
  readonly loss: Field | null;
}

/**
 * The Fisher matrix of an adaptive D, positive semi-definite:
 *
 *   hessian-absolute   Q|Λ|Qᵀ of the Hessian QΛQᵀ of the loss
 *   hessian-clamped    Q max(Λ, 0) Qᵀ of the same
 *   gradient-outer     ∇L ∇Lᵀ: rank one, 0 where the gradient is
 *   gauss-newton       JᵀJ/s², with J the derivatives of stated outputs and s their noise
 *
 * or as stated, entry by entry or as one field for all axes.
 * @throws InputError for an unknown kind, one that needs a loss or outputs that are not there, and where what is to be
 *   differentiated has kinks or jumps.
 */
export function builtFisher(stated: FisherStatement, path: string, context: FisherContext): MatrixField {
  const { leaves, loss } = context;
  const axes = leaves.axes.length;
  const needed = (kind: string): Field => {
    if (loss) return smooth(loss, "drift.loss", `${path}: ${kind}`);
    throw new InputError({
      code: "fisher-needs-loss",
      path,
      expected: "a loss to differentiate, drift.loss",
      found: `"${kind}" and no loss`,
      remedy: "State drift.loss, or the Fisher matrix itself: an expression, or { tensor: [[...], [...]] }.",
    });
  };
  if (typeof stated === "object") {
    if ("tensor" in stated) return builtTensor(stated.tensor, `${path}.tensor`, context);
    const { outputs, noise = 1 } = stated["gauss-newton"];
    const place = `${path}.gauss-newton`;
    const s = leaves.number(noise, `${place}.noise`);
    if (!(s > 0)) throw outOfRange(`${place}.noise`, "a noise above 0", s);
    if (outputs.length === 0) throw outOfRange(`${place}.outputs`, "at least one output", 0);
    const fields = outputs.map((output, k) => {
      const at = `${place}.outputs[${k}]`;
      return smooth(leaves.field(output, at), at, "gauss-newton");
    });
    return outerProducts(fields, axes, "gauss-newton", 1 / s ** 2);
  }
  switch (stated) {
    case "hessian-absolute":
      return mendedHessian(needed(stated), axes, "absolute");
    case "hessian-clamped":
      return mendedHessian(needed(stated), axes, "clamped");
    case "gradient-outer":
      return outerProducts([needed(stated)], axes, stated, 1);
    case "gauss-newton":
      throw new InputError({
        code: "fisher-needs-outputs",
        path,
        expected: "the outputs to linearise, and their noise",
        found: `"${stated}" alone`,
        remedy: 'Write fisher: { gauss-newton: { outputs: ["x^2", "x*y"], noise: 1 } }, say.',
      });
  }
  if (typeof stated === "string") refuseUnknownKind(stated, path, context);
  const field = leaves.field(stated, path);
  return { diagonal: leaves.axes.map(() => field), cross: null };
}

/** A text of words that mean nothing in an expression is a kind misspelt, not an expression. */
function refuseUnknownKind(text: string, path: string, { leaves }: FisherContext): void {
  const words = text.trim().split(/[-_ ]+/);
  const known = (name: string): boolean =>
    leaves.axes.includes(name) || Object.hasOwn(leaves.parameters, name) || ["t", "pi", "e"].includes(name);
  if (!words.every((word) => /^[A-Za-z]+$/.test(word)) || words.some(known)) return;
  const raw = text.trim().toLowerCase() === "hessian";
  const near = nearestName(text, FISHER_KINDS);
  throw new InputError({
    code: raw ? "indefinite-fisher" : "unknown-fisher",
    path,
    expected: `one of ${FISHER_KINDS.join(", ")}, { tensor: [[...], [...]] }, a number or an expression`,
    found: raw
      ? '"hessian", which has negative eigenvalues at saddles and maxima and is no diffusion there'
      : JSON.stringify(text.slice(0, 40)),
    remedy: raw
      ? "Use hessian-absolute (Q|Λ|Qᵀ) or hessian-clamped (Q max(Λ, 0) Qᵀ)."
      : near === null
        ? undefined
        : `Did you mean "${near}"?`,
  });
}

/** Second derivatives of a kink are no numbers, and would be taken for 0. */
function smooth(field: Field, path: string, use: string): Field {
  const [cut] = field.cuts ?? [];
  if (cut === undefined) return field;
  throw new InputError({
    code: "fisher-not-smooth",
    path,
    expected: `a smooth field, for ${use} to differentiate`,
    found: `a kink or jump where ${cut.text} = 0, whose derivatives there are infinite`,
    remedy: "Replace abs, min, max, sign and comparisons by something smooth, or state the Fisher matrix itself.",
  });
}

const outOfRange = (path: string, expected: string, found: number): InputError =>
  new InputError({ code: "out-of-range", path, expected, found: String(found) });
