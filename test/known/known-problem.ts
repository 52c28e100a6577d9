/** A problem of test/reference/known-answers.json, and how this program answers it. */
export interface KnownProblem {
  readonly id: string;
  /** What the grid and start are. */
  readonly setting: string;
  /** Of the finer of two grids; the coarser has half. */
  readonly cells: number;
  /** Quantities by their name in known-answers.json, on so many cells. */
  readonly measure: (cells: number) => Readonly<Record<string, number>>;
  /** Allowed relative error on the finer grid. */
  readonly tolerance: number;
  /** Instead, for some quantities. */
  readonly tolerances?: Readonly<Record<string, number>>;
  /** Allowed relative error of (4·fine − coarse)/3, in which the error of order 2 in the cell width cancels. */
  readonly limit: number;
  /** Why these two. */
  readonly reason: string;
}

/** Time steps so fine that what is left is the error in space. */
export const fineSteps = { tolerance: 1e-7 } as const;

/** No error in time at all. */
export const exactSteps = { stepper: "uniformization" } as const;
