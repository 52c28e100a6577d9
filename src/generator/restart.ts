import { sharedPoint } from "../problem/point-masses.js";
import type { Problem } from "../problem/problem.js";

/** Restarts on the grid: every cell hands on `rate` times its mass, shared between a few cells. */
export interface RestartRates {
  readonly rate: number;
  /** The cells around the point, with shares that sum to 1 and have the point as their mean. */
  readonly cells: readonly { readonly cell: number; readonly share: number }[];
}

/** The restart of a problem on its grid, ∂p/∂t ∋ rate·(M·δ − p) with M = Σp; null when it has none. */
export function restartRates({ grid, restart }: Problem): RestartRates | null {
  if (!restart) return null;
  const [alongX, alongY] = grid.axes.map((axis, a) => sharedPoint(axis, restart.to[a]));
  const inner = grid.shape[1] ?? 1;
  const cells = alongX.flatMap(({ cell: i, share }) =>
    (alongY ?? [{ cell: 0, share: 1 }]).map((y) => ({ cell: i * inner + y.cell, share: share * y.share })),
  );
  return { rate: restart.rate, cells: cells.filter(({ share }) => share > 0) };
}
