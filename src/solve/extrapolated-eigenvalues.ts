import { InputError, NumericalError } from "../errors.js";
import type { Problem } from "../problem/problem.js";
import { halvedProblem } from "./halved-problem.js";
import { pairedModes } from "./paired-modes.js";
import { refinedEigenvalue, type Eigenvalue, type Refined } from "./refined-eigenvalue.js";
import type { Mode } from "./relaxation.js";
import { wallOrders } from "./wall-orders.js";

/** Modes that are looked for on coarser grids beside as many: the order may differ. */
const SPARE = 4;
/**
 * How often every other face is left out: two orders are taken away on three grids, and the fourth says how well. In the plane, where
 * it takes longer, there is a fourth only where walls lower the order.
 */
const COARSER = { plane: 2, else: 3 };
/** Eigenvalues this near to conjugate, relatively, are a pair. */
const ROUNDING = 1e-10;

/**
 * Eigenvalues to higher order in the cell width h, from those of the grid and of the same with every other face, up to three times (Richardson 1911).
 *
 * Those of the schemes are λ + a h² + b h⁴ + … where drift and D are smooth. Where (λ_2h − λ_4h)/(λ_h − λ_2h) is near 4, as that
 * says, both terms are taken away, and order 6 is left; the error is what the second took away, no less than |λ_h − λ_2h|²/|λ_h| and
 * a third of the difference to the same on coarser grids. Where it is nearly so, or there is no third grid and the two are close, order
 * 4 stands, with its difference to the grid's own. At walls where D vanishes or the drift is infinite lower orders come in, which are
 * known (`wallOrders`): the two lowest are taken away. Otherwise the grid's own stays, with its difference to that of the halved grid,
 * if there is one, or more where differences shrink slowly. An eigenvalue 0 is exact. Pairs stay conjugate.
 * @returns null where the number of cells along an axis is odd, or below 16
 */
export function extrapolatedEigenvalues(
  problem: Problem,
  modes: readonly Mode[],
  modesOf: (problem: Problem, count: number) => readonly Mode[],
): Refined[] | null {
  if (!evenlyHalved(problem)) return null;
  const tracks = modes.map((mode) => ({ found: [mode], lost: false }));
  const ordersOf = wallOrders(problem);
  const smoothPlane = problem.grid.axes.length === 2 && modes.every((mode) => ordersOf(mode) === null);
  const coarser = smoothPlane ? COARSER.plane : COARSER.else;
  let finer = problem;
  for (let level = 0; level < coarser; level++) {
    const half = evenlyHalved(finer);
    const known = tracks.filter(({ lost }) => !lost);
    if (!half || known.length === 0) break;
    const last = known.map(({ found }) => found[found.length - 1]);
    partnersOn(half, finer, last, modesOf).forEach((partner, k) => {
      if (partner) known[k].found.push(partner);
      else known[k].lost = true;
    });
    finer = half;
  }
  const refined = tracks.map(({ found, lost }) => refinedEigenvalue({ values: found, lost }, ordersOf(found[0])));
  // rounding must not part what is a pair
  return refined.map((value, k) =>
    modes[k].im < 0 && k > 0 && isConjugate(modes[k - 1], modes[k]) ? conjugate(refined[k - 1]) : value,
  );
}

/** The modes of a problem on the halved grid, as far as they can be found there. */
function partnersOn(
  half: Problem,
  { grid }: Problem,
  modes: readonly Mode[],
  modesOf: (problem: Problem, count: number) => readonly Mode[],
): (Mode | null)[] {
  try {
    const others = modesOf(half, Math.min(half.grid.size, modes.length + SPARE));
    return pairedModes({ grid, modes }, { grid: half.grid, modes: others });
  } catch (error) {
    // a coarse grid may fail where the fine one does not
    if (error instanceof NumericalError || error instanceof InputError) return modes.map(() => null);
    throw error;
  }
}

function evenlyHalved(problem: Problem): Problem | null {
  if (problem.grid.shape.some((cells) => cells % 2 === 1 || cells < 16)) return null;
  return halvedProblem({ problem, resets: [] });
}

const isConjugate = (one: Eigenvalue, other: Eigenvalue): boolean =>
  one.im > 0 && Math.hypot(one.re - other.re, one.im + other.im) <= ROUNDING * Math.hypot(one.re, one.im);

const conjugate = (value: Refined): Refined => ({ ...value, im: -value.im });
