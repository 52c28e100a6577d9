import { problemFromData } from "../problem/file.js";
import type { Finding, Request } from "./certificate.js";
import type { Problem } from "../problem/problem.js";
import { check, type Check } from "./check.js";
import { temperatureOf } from "./criteria.js";
import { depthsOnFinerCells } from "./finer-barrier.js";
import { reasonAgainstGibbs } from "./gibbs.js";
import type { Instruments } from "./instruments.js";
import { FREE, gapRatiosOf, SHALLOW, SURE, TRAPPED } from "./landscapes.js";

/** How far beyond the unit of length at which the literal criterion changes its verdict it is looked at: D is so many times as large. */
const BEYOND = 4;
/** On cells half as wide a barrier is the same but for errors of order 2; one that changes by more is made by the cells. */
const RESOLVED = 0.3;

/** Examines the criteria of free motion on one problem, against its own spectrum. */
export function transitionOfProblem({ form, problem: data }: Request, tools: Instruments): Finding {
  const problem = problemFromData(data);
  const reason = reasonAgainstGibbs(problem);
  if (reason) return { checks: [], reason };
  const { literal, depth } = tools.criteria(problem);
  const { gapRatio: ratio } = gapRatiosOf(problem, tools);
  const finer = onFinerCells(problem, depth);
  if (finer !== null && Math.max(finer, depth) > SHALLOW)
    return {
      checks: [],
      figures: {
        "eta critical depth/D": depth,
        "the same on finer cells": finer,
        "least lambda_k/lambda_(k+1)": ratio,
      },
      reason: `the grid does not resolve the barrier: ${Number(depth.toPrecision(4))} temperatures on its cells, ${Number(finer.toPrecision(4))} on finer ones: the loss falls or rises between their centres; take more`,
    };
  if (depth === 0 || finer !== null)
    return { checks: [], figures: { "least lambda_k/lambda_(k+1)": ratio }, reason: whySingle(ratio) };
  const figures = {
    "D/(eta ||hess L||)": literal,
    "eta critical depth/D": depth,
    "least lambda_k/lambda_(k+1)": ratio,
  };
  if (form === "literal") {
    const free = ratio > FREE;
    const compared = (unit: string, measured: number): Check =>
      check({
        quantity: `D/(eta ||hess L||) in ${unit}, as the gap ratio is ${free ? ">" : "<="} ${FREE}`,
        measured,
        relation: free ? "at-least" : "at-most",
        bound: 1,
        tolerance: 0,
        toleranceFrom: "none: it is the same process in all units",
      });
    // z → cz takes D to c²D and leaves the Hessian: at c = literal^(-1/2) the verdict changes, whatever the process
    const c = Math.sqrt((free ? 1 / BEYOND : BEYOND) / literal);
    return {
      checks: [
        compared("its own units", literal),
        ...(Number.isFinite(c) && c > 0
          ? [compared(`units of length ${Number(c.toPrecision(4))} times as small`, literal * c * c)]
          : []),
      ],
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

/** The barrier on cells a half and a quarter as wide that differs most, where it differs by more than its error; else null. */
function onFinerCells(problem: Problem, depth: number): number | null {
  const T = temperatureOf(problem);
  const finer = [2, 4].map((parts) => (depthsOnFinerCells(problem, parts)[0] ?? 0) / T);
  const odd = finer.filter((each) => Math.abs(each - depth) > RESOLVED * Math.max(each, depth) && each !== depth);
  if (odd.length === 0) return null;
  return odd.reduce((most, each) => (Math.abs(each - depth) > Math.abs(most - depth) ? each : most));
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
