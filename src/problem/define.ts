import type { Axis, Boundary } from "../grid/axis.js";
import { buildProblem } from "./build.js";
import { checkedStatement } from "./checked-statement.js";
import type { PlainFunction } from "./field.js";
import type { Convention, EntropicDrift, ParticleSchemeName, Problem, SchemeName, StepperName } from "./problem.js";
import type { Redistribution } from "./reset.js";

/** A number, or a constant expression in parameters such as `"2*T"`. */
export type Constant = number | string;
/** A number, an expression such as `"x^2 + t"`, or a function of the coordinates and, when it takes one more argument, time. */
export type Expression = number | string | PlainFunction;

/** An axis as described: a range cut into cells, or its faces. */
export interface AxisDefinition {
  readonly name: string;
  /** [lower, upper], with `cells`. */
  readonly range?: readonly [Constant, Constant];
  readonly cells?: Constant;
  /** Instead of range and cells. */
  readonly faces?: readonly Constant[];
  /** Cells finest near `around`; strength 0 is uniform, 3 makes the widths vary by a factor of 2 to 10. */
  readonly stretch?: { readonly around: Constant; readonly strength: Constant };
  /** Reflecting by default. */
  readonly boundary?: Boundary | { readonly lower: Boundary; readonly upper: Boundary };
}

/** A Gaussian by its mean and either a variance or a covariance. */
export interface GaussianDefinition {
  /** One number an axis. */
  readonly mean: Constant | readonly Constant[];
  /** One number for all axes, or one an axis. */
  readonly variance?: Constant | readonly Constant[];
  /** Instead of the variance: symmetric, positive definite, one row an axis. */
  readonly covariance?: readonly (readonly Constant[])[];
}

/** The density at the start, in one of five forms; a `density` need not be normalised. */
export type InitialDefinition =
  | { readonly gaussian: GaussianDefinition }
  | { readonly mixture: readonly { readonly weight: Constant; readonly gaussian: GaussianDefinition }[] }
  | { readonly uniform: true }
  | { readonly point: Constant | readonly Constant[] }
  | { readonly density: Expression };

/** A symmetric tensor by rows: [["a", "b"], ["b", "c"]], or [["a"]] on one axis. */
export type TensorDefinition = readonly (readonly Expression[])[];

/** D = D0·exp(−t/tau)·I + sigma2·Fisher(z). */
export interface AdaptiveDefinition {
  /** 0 or more. */
  readonly D0: Constant;
  /** Above 0, finite: a part that does not decay belongs into a Fisher matrix, or is D0 with a very long tau. */
  readonly tau: Constant;
  /** 0 or more, in the units of z⁴/t where the Fisher matrix is a Hessian of a loss without units. */
  readonly sigma2: Constant;
  /**
   * "hessian-absolute" (Q|Λ|Qᵀ of the Hessian of the loss), "hessian-clamped" (Q max(Λ, 0) Qᵀ), "gradient-outer"
   * (∇L∇Lᵀ), JᵀJ/noise² of outputs, a tensor, or one number or expression for all axes.
   */
  readonly fisher:
    | "hessian-absolute"
    | "hessian-clamped"
    | "gradient-outer"
    | { readonly "gauss-newton": { readonly outputs: readonly Expression[]; readonly noise?: Constant } }
    | { readonly tensor: TensorDefinition }
    | Expression;
}

/** When the run ends and what is saved: `frames` at equal intervals, both ends included (101), or `at` given times. */
export type TimeDefinition =
  | { readonly start?: Constant; readonly end: Constant; readonly frames?: Constant }
  | { readonly start?: Constant; readonly at: readonly Constant[] | Float64Array };

/** A reset: when, and what it does; or a restart, which goes on all the time. */
export type ResetDefinition = (
  | { readonly at: readonly Constant[] }
  | {
      readonly when:
        | { readonly "consolidation-drop": { readonly threshold: Constant; readonly per?: "time" | "log" } }
        | { readonly "consolidation-below": Constant }
        | { readonly plateau: { readonly rate: Constant; readonly during: Constant } }
        | { readonly "gradient-collapse": { readonly norm: Constant } };
    }
  | { readonly restart: { readonly rate: Constant; readonly to: Constant | readonly Constant[] } }
) & {
  /** No second time within this; 0. */
  readonly cooldown?: Constant;
  /** At most so many times; 1 for detectors. */
  readonly limit?: Constant;
  /** Adds so much to D, for good or with the time constant `decay`. */
  readonly boost?: Constant;
  readonly decay?: Constant;
  /** ρ ± αΔρ; by default diffusion over α (sign "redistribute", mode "heat"). */
  readonly redistribute?: {
    readonly alpha: Constant;
    readonly sign?: Redistribution["sign"];
    readonly mode?: Redistribution["mode"];
  };
};

