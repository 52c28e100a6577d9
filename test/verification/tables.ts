import { reducedOrder, spaceClaims, timeClaims, type SpaceClaim, type TimeClaim } from "../convergence/methods.js";
import { ordersOf, type Convergence } from "../convergence/order.js";
import { spaceConvergence } from "../convergence/space.js";
import { timeConvergence } from "../convergence/time.js";
import { COARSE_CELLS, galleryNames, toleranceRows, TOLERANCES } from "../convergence/tolerance.js";
import { nameOf } from "../known/answers.js";
import { knownProblems, knownRows } from "../known/known.js";
import type { KnownProblem } from "../known/known-problem.js";
import {
  performanceP1,
  performanceP2,
  performanceP3,
  performanceP4,
  performanceP5,
  type PerformanceRow,
} from "../known/performance.js";
import { digits, error, order, ratio, type Table } from "./table.js";

type Rows = Table["rows"];

export const knownAnswerRows = (problem: KnownProblem): Rows =>
  knownRows(problem).map((row) => [
    problem.id,
    row.quantity,
    digits(row.exact),
    digits(row.computed),
    error(row.error),
    error(row.tolerance),
    error(row.extrapolatedError),
    error(problem.limit),
  ]);

const settings = (): Rows =>
  knownProblems.map(({ id, setting, cells, reason }) => [id, nameOf(id), setting, String(cells), reason]);

export const performanceRows = (rows: readonly PerformanceRow[]): Rows =>
  rows.map(({ id, what, error: found, bound }) => [id, what, error(found), error(bound)]);

const convergenceCells = (convergence: Convergence): string[] => [
  convergence.sizes.join(", "),
  convergence.errors.map(error).join(", "),
  ordersOf(convergence).map(order).join(", "),
];

export const spaceRow = ({ problem, scheme, sizes }: SpaceClaim): Rows[number] => [
  problem.name,
  scheme,
  ...convergenceCells(spaceConvergence(problem, scheme, sizes)),
];

export const timeRow = ({ problem, name, method, sizes }: TimeClaim): Rows[number] => [
  problem.name,
  name,
  ...convergenceCells(timeConvergence(problem, method, sizes)),
];

export function toleranceRow(name: string): Rows[number] {
  const rows = toleranceRows(name).map(({ ratio: found, steps }) => `${ratio(found)} (${steps})`);
  return [name, ...TOLERANCES.map((_, k) => rows[k] ?? "-")];
}

/** Everything that docs/verification.md shows, measured now. */
export const allTables = (): Table[] => [
  {
    title: "Known answers",
    about: `Problems with closed forms, from test/reference/known-answers.json: every value there that a density on a grid can
give. "Error" is relative, of the value computed on the grid of the second table; "extrapolated" is the relative error of
(4·value − value on half as many cells)/3, in which the error of order 2 in the cell width cancels: what is left shows that
the limit is the right one. Beside each stands what the test allows. Not measured, because no result of this program: E01
C_flux, E16 D_eff; E05 var_unwrapped, E22 lambda3 and the Kramers formula, which approximates.`,
    columns: ["problem", "quantity", "exact", "computed", "error", "allowed", "extrapolated", "allowed"],
    rows: knownProblems.flatMap(knownAnswerRows),
  },
  {
    title: "Known answers: grids, and why these tolerances",
    about: `The start, the axis and the number of cells; the error follows from these.`,
    columns: ["problem", "name", "setting", "cells", "reason"],
    rows: settings(),
  },
  {
    title: "The problems of the benchmarks",
    about: `P1: μ = −x, D = 0.5, 512 cells on [−6, 6]. P2: L = (x² − 1)², D = 0.25, 1024 cells on [−2.5, 2.5], to t = 10. P3:
two Gaussian wells, 256² cells on [−4, 4]², to t = 2. P5: a tilted ring of 512 cells, stationary. References are in
test/reference. Against averages the errors allowed are those at which other solvers are timed.`,
    columns: ["problem", "quantity", "error", "allowed"],
    rows: [performanceP1, performanceP2, performanceP3, performanceP4, performanceP5].flatMap((measure) =>
      performanceRows(measure()),
    ),
  },
  {
    title: "Order in space",
    about: `‖ρ − exact‖₁ at the end against densities in closed form, on grids refined by two, time steps as good as exact. The
scheme upwind is of order 1, the others of order 2; central is shown where |Pe| ≤ 2 at every face of every grid. Allowed at
the last refinement: 0.1 from the order.`,
    columns: ["problem", "scheme", "cells an axis", "errors", "orders"],
    rows: spaceClaims.map(spaceRow),
  },
  {
    title: "Order in time",
    about: `‖p − exact‖₁ at the end, absorbed masses included, with equal steps, against uniformisation on the same grid
(SSPRK(4,3) in 1024 steps where coefficients change in time). Orders: tr-bdf2 2, strang 4, not extrapolated 2, ssprk43 3.
Allowed at the last halving: 0.1 from the order. In the last row drift crosses an absorbing wall, which a splitting meets
in parts: there the order of strang is near 3 until the error is down to 1e-9.`,
    columns: ["problem", "stepper", "steps", "errors", "orders"],
    rows: [...timeClaims, reducedOrder].map(timeRow),
  },
  {
    title: "The tolerance is kept",
    about: `Error in L1 at the end over solver.tolerance, and in brackets the steps taken, for the problems of grids/ with two
frames. Problems with two axes have ${COARSE_CELLS.plane}² cells here, those that change in time ${COARSE_CELLS.changing}. The reference is uniformisation on the
same grid, or where coefficients change SSPRK(4,3) with an error below 3e-9. Allowed: from 0.01 to 1; in runs of fewer
than ten steps from 0.002, because by the end most of the error of the sharp start has died out.`,
    columns: ["problem", ...TOLERANCES.map((tolerance) => error(tolerance))],
    rows: galleryNames.map(toleranceRow),
  },
];
