import { InputError } from "../errors.js";
import { placeText } from "../grid/face-points.js";
import { cellCenters, type Grid } from "../grid/grid.js";
import { byAxis } from "./by-axis.js";
import { builtTensor, type TensorContext } from "./build-tensor.js";
import { constantField, type Field } from "./field.js";
import { treeField } from "./expression/expression.js";
import { makeForest } from "./expression/forest.js";
import { builtFisher } from "./fisher.js";
import type { Leaves } from "./leaves.js";
import { scaledMatrix, type MatrixField } from "./matrix-field.js";
import { smallestEigenvalues } from "./smallest-diffusion.js";
import type { Diffusion, EntropicDrift } from "./problem.js";
import type { AdaptiveStatement, Statement } from "./schema.js";

/** What D is made from besides its statement. */
export interface DiffusionContext {
  readonly leaves: Leaves;
  readonly grid: Grid;
  readonly loss: Field | null;
  readonly entropy: EntropicDrift | null;
  /** Times of the run at which things are looked at. */
  readonly times: readonly number[];
}

/**
 * D(z, t) = d(t)·I + S(z, t) in whichever way it is stated, with an entropic drift folded in: d = ±β.
 *
 * Adaptive: d = D0·exp(−t/τ) ± β and S = σ²·Fisher(z).
 * @throws InputError for what cannot be meant.
 */
export function builtDiffusion(stated: Statement["diffusion"], context: DiffusionContext): Diffusion {
  const { leaves, entropy } = context;
  const shift = entropy ? (entropy.sign === "literal" ? -entropy.beta : entropy.beta) : 0;
  const fixed = (matrix: MatrixField): Diffusion => ({ scalar: shift === 0 ? null : constantField(shift), ...matrix });
  if (typeof stated !== "object") {
    const isotropic = leaves.field(stated, "diffusion");
    return fixed({ diagonal: leaves.axes.map(() => isotropic), cross: null });
  }
  const { tensor, adaptive, ...own } = stated;
  const forms = [tensor && "tensor", adaptive && "adaptive", ...Object.keys(own)].filter((form) => form !== undefined);
  if ((tensor ?? adaptive) && forms.length > 1)
    throw new InputError({
      code: "contradiction",
      path: "diffusion",
      expected: "tensor alone, adaptive alone, or one entry an axis",
      found: forms.slice(0, 4).join(" and "),
    });
  if (adaptive) return builtAdaptive(adaptive, shift, context);
  if (tensor) return fixed(builtTensor(tensor, "diffusion.tensor", context));
  const diagonal = byAxis(own, "diffusion", leaves).map((field, a) => {
    if (field) return field;
    throw new InputError({
      code: "missing-key",
      path: `diffusion.${leaves.axes[a]}`,
      expected: "D along every axis",
      found: "nothing",
    });
  });
  return fixed({ diagonal, cross: null });
}

function builtAdaptive(
  { D0, tau, sigma2, fisher }: AdaptiveStatement,
  shift: number,
  context: TensorContext & DiffusionContext,
): Diffusion {
  const bounded = (key: string, value: number | string, least: string, right: (found: number) => boolean): number => {
    const path = `diffusion.adaptive.${key}`;
    const found = context.leaves.number(value, path);
    if (right(found)) return found;
    throw new InputError({ code: "out-of-range", path, expected: least, found: String(found) });
  };
  const start = bounded("D0", D0, "a D of 0 or more", (found) => found >= 0);
  const time = bounded("tau", tau, "a time constant above 0", (found) => found > 0);
  const strength = bounded("sigma2", sigma2, "a factor of 0 or more", (found) => found >= 0);
  const matrix = builtFisher(fisher, "diffusion.adaptive.fisher", context);
  refuseIndefinite(matrix, context);
  return { scalar: annealed(start, time, shift), ...scaledMatrix(matrix, strength) };
}

/** There is no noise with a negative covariance, even where D0 hides it for a while. */
function refuseIndefinite(matrix: MatrixField, { grid, times }: DiffusionContext): void {
  const centers = cellCenters(grid);
  const lowest = smallestEigenvalues(matrix, centers, times[0] ?? 0);
  const size = lowest.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const bad = lowest.findIndex((value) => value < -1e-12 * size);
  if (bad < 0) return;
  throw new InputError({
    code: "indefinite-fisher",
    path: "diffusion.adaptive.fisher",
    expected: "a Fisher matrix that is positive semi-definite",
    found: `a smallest eigenvalue of ${Number(lowest[bad].toPrecision(6))} at ${placeText(grid, centers, bad)}`,
    remedy: "Take hessian-absolute or hessian-clamped for a Hessian; put what is negative into a D of its own.",
  });
}

/** D0·exp(−t/τ) + shift; null when it is 0. */
function annealed(start: number, tau: number, shift: number): Field | null {
  if (start === 0) return shift === 0 ? null : constantField(shift);
  const { number, time, unary, binary } = makeForest();
  const falling = unary("exp", binary("/", unary("negate", time()), number(tau)));
  const text = `${start}*exp(-t/${tau})${shift === 0 ? "" : shift > 0 ? ` + ${shift}` : ` - ${-shift}`}`;
  return treeField(binary("+", binary("*", number(start), falling), number(shift)), [], text);
}
