/** Where a run stands; yielded after every step. */
export interface Progress {
  readonly time: number;
  readonly start: number;
  readonly end: number;
  readonly steps: number;
  /** Frames complete so far. */
  readonly frames: number;
  /** What a user should know by now, as in the solution. */
  readonly warnings?: readonly string[];
}

/** How a run is watched and stopped. */
export interface RunOptions {
  /** Set `aborted` to stop after the current step; what is finished is returned with status `interrupted`. */
  readonly signal?: { readonly aborted: boolean };
  /** Also solve on the halved grid and fill `error.space`. */
  readonly estimateError?: boolean;
  /** Keep the ledger (default true); without it a run is faster and ledger and totals are null. */
  readonly ledger?: boolean;
}