/** A problem as a program states it: the keys of a problem file, with functions wherever an expression may stand. */
export interface ProblemDefinition {
  readonly name?: string;
  readonly title?: string;
  readonly about?: string;
  /** Named numbers for use in expressions. */
  readonly parameters?: Readonly<Record<string, Constant>>;
  /** One or two: described, or made with `uniformAxis`, `stretchedAxis` or `axisFromFaces`. */
  readonly axes: readonly (AxisDefinition | Axis)[];
  readonly drift?: {
    /** L(z, t): contributes −learningRate·∇L. */
    readonly loss?: Expression;
    /** A number, an expression in t, or a function of t; 1 by default. */
    readonly learningRate?: Constant | ((time: number) => number);
    /** Any further drift, by axis name. */
    readonly force?: Readonly<Record<string, Expression>>;
    /** −β∇(δH/δρ), which is a change of D: D + β with sign "diversify" (the default), D − β with "literal". */
    readonly entropy?: { readonly beta: Constant; readonly sign?: EntropicDrift["sign"] };
    /** W of the mean field −∇(W * ρ): an expression in dx (and dy), or a function of them; on uniform axes. */
    readonly interaction?: Expression;
  };
  /** D(z, t): isotropic, one by axis name, a full tensor, or adaptive. */
  readonly diffusion:
    | Expression
    | Readonly<Record<string, Expression>>
    | { readonly tensor: TensorDefinition }
    | { readonly adaptive: AdaptiveDefinition };
  /** How drift and a state-dependent D are to be read; "fick" by default. */
  readonly convention?: Convention;
  readonly initial?: InitialDefinition;
  readonly time?: TimeDefinition;
  /** Times at which functions of time jump, so that steps land on them; expressions know theirs. */
  readonly jumps?: readonly Constant[];
  /** E[f] at every frame, by name; indicators such as `(x) => x < 0` are integrated inside cut cells. */
  readonly observables?: Readonly<Record<string, Expression>>;
  /** What is done to D and ρ at given times or when a detector fires, and one restart at most. */
  readonly resets?: readonly ResetDefinition[];
  /** A region whose first passage is asked for, in positions alone: `"x > 1"`, or `(x) => x > 1`. */
  readonly target?: Expression;
  /** Two regions between which `committor` finds transitions. */
  readonly regions?: { readonly A: Expression; readonly B: Expression };
  readonly solver?: {
    readonly scheme?: SchemeName;
    readonly stepper?: StepperName;
    readonly tolerance?: Constant;
    readonly dt?: Constant;
  };
  readonly particles?: {
    readonly count?: Constant;
    readonly dt?: Constant;
    readonly scheme?: ParticleSchemeName;
    readonly seed?: Constant;
  };
}

/**
 * The problem ∂ρ/∂t = −∇·(μρ − D∇ρ), μ = −learningRate·∇loss + force − ∇(interaction * ρ), from plain functions, expressions and numbers.
 *
 *     defineProblem({
 *       axes: [{ name: "x", range: [-3, 3], cells: 256 }],
 *       drift: { loss: (x) => (x * x - 1) ** 2 },
 *       diffusion: 0.25,
 *       initial: { gaussian: { mean: -1, variance: 0.02 } },
 *       time: { end: 10 },
 *     });
 *
 * Lengths and times are in whatever units drift and D use. Functions are called as f(x), f(x, t), f(x, y) or
 * f(x, y, t): whatever takes one argument more than there are axes depends on time.
 * @throws InputError for whatever cannot be meant: unknown keys, incomplete axes, names that do not match, more than
 *   two axes or 4194304 cells.
 */
export const defineProblem = (definition: ProblemDefinition): Problem =>
  buildProblem(checkedStatement(withPlainTimes(definition), "program"), "problem");

/** Times may come from an array of numbers as from a list. */
function withPlainTimes(definition: ProblemDefinition): ProblemDefinition {
  // a program in plain JavaScript may hand over anything: what it is gets checked next
  const time = (definition as ProblemDefinition | null)?.time as TimeDefinition | null | undefined;
  if (typeof time !== "object" || time === null || !("at" in time) || !(time.at instanceof Float64Array))
    return definition;
  return { ...definition, time: { ...time, at: Array.from(time.at) } };
}
