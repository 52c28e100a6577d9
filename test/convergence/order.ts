/** Errors of one method on a sequence of refinements by two. */
export interface Convergence {
  /** Cells an axis, or steps. */
  readonly sizes: readonly number[];
  readonly errors: readonly number[];
}

/** log₂ of how much the error shrinks from each refinement to the next. */
export const ordersOf = ({ errors }: Convergence): number[] =>
  errors.slice(1).map((error, k) => Math.log2(errors[k] / error));

/** The order reached at the finest refinement. */
export const orderOf = (convergence: Convergence): number => ordersOf(convergence).at(-1)!;
