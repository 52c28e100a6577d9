import type { Workspace } from "../kernels/workspace.js";
import type { Calculus, NoiseKind, StochasticEquation } from "./equation.js";

/** A block of particles that move together. */
export interface Block {
  /** One array a coordinate, of even length. */
  readonly positions: readonly Float64Array[];
  /** The word of each particle, for the noise. */
  readonly particles: BigUint64Array;
  /** How many there are. */
  n: number;
}

/**
 * Increments of the Brownian path over one step of length h: W = √h·z, and its integral ∫(W(s) − (s/h) W) ds = √h³·v/√12
 * through an independent v (Foster, Lyons and Oberhauser 2020). z and v are standard normal, one array a coordinate.
 */
export interface Path {
  drawInto(z: readonly Float64Array[], v: readonly Float64Array[] | null, block: Block, step: number, h: number): void;
}

/** What a scheme is prepared for. */
export interface Preparation {
  readonly equation: StochasticEquation;
  readonly workspace: Workspace;
  readonly block: Block;
  readonly path: Path;
}

/** Moves the first n particles of the block from `time` by h; `step` names the noise. */
export type Step = (time: number, h: number, step: number) => void;

/** A one-step method for dX = a dt + B dW. */
export interface Scheme {
  readonly name: string;
  /** The calculus in which it reads the drift. */
  readonly calculus: Calculus;
  /** Strong and weak order for each kind of noise it allows; null: it does not converge, or not to this equation. */
  readonly orders: Readonly<Record<NoiseKind, { readonly strong: number; readonly weak: number } | null>>;
  /** How coefficients are averaged over a step in time. */
  readonly averages: Readonly<Record<NoiseKind, Averages>>;
  prepare(preparation: Preparation): Step;
}

/** What a scheme takes for the mean of drift and D over a step, for particles that stand still. */
export interface Averages {
  /** The value at its start, or the mean of those at its ends; or something like it */
  readonly rule: "start" | "ends";
  /** with an error of this order, */
  readonly order: 1 | 2;
  /** so many times that of the rule. */
  readonly size: number;
  /** True where it is linear in drift and D: then errors of opposite sign cancel. */
  readonly cancels: boolean;
}

/** From the start of the step. */
const fromStart: Averages = { rule: "start", order: 1, size: 1, cancels: true };
export const averagesFromStart = { additive: fromStart, diagonal: fromStart, general: fromStart } as const;

/** Arrays as long as those of the block, one a coordinate. */
export const blockArrays = ({ workspace, block }: Preparation): Float64Array[] =>
  block.positions.map((position) => workspace.allocate(position.length));
