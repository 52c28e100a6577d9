import type { Problem } from "../problem/problem.js";
import { cellCenters } from "../grid/grid.js";
import { check, type Check } from "./check.js";
import { hasKink, isAliased } from "./kinks.js";
import { lossValues } from "./loss-values.js";
import type { Quotient, Temperatures } from "./temperature.js";

/** An estimate that is uncertain by a larger share tells nothing. */
const TELLING = 1e-2;
/** On errors that are estimated from three grids. */
const SAFETY = 3;
/** What sums over a grid lose by rounding, as a share. */
const ROUNDING = 1e-9;
/** Errors of order 2 fall to a quarter as cells halve; where they fall to more than this they are of no known order. */
const FALLING = 0.6;

const FROM =
  "three times the larger error in space by twice halving the cells, over what it is divided by, and rounding";

/**
 * T by its three estimators against what it should be.
 * @param found on the grid of the problem, then on every other face, then on every fourth, as far as there are such grids
 */
export function temperatureChecks(
  problem: Problem,
  mass: Float64Array,
  T: number,
  found: readonly Temperatures[],
): Check[] {
  const values = lossValues(problem, cellCenters(problem.grid));
  const broken = hasKink(problem.grid, mass, values) ? KINKED : isAliased(problem.grid, mass, values) ? ALIASED : null;
  const slopes = errorOf(found.map(({ slope }) => slope));
  return [
    check({
      quantity: "T by the slope of -log rho against L",
      measured: found[0].slope,
      relation: "equal",
      bound: T,
      tolerance: SAFETY * slopes.error + ROUNDING * T,
      toleranceFrom: "three times the larger error in space by twice halving the cells, and rounding",
      reason: found.length < 2 ? TOO_FEW : whyUncertain((SAFETY * slopes.error) / T),
    }),
    ...(["virial", "configurational"] as const).map((name) => {
      const { tolerance, settles } = uncertainty(
        found.map(({ quotients }) => quotients[name]),
        T,
      );
      return check({
        quantity: `T by the ${name} estimator`,
        measured: found[0][name],
        relation: "equal",
        bound: T,
        tolerance,
        toleranceFrom: FROM,
        reason: whyNot(found.length, broken, settles, tolerance / T),
      });
    }),
  ];
}

const KINKED =
  "not measured on this grid, as L, its slope or the derivative of that jumps between cells, or L is singular";
const ALIASED =
  "not measured on this grid, as L waves between cells: from one to the next it rises by other amounts than its slope has it";
const TOO_FEW = "not measured on this grid, which has too few cells to halve them twice";

function whyNot(grids: number, broken: string | null, settles: boolean, share: number): string | null {
  if (grids < 3) return TOO_FEW;
  if (broken) return broken;
  if (!settles)
    return "not measured on this grid, as what is averaged does not settle when cells are halved twice: L is singular, or too fine for a quarter of the cells along each axis";
  return whyUncertain(share);
}

/** What is no finite number is said to be none elsewhere. */
const whyUncertain = (share: number): string | null =>
  Number.isFinite(share) && share > TELLING
    ? `not measured on this grid, which leaves it uncertain by ${Number((100 * share).toPrecision(2))} %: cells are too coarse, or what it is divided by nearly vanishes`
    : null;

/** |δ(a/b)| ≤ (|δa| + T|δb|)/|b|: what nearly cancels in b counts. */
function uncertainty(grids: readonly Quotient[], T: number): { readonly tolerance: number; readonly settles: boolean } {
  const [{ below, sizeAbove, sizeBelow }] = grids;
  const [a, b] = [
    errorOf(
      grids.map((each) => each.above),
      sizeAbove,
    ),
    errorOf(
      grids.map((each) => each.below),
      sizeBelow,
    ),
  ];
  const rounding = ROUNDING * (sizeAbove + T * sizeBelow);
  return {
    tolerance: (SAFETY * (a.error + T * b.error) + rounding) / Math.abs(below),
    settles: a.settles && b.settles,
  };
}

/** The error of a figure of order 2 from three grids, the larger of two estimates, and whether it falls from one to the next. */
function errorOf(
  [fine, half = NaN, quarter = half]: readonly number[],
  size = Math.abs(fine),
): { readonly error: number; readonly settles: boolean } {
  const [first, second] = [Math.abs(fine - half), Math.abs(half - quarter)];
  return {
    error: Math.max(first / 3, second / 12),
    settles: first <= FALLING * second + ROUNDING * size,
  };
}
