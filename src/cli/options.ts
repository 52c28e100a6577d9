/** What every command that takes a problem understands. */
export interface ProblemOptions {
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

export interface SolveOptions extends ProblemOptions {
  readonly estimateError?: boolean;
  readonly ledger?: boolean;
}

export interface SteadyCommandOptions extends ProblemOptions {
  readonly branches?: string;
}

export interface SpectrumCommandOptions extends ProblemOptions {
  readonly modes?: string;
  readonly extrapolation?: boolean;
}

export interface SimulateOptions extends ProblemOptions {
  readonly threads?: string;
  readonly trajectories?: string;
  readonly reference?: boolean;
  readonly study?: boolean;
  readonly schemes?: string;
  readonly paths?: string;
  readonly levels?: string;
}

export interface CompareCommandOptions extends ProblemOptions {
  readonly threads?: string;
  readonly ledger?: boolean;
}

export interface VerifyOptions extends ProblemOptions {
  readonly rerun?: string;
}

export interface ListOptions {
  readonly json?: boolean;
}

/** What a script sees when a command ends. */
export const EXIT = { done: 0, notAgreed: 1, badInput: 2, numericalFailure: 3, interrupted: 130 } as const;
