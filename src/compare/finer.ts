import type { Problem } from "../problem/problem.js";
import { doubledProblem } from "../solve/doubled-problem.js";
import type { Agreement } from "./agreement.js";
import type { Evidence } from "./evidence.js";

/** A doubled grid has no more cells than this, so that it takes seconds. */
const MOST_CELLS = 1 << 16;

/**
 * The problem on the doubled grid, where that would show what the errors of the grid hide: frames that no test speaks for, or
 * a verdict that is none. And before it is said that both disagree: on three grids it is seen whether errors become smaller as
 * they are thought to.
 * @returns null where there is nothing to be shown, or the grid would be too large
 */
export function finerProblem({ solution, coarse }: Evidence, { untested, verdict, budget }: Agreement): Problem | null {
  const { size, axes } = solution.problem.grid;
  const hides = untested.length > 0 || verdict === "disagree" || (verdict === "inconclusive" && (budget.grid ?? 0) > 1);
  return coarse && hides && size * 2 ** axes.length <= MOST_CELLS ? doubledProblem(solution) : null;
}
