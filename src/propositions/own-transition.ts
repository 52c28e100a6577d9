import { problemFromData } from "../problem/file.js";
import type { Finding, Request } from "./certificate.js";
import { check, type Check } from "./check.js";
import { reasonAgainstGibbs } from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import { FREE, gapRatiosOf, SURE, TRAPPED } from "./landscapes.js";

/** Units of length as factors that the literal criterion is looked at in. */
const UNITS = [1 / 16, 1 / 4, 1, 4, 16];

/** Examines the criteria of free motion on one problem, against its own spectrum. */
export function transitionOfProblem({ form, problem: data }: Request, tools: Instruments): Finding {
  const problem = problemFromData(data);
  const reason = reasonAgainstGibbs(problem);
  if (reason) return { checks: [], reason };
  const { literal, depth } = tools.criteria(problem);
  const { gapRatio: ratio } = gapRatiosOf(problem, tools);
  if (depth === 0) return { checks: [], figures: { "least lambda_k/lambda_(k+1)": ratio }, reason: whySingle(ratio) };
  const figures = {
    "D/(eta ||hess L||)": literal,
    "eta critical depth/D": depth,
    "least lambda_k/lambda_(k+1)": ratio,
  };
  if (form === "literal") {
    const free = ratio > FREE;
    // in units of length c times as small D is c² times as large and the Hessian the same
    return {
      checks: UNITS.map((c) =>
        check({
          quantity: `D/(eta ||hess L||) in units of length ${1 / c} times as large, as the gap ratio is ${free ? ">" : "<="} ${FREE}`,
          measured: literal * c * c,
          relation: free ? "at-least" : "at-most",
          bound: 1,
          tolerance: 0,
          toleranceFrom: "none: it is the same process in all units",
        }),
      ),
      figures,
    };
  }
  const decided = amendedCheck(depth, ratio);
  return {
    checks: decided ? [decided] : [],
    figures,
    ...(decided
      ? {}
      : {
          reason: `the barrier of ${Number(depth.toPrecision(4))} temperatures is in between: below ${SURE.free} motion is free, above ${SURE.trapped} it is not`,
        }),
  };
}

const whySingle = (ratio: number): string =>
  ratio < TRAPPED
    ? `there is a single basin, with nothing to pass between; that some rates are far below the next (${Number(ratio.toPrecision(2))}) has another cause, such as a narrow passage`
    : "there is a single basin: nothing to pass between, and nothing to be trapped in";

function amendedCheck(depth: number, ratio: number): Check | null {
  if (depth > SURE.free && depth < SURE.trapped) return null;
  const free = depth <= SURE.free;
  return check({
    quantity: `gap ratio behind a barrier of ${Number(depth.toPrecision(4))} temperatures`,
    measured: ratio,
    relation: free ? "at-least" : "at-most",
    bound: free ? TRAPPED : FREE,
    tolerance: 0,
    toleranceFrom: "none: barriers of which the criterion is not sure are left out",
  });
}
