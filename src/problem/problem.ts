import type { Grid } from "../grid/grid.js";
import type { Field } from "./field.js";
import type { MatrixField } from "./matrix-field.js";
import type { Reset, Restart } from "./reset.js";

/** How the drift and a state-dependent D are to be read; the solver works in Fick form throughout. */
export type Convention = "fick" | "ito" | "stratonovich";

/** A normal density exp(−(z − m)ᵀC⁻¹(z − m)/2); it wraps around periodic axes. */
export interface Gaussian {
  /** m, one number an axis. */
  readonly mean: readonly number[];
  /** C: symmetric, positive definite, one row an axis. */
  readonly covariance: readonly (readonly number[])[];
}

/** The density at the start. A single Gaussian is a mixture of one; weights need not sum to 1. */
export type Initial =
  | { readonly kind: "mixture"; readonly parts: readonly { readonly weight: number; readonly gaussian: Gaussian }[] }
  | { readonly kind: "uniform" }
  | { readonly kind: "point"; readonly at: readonly number[] }
  | { readonly kind: "density"; readonly density: Field };

/** An expectation E[f] = ∫ f ρ dz to be reported at every frame, not normalised by survival. */
export interface Observable {
  readonly name: string;
  readonly field: Field;
}

/** D(z, t) = d(t)·I + S(z, t), with the entries of S. */
export interface Diffusion extends MatrixField {
  /** d(t), a part that is the same everywhere and in all directions; null is none. */
  readonly scalar: Field | null;
}

/** −β∇(δH/δρ) with the sign taken for it: D + β (diversify) or D − β (literal). */
export interface EntropicDrift {
  readonly beta: number;
  readonly sign: "diversify" | "literal";
}

/** How the flux through a face is made of drift and D; see `discretize`. */
export type SchemeName = "auto" | "scharfetter-gummel" | "integrated" | "upwind" | "central";
/** How time is stepped: `auto` is tr-bdf2 on one axis, strang on two. */
export type StepperName = "auto" | "tr-bdf2" | "strang" | "uniformization" | "ssprk43" | "spectral";

/** The schemes of the stochastic differential equation by name; `auto` is chosen by the noise. */
export type ParticleSchemeName =
  "auto" | "euler-maruyama" | "heun" | "rkmil" | "rkmil-stratonovich" | "sosri" | "leimkuhler-matthews" | "tamed-euler";

/** How the same problem is run as particles. */
export interface ParticleSettings {
  readonly count: number;
  /** null: chosen from the problem. */
  readonly dt: number | null;
  readonly scheme: ParticleSchemeName;
  /** 0 to 2^53 − 1. */
  readonly seed: number;
}

/**
 * What is to be solved, as stated, checked and complete: ∂ρ/∂t = −∇·(μρ − D∇ρ), where
 * μ = −learningRate·∇loss + force − ∇(interaction * ρ) and D is isotropic, diagonal or a full tensor, read in
 * `convention`.
 */
export interface Problem {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly grid: Grid;
  readonly drift: {
    readonly loss: Field | null;
    /** Does not vary in space. */
    readonly learningRate: Field;
    /** One entry an axis; null is no force along it. */
    readonly force: readonly (Field | null)[];
    /** For the record: it is folded into `diffusion.scalar`. */
    readonly entropy: EntropicDrift | null;
    /** W(dx(, dy)) of the mean field −∇(W * ρ), a field in the differences of coordinates; does not vary in time. */
    readonly interaction: Field | null;
  };
  readonly diffusion: Diffusion;
  readonly convention: Convention;
  /** null when not stated: then there is a stationary state to ask for, but no run. */
  readonly initial: Initial | null;
  readonly time: {
    /** When the initial density holds; 0 in a problem file. */
    readonly start: number;
    /** Times at which frames are saved, increasing, none before the start; the run ends at the last. */
    readonly frames: readonly number[];
    /** Times inside the run at which drift or D jumps: steps land on them. */
    readonly jumps: readonly number[];
  } | null;
  readonly observables: readonly Observable[];
  /** What is done to D and ρ at given times or when a detector fires. */
  readonly resets: readonly Reset[];
  /** Restarts to a point, a part of the dynamics; null is none. */
  readonly restart: Restart | null;
  /** The region whose first passage is asked for, 1 inside and 0 outside; null is none. Does not vary in time. */
  readonly target: Field | null;
  /** The regions between which transitions are looked at, likewise. */
  readonly regions: { readonly A: Field; readonly B: Field } | null;
  readonly solver: {
    readonly scheme: SchemeName;
    readonly stepper: StepperName;
    /** Bound on the time error in L1 at the end. */
    readonly tolerance: number;
    /** A fixed step instead of the tolerance. */
    readonly dt: number | null;
  };
  readonly particles: ParticleSettings;
  /** Things a user should know that are no errors. */
  readonly warnings: readonly string[];
  /** The problem as plain data with all defaults filled in, for the record; null for problems made of functions. */
  readonly source: unknown;
}
