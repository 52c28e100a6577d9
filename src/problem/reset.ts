/** What makes a detector fire; see `detectorState` for what exactly is compared. */
export type Detector =
  /** C falls by more than the threshold from one frame to the next; `log`: ln C falls faster than it per time. */
  | { readonly kind: "consolidation-drop"; readonly threshold: number; readonly per: "time" | "log" }
  /** C is below the threshold. */
  | { readonly kind: "consolidation-below"; readonly threshold: number }
  /** |d⟨L⟩/dt| stays below `rate` over the last `during`. */
  | { readonly kind: "plateau"; readonly rate: number; readonly during: number }
  /** (∫|∇L|²ρ / ∫ρ)^½ is below `norm`. */
  | { readonly kind: "gradient-collapse"; readonly norm: number };

/** Given times, increasing, or a detector that is asked at every frame. */
export type Trigger = { readonly kind: "at"; readonly times: readonly number[] } | Detector;

/** Adds `amount` to D, everywhere and in all directions: for good, or times exp(−(t − t_reset)/decay). */
export interface Boost {
  readonly amount: number;
  readonly decay: number | null;
}

/**
 * ρ ← ρ − αΔρ (`literal`, which sharpens) or a step of diffusion over α (`redistribute`, which spreads); see
 * `redistributed` for the modes.
 */
export interface Redistribution {
  readonly alpha: number;
  readonly sign: "literal" | "redistribute";
  readonly mode: "strict" | "limited" | "resolvent" | "heat";
}

/** What is done to D and ρ, and when. */
export interface Reset {
  /** Its place among the entries of `resets` as stated, from 0. */
  readonly entry: number;
  readonly trigger: Trigger;
  /** No second time within this. */
  readonly cooldown: number;
  /** At most so many times in a run. */
  readonly limit: number;
  readonly boost: Boost | null;
  readonly redistribute: Redistribution | null;
}

/** Stochastic resetting: ∂ρ/∂t ∋ rate·(M·δ(z − to) − ρ), M the surviving mass. A part of the dynamics. */
export interface Restart {
  readonly rate: number;
  /** One number an axis. */
  readonly to: readonly number[];
}
